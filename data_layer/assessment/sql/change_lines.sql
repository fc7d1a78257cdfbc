-- Lines of 本季登记 that say a place, unit or phone changed, as typed.
SELECT
    t.org, t.submission, coalesce(p.same_as, t.person) AS person,
    t.cells ->> '$."变化"' AS change, t.cells ->> '$."变化日期"' AS day
FROM row_text AS t
LEFT JOIN (SELECT unnest($p_person::BIGINT[]) AS person, unnest($p_same::BIGINT[]) AS same_as) AS p ON p.person = t.person
WHERE t.submission IN (SELECT unnest($submissions::BIGINT[]))
  AND t.kind = '本季登记' AND t.person IS NOT NULL AND (t.cells ->> '$."变化"') IS NOT NULL
ORDER BY t.submission, t.row
