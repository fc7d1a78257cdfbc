-- 会同联系人 of ledgers of some branches.
SELECT rowid AS place, reviewer_keys AS hashes
FROM submission
WHERE org IN (SELECT unnest($orgs::INTEGER[])) AND len(reviewer_keys) > 0
