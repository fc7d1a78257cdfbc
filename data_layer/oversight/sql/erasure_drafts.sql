-- What was typed for some people's lines and not handed in.
SELECT rowid AS place
FROM entry_draft
WHERE org IN (SELECT unnest($orgs::INTEGER[]))
  AND line IN (SELECT line FROM spell WHERE person IN (SELECT unnest($persons::BIGINT[])))
