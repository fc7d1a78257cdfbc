-- Entries of some committees' funds that have not been taken back.
SELECT event, org, kind, branch, year, day, amount, source, category, voucher, summary, reverses, file_sha256, file_row
FROM fund_event AS e
WHERE
    org IN (SELECT unnest($orgs::INTEGER[])) AND kind <> 'void'
    AND NOT EXISTS (SELECT 1 FROM fund_event AS v WHERE v.voids = e.event)
