, described AS (
    SELECT n.* EXCLUDE (summary), coalesce(n.summary, t.cells ->> '$."摘要"') AS summary
    FROM net AS n
    LEFT JOIN row_text AS t
        ON
            t.org = n.org AND t.submission = n.submission AND t.sheet = n.sheet AND t.row = n.row
            AND t.kind = '经费使用'
)
SELECT
    *,
    -- the voucher before it of the same amount and the same words
    CASE WHEN spent <> 0 AND amount > 0 AND coalesce(summary, '') <> '' THEN lag(day) OVER alike END AS alike_day,
    lag(voucher) OVER alike AS alike_voucher,
    lag(submission) OVER alike AS alike_submission, lag(sheet) OVER alike AS alike_sheet,
    lag(row) OVER alike AS alike_row, lag(event) OVER alike AS alike_event
FROM described
WINDOW alike AS (
    PARTITION BY org, amount, spent <> 0, regexp_replace(summary, '\s', '', 'g') ORDER BY day, submission, row, event
)
QUALIFY year = $year AND day <= $until
ORDER BY day DESC, org, submission, row, event
