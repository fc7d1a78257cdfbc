-- needs: owed proof ruled person_same
-- Judging, the same for every indicator: when each state of a duty begins. Late evidence is unclear until staff accept it.
WITH found AS (
    SELECT d.*, CASE WHEN d.want IS NULL THEN d.fact_on ELSE p.met_on END AS done_on, p.met_by, coalesce(p.met_late, false) AS met_late, p.met_by_other,
           p.late_on, p.late_by, p.late_by_other, least(p.doubt_on, d.doubt_on) AS doubtful_on, p.doubt_by, coalesce(p.doubt, d.doubt) AS doubtful,
           p.doubt_on IS NULL AND d.doubt LIKE '未纳入：%' AS not_taken_told,
           coalesce(c.accepted, false) AS accepted, coalesce(n.accepted, false) AS not_taken
    FROM owed d
    LEFT JOIN proof p ON p.id = d.id
    LEFT JOIN ruled c ON c.kind = 'late' AND c.org = d.org AND c.indicator = d.indicator AND c.period = d.period AND c.subject = d.subject
    LEFT JOIN ruled n ON n.kind = 'not_taken' AND n.org = d.org AND n.indicator = d.indicator AND n.period = d.period AND n.subject = d.subject
)
SELECT f.indicator, f.org, f.quarter, f.period, f.subject, f.person, f.begins_on AS period_opens_on, f.opens_on, f.due_on, f.prove_by,
       f.mistaken, f.as_of, f.reported,
       CASE WHEN f.done_on <= f.due_on THEN f.done_on WHEN f.acceptable THEN f.late_on END AS met_from,
       CASE WHEN f.accepted THEN f.doubtful_on ELSE least(f.late_on, f.doubtful_on) END AS unclear_from,
       least(f.prove_by + 1, CASE WHEN f.received_on > f.due_on THEN f.received_on ELSE f.prove_by + 1 END) AS missed_from,
       coalesce(f.done_on, CASE WHEN f.accepted THEN f.late_on END) AS met_on,
       CASE WHEN f.late_on IS NOT NULL AND NOT f.accepted THEN concat_ws('、', '补录', f.doubtful) ELSE f.doubtful END AS doubt,
       CASE WHEN f.done_on <= f.due_on THEN f.met_late ELSE f.acceptable END AS late_noted, f.noted,
       CASE WHEN f.met_by.submission IS NOT NULL THEN f.met_by WHEN f.late_by.submission IS NOT NULL THEN f.late_by WHEN f.doubt_by.submission IS NOT NULL THEN f.doubt_by
            ELSE {'quarter': f.quarter, 'submission': f.submission, 'sheet': f.sheet, 'row': f.row} END AS evidence,
       coalesce(f.met_by_other, f.late_by_other, false) AS by_other,
       coalesce(f.not_taken AND f.not_taken_told, false) OR EXISTS (
           SELECT 1 FROM exemption x
           LEFT JOIN person_same p ON p.person = x.person
           WHERE x.org = f.org AND (x.indicator IS NULL OR x.indicator = f.indicator)
             AND (x.person IS NULL OR coalesce(p.same_as, x.person) = f.person)
             AND (x.period = f.period OR (x.period IS NULL
                  AND coalesce(x.from_on <= f.begins_on, true) AND coalesce(f.begins_on <= x.until, true)))
             AND x.recorded_at <= f.known_at
             -- ended early: periods that begin later are owed again
             AND NOT EXISTS (
                 SELECT 1 FROM exemption_event e
                 WHERE e.org = x.org AND e.request = x.exemption AND e.kind = 'ended' AND e.until < f.begins_on AND e.recorded_at <= f.known_at
             )
       ) AS exempt
FROM (
    -- accepting says that it is true, not that it was in time; but what a ledger shows (family < 0) is shown on its receipt
    SELECT *, coalesce(accepted AND (late_on <= due_on OR family < 0), false) AS acceptable FROM found
) f
