-- id: makeup_training
-- number: 24
-- order: 505
-- name: 补课教育
-- group: 教育培训
-- clause: 三（三）
-- weight: 0
-- period: year
-- counted: 春节前后返回的流动党员，每人每年一件
-- met: 返回后至春节窗口末日（至少 7 天）有完成的补课教育
-- due: 春节窗口末日；返回后不足 7 天的，返回后第 7 天
-- proof: 这一天所在季度台账的截止日
-- unclear: 补录；姓名对应两人；返回或补课日期只写到月
-- example: 甲 2026 年 2 月 12 日返回，窗口到 3 月 3 日：2 月 20 日补课的达标，2 月 10 日还没有返回，那天的不算
-- remedied_when: 以后补课
-- needs: duty_quarter year back
SELECT q.org, q.family, year(w.due_on) * 4 + quarter(w.due_on) - 1 AS quarter, b.year * 10 AS period, CAST(b.person AS VARCHAR) AS subject, b.person, b.day AS opens_on, w.due_on,
       b.mistaken, b.submission, b.sheet, b.row, 'makeup' AS want, b.person AS key, 0 AS slot,
       b.day AS from_on, greatest(b.spring_to, b.wide_on + 7) AS to_on, b.wide_on AS from_wide, w.due_on AS to_wide
FROM duty_quarter q
JOIN (
    SELECT b.*, y.rules, y.year, y.spring_to, year(y.spring_day) * 4 + quarter(y.spring_day) - 1 AS spring_quarter
    FROM back b
    JOIN asked a ON a.org = b.holder
    JOIN year y ON y.rules = a.rules AND b.day BETWEEN y.spring_from AND y.spring_to
    QUALIFY row_number() OVER (PARTITION BY b.person, y.year ORDER BY b.day, b.wide_on DESC, b.holder DESC, b.spell) = 1
) b ON b.holder = q.org AND b.spring_quarter = q.quarter,
LATERAL (SELECT greatest(b.spring_to, b.day + 7) AS due_on) w
