-- Every account as its events leave it.
WITH names AS (
    SELECT account, name, row_number() OVER (PARTITION BY account ORDER BY event DESC) AS back
    FROM account_event WHERE name IS NOT NULL
),
titles AS (
    SELECT account, display_name, row_number() OVER (PARTITION BY account ORDER BY event DESC) AS back
    FROM account_event WHERE display_name IS NOT NULL
),
passwords AS (
    SELECT account, password_hash, must_change, row_number() OVER (PARTITION BY account ORDER BY event DESC) AS back
    FROM account_event WHERE password_hash IS NOT NULL
),
states AS (
    SELECT account, kind, row_number() OVER (PARTITION BY account ORDER BY event DESC) AS back
    FROM account_event WHERE kind IN ('added', 'disabled', 'enabled')
),
added AS (
    SELECT account, min(recorded_at) AS added_at FROM account_event GROUP BY account
)
SELECT added.account, names.name, titles.display_name, passwords.password_hash, passwords.must_change,
       states.kind = 'disabled' AS disabled, added.added_at
FROM added
JOIN names ON names.account = added.account AND names.back = 1
JOIN states ON states.account = added.account AND states.back = 1
LEFT JOIN titles ON titles.account = added.account AND titles.back = 1
LEFT JOIN passwords ON passwords.account = added.account AND passwords.back = 1
ORDER BY added.account
