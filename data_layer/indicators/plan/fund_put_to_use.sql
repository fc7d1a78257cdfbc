-- id: fund_put_to_use
-- number: 42
-- order: 801
-- name: 经费落实
-- group: 经费
-- clause: 四（二）
-- weight: 4
-- period: year
-- counted: 当年有下拨经费的党支部，每年一件
-- met: 当年用途合规、凭证齐全的支出达到下拨的 fund_use_min
-- due: 12 月 31 日
-- proof: 四季度台账截止日
-- unclear: 靠以后季度的台账才达到的（补录）
-- example: 下拨 5000 元，按 60% 应用 3000 元：到 11 月 30 日合规且凭证齐全的支出 3200 元，达标；2900 元，未达标
-- remedied_when: 以后把经费用到规定用途
-- needs: duty_year asked
SELECT y.org, y.family, y.quarter, y.period, 'branch' AS subject, greatest(y.first_on, f.first_day) AS opens_on, y.last_on AS due_on, false AS mistaken,
       CAST(NULL AS BIGINT) AS submission, '经费使用' AS sheet, CAST(NULL AS INTEGER) AS row, 'spend' AS want, y.org AS key, 0 AS slot, y.first_on AS from_on, y.last_on AS to_on,
       CAST(ceil(f.amount * 100 * y.use_over / y.use_under) AS BIGINT) AS need
FROM duty_year y
JOIN (
    SELECT e.branch AS org, e.year, sum(e.amount) AS amount, min(e.day) AS first_day
    FROM fund_event e
    JOIN asked a ON a.org = e.branch
    WHERE e.kind = 'allocated' AND e.branch IN (SELECT org FROM asked) AND e.day <= a.seen_to AND e.recorded_at <= a.known_at
      AND NOT EXISTS (SELECT 1 FROM fund_event v WHERE v.kind = 'void' AND v.voids = e.event AND v.day <= a.as_of AND v.recorded_at <= a.known_at)
    GROUP BY e.branch, e.year
) f ON f.org = y.org AND f.year = y.year
