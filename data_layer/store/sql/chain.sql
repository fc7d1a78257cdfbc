-- Every line of the log beside its link: hash is NULL without a link, there is false where the line is gone.
SELECT coalesce(a.event, l.event) AS event, a.account, a.actor, a.action, a.org, a.object, a.result, a.address,
       a.recorded_at, l.hash, a.event IS NOT NULL AS there
FROM audit_event a
FULL JOIN audit_link l ON l.event = a.event
ORDER BY 1
