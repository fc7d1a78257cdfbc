SELECT (SELECT coalesce(max(event), 0) FROM account_event) AS accounts,
       (SELECT coalesce(max(event), 0) FROM grant_event) AS grants
