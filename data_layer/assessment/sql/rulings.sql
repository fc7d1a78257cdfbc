-- What was last ruled on each duty or 误登记 of some branches, for one kind of ruling.
SELECT org, indicator, period, subject, spell, arg_max(accepted, ruling) AS accepted, arg_max(reason, ruling) AS reason,
       arg_max(account, ruling) AS account, arg_max(recorded_at, ruling) AS recorded_at
FROM ruling
WHERE org IN (SELECT unnest(CAST($orgs AS INTEGER[]))) AND kind = $kind AND recorded_at <= $known_at
GROUP BY org, indicator, period, subject, spell
