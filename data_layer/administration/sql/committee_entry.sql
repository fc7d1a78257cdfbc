-- One record of a committee, and whether it was taken back.
SELECT org, year, EXISTS (SELECT 1 FROM committee_record AS v WHERE v.voids = e.event) AS voided
FROM committee_record AS e
WHERE event = $event AND kind <> 'void'
