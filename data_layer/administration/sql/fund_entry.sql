-- One entry of a fund; whether it was taken back, and whether an entry in force reverses its voucher.
SELECT
    org, branch, year,
    EXISTS (SELECT 1 FROM fund_event AS v WHERE v.voids = e.event) AS voided,
    EXISTS (
        SELECT 1 FROM fund_event AS r
        WHERE
            r.org = e.org AND r.kind = 'spent' AND e.kind = 'spent' AND r.reverses = e.voucher
            AND r.year IN (e.year, e.year + 1)
            AND NOT EXISTS (SELECT 1 FROM fund_event AS v WHERE v.voids = r.event)
    ) AS reversed
FROM fund_event AS e
WHERE event = $event AND kind <> 'void'
