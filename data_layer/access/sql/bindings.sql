-- Names of other systems bound to accounts.
WITH latest AS (
    SELECT source, name, account, kind, row_number() OVER (PARTITION BY source, name ORDER BY event DESC) AS back
    FROM identity_event
)
SELECT source, name, account FROM latest WHERE back = 1 AND kind = 'bound' ORDER BY source, name
