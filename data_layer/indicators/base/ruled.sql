-- needs: asked person_same
-- What staff said of a duty last: late evidence accepted, a 未纳入原因 accepted. Apart from judged, which reads it twice: through
-- a WITH of its own the engine would not see which columns of proof nobody asks for.
SELECT r.org, r.kind, r.indicator, r.period, r.subject, arg_max(r.accepted, r.ruling) AS accepted
FROM (
    -- a subject goes by what its person is now
    SELECT r.* REPLACE (coalesce(CAST(p.same_as AS VARCHAR) || coalesce(nullif(substring(r.subject, length(split_part(r.subject, '-', 1)) + 1), ''), ''), r.subject) AS subject)
    FROM ruling r
    LEFT JOIN person_same p ON CAST(p.person AS VARCHAR) = split_part(r.subject, '-', 1)
) r
JOIN asked a ON a.org = r.org
WHERE r.org IN (SELECT org FROM asked) AND r.kind IN ('late', 'not_taken') AND r.recorded_at <= a.known_at
GROUP BY r.org, r.kind, r.indicator, r.period, r.subject
