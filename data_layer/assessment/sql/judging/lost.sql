-- needs: stated report person_same duty_quarter
-- Branches with members out of reach whom they did not report in time: no row 失联查找 about the silence received by
-- prove_by + $days, nor a finding about it that the branch took up by then. How many, and the one longest lost.
WITH lost AS (
    SELECT s.org, s.person, s.due_on, s.prove_by, a.family, a.known_at, s.prove_by + CAST($days AS INTEGER) AS last_on,
           (SELECT max(q.lost_contact_days) FROM duty_quarter q WHERE q.org = s.org) AS silence
    FROM stated s
    JOIN asked a ON a.org = s.org AND a.wanted
    WHERE s.indicator = 'contact_lost' AND s.state = 'missed' AND NOT s.exempt
      AND s.prove_by + CAST($days AS INTEGER) < s.as_of
),
told AS (
    SELECT l.org, l.person
    FROM lost l
    JOIN report r ON r.family = l.family AND r.person = l.person
    -- about this silence: since the last contact; that a search was reported is known from its ledger
    WHERE r.source = 'contact' AND r.item = '失联查找' AND r.sure AND r.received_on <= l.last_on
      AND r.day > l.due_on - l.silence
    UNION ALL
    SELECT l.org, l.person
    FROM lost l
    JOIN finding_person f ON true
    LEFT JOIN person_same p ON p.person = f.person
    JOIN finding_event o ON o.finding = f.finding AND o.event = f.finding AND o.indicator = 'contact_lost'
    JOIN finding_event e ON e.finding = f.finding AND e.kind IN ('started', 'answered')
    WHERE coalesce(p.same_as, f.person) = l.person AND e.day <= l.last_on AND e.recorded_at <= l.known_at
)
SELECT org, CAST(count(*) AS INTEGER) AS people, min(due_on) AS due_on, arg_min(prove_by, due_on) AS prove_by
FROM lost
WHERE (org, person) NOT IN (SELECT org, person FROM told)
GROUP BY org
ORDER BY org
