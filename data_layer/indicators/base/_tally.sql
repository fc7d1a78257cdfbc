-- Counts straight from the list, grouped as the commands print them.
SELECT indicator, org, period,
       count(*) FILTER (NOT exempt AND state = 'met') AS met, count(*) FILTER (NOT exempt AND state = 'missed') AS missed,
       count(*) FILTER (NOT exempt AND state = 'awaiting') AS awaiting, count(*) FILTER (NOT exempt AND state = 'pending') AS pending,
       count(*) FILTER (NOT exempt AND state = 'unclear') AS unclear, count(*) FILTER (exempt) AS exempt,
       count(*) FILTER (NOT exempt AND closed AND state = 'met') AS closed_met, count(*) FILTER (NOT exempt AND closed) AS closed,
       count(*) FILTER (NOT exempt AND closed AND state = 'unclear') AS closed_unclear,
       count(*) FILTER (NOT exempt AND closed AND state = 'met' AND reported) AS reported_met,
       count(*) FILTER (NOT exempt AND closed AND reported) AS reported_closed,
       count(*) FILTER (NOT exempt AND closed AND state = 'unclear' AND reported) AS reported_unclear
FROM stated
GROUP BY indicator, org, period
ORDER BY indicator, org, period
