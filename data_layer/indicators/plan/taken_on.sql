-- id: taken_on
-- number: 33
-- order: 702
-- name: 流入地纳管
-- group: 双向管理
-- clause: 三（二）
-- weight: 3
-- period: half
-- counted: 半年内在外满 90 天的流动党员，每人每半年一件
-- met: 写明流入地党组织；只写未纳入原因的待核，经工作人员认可后免计
-- due: 半年的最后一天
-- proof: 半年最后一季台账的截止日
-- unclear: 没有流入地党组织、只写未纳入原因的（如“当地无党组织”）；以后的台账才写明的（补录）
-- example: 甲上半年在外 120 天：写明流入地党组织的达标；只写“境外”的待核，工作人员认可后免计；都没有的未达标
-- remedied_when: 落实流入地党组织
-- needs: duty_half held_period
SELECT h.org, h.family, h.quarter, h.period, CAST(p.person AS VARCHAR) AS subject, p.person, p.opens_on, h.last_on AS due_on,
       p.mistaken, p.submission, p.sheet, p.row, 0 AS slot, p.spell AS key,
       CASE WHEN p.receiving_filled THEN 'taken' WHEN p.not_taken_reason IS NULL THEN 'none' END AS want, CASE WHEN p.receiving_filled THEN p.opens_on END AS fact_on,
       CASE WHEN NOT p.receiving_filled AND p.not_taken_reason IS NOT NULL THEN p.opens_on END AS doubt_on,
       CASE WHEN NOT p.receiving_filled THEN '未纳入：' || p.not_taken_reason END AS doubt
FROM duty_half h
JOIN held_period p ON p.org = h.org AND p.period = h.period AND p.direction = '流出' AND p.days >= 90
