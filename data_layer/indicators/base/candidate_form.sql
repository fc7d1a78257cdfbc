-- What an indicator's file says of each duty; what it does not name is NULL.
--   org period subject person quarter   whose, and the quarter whose ledger proves it
--   opens_on due_on                      first day on which it exists, last day on which it can be met
--   family want key slot                 which events may meet it (base/event.sql); want NULL: what fact_on, doubt_on say
--   from_on to_on · from_wide to_wide    days that count · days that may count (a window hanging on a month-only date)
--   need cap                             a sum that must be reached, and how much of it one day can give
--   fact_on                              the day of a property that events only date the knowledge of
--   doubt_on doubt · noted               unclear from a day on, why · a remark if met
--   submission sheet row contact_key     where the duty stands, and its contact person
SELECT CAST(NULL AS VARCHAR) AS indicator, CAST(NULL AS INTEGER) AS org, CAST(NULL AS INTEGER) AS family, CAST(NULL AS INTEGER) AS period, CAST(NULL AS VARCHAR) AS subject,
       CAST(NULL AS BIGINT) AS person, CAST(NULL AS INTEGER) AS quarter, CAST(NULL AS DATE) AS opens_on, CAST(NULL AS DATE) AS due_on,
       CAST(NULL AS BOOLEAN) AS mistaken, CAST(NULL AS BIGINT) AS submission, CAST(NULL AS VARCHAR) AS sheet, CAST(NULL AS INTEGER) AS row,
       CAST(NULL AS BIGINT) AS contact_key, CAST(NULL AS VARCHAR) AS want, CAST(NULL AS BIGINT) AS key, CAST(NULL AS INTEGER) AS slot,
       CAST(NULL AS DATE) AS from_on, CAST(NULL AS DATE) AS to_on, CAST(NULL AS DATE) AS from_wide, CAST(NULL AS DATE) AS to_wide,
       CAST(NULL AS BIGINT) AS need, CAST(NULL AS BIGINT) AS cap, CAST(NULL AS DATE) AS fact_on, CAST(NULL AS DATE) AS doubt_on,
       CAST(NULL AS VARCHAR) AS doubt, CAST(NULL AS VARCHAR) AS noted
WHERE false
