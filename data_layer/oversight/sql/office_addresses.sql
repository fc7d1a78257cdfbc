-- The mailbox of each organisation; '' where there is none any more.
SELECT org, arg_max(address, event) AS address
FROM office_address
WHERE org IN (SELECT unnest($orgs::INTEGER[]))
GROUP BY org
