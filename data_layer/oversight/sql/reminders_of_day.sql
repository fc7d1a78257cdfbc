-- What became of the digests of a day, by organisation: the last word.
SELECT org, arg_max(kind, event) AS kind, max(recorded_at) AS recorded_at
FROM reminder_event
WHERE day = $day AND org IN (SELECT unnest($orgs::INTEGER[]))
GROUP BY org
