-- What committees recorded about their own duties of a year, as known at a time; taken back: when and why.
SELECT e.event, e.org, e.kind, e.year, e.day, e.reference, e.account, e.recorded_at, v.day AS voided_on, v.reason AS void_reason
FROM committee_record AS e
LEFT JOIN committee_record AS v ON v.voids = e.event AND v.recorded_at <= $known_at AND v.day <= $as_of
WHERE
    e.kind <> 'void' AND e.year = $year AND e.org IN (SELECT unnest($funds::INTEGER[]))
    AND e.day <= $as_of AND e.recorded_at <= $known_at
ORDER BY e.day, e.event
