-- id: contact_lost
-- number: 11
-- order: 205
-- name: 失联预警
-- group: 联系
-- clause: 三（一）3
-- weight: 0
-- period: quarter
-- alert: yes
-- counted: 当日在外的流动党员，每人一件
-- met: 不会达标，只作预警：最近联系上（从未联系上的自外出日期）起满 lost_contact_days 天
-- due: 最近联系上（从未联系上的自外出日期）后 lost_contact_days 天
-- proof: 这一天所在季度台账的截止日
-- unclear: 没有待核：不能对人的联系不算联系上
-- example: 甲 1 月 10 日联系上后再没有消息，按 183 天算到 7 月 12 日：其后待报，三季度台账截止后仍没有，列入失联
-- remedied_when: 联系上本人
-- needs: duty_quarter ledger_quarter person_quarter spell_quarter report asked
SELECT q.org, q.family, greatest(r.due_quarter, c.first_quarter) AS quarter, q.period, CAST(p.person AS VARCHAR) AS subject, p.person, p.opens_on, r.due_on,
       p.mistaken, p.submission, p.sheet, p.row
FROM duty_quarter q
JOIN person_quarter p ON p.org = q.org AND p.quarter = q.quarter
JOIN (
    SELECT s.person, max(s.start_on) AS start_on
    FROM spell_quarter s JOIN asked a ON a.org = s.holder
    WHERE s.direction = '流出' AND a.as_of BETWEEN s.from_on AND s.to_on
    GROUP BY s.person
) s ON s.person = p.person
LEFT JOIN (
    SELECT family, person, max(day) AS day FROM report WHERE source = 'contact' AND flag AND sure AND counted GROUP BY family, person
) t ON t.family = q.family AND t.person = p.person,
LATERAL (SELECT greatest(t.day, s.start_on) + q.lost_contact_days AS due_on,
                year(greatest(t.day, s.start_on) + q.lost_contact_days) * 4 + quarter(greatest(t.day, s.start_on) + q.lost_contact_days) - 1 AS due_quarter) r,
(SELECT min(quarter) AS first_quarter FROM ledger_quarter) c
WHERE q.quarter = year(q.as_of) * 4 + quarter(q.as_of) - 1
