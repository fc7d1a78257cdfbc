-- Whether any of some branches ever said that a spell was entered by mistake (误登记).
(SELECT org FROM spell_row WHERE org IN (SELECT unnest(CAST($orgs AS INTEGER[]))) AND end_kind = '误登记' LIMIT 1)
UNION ALL
(SELECT org FROM spell_answer WHERE org IN (SELECT unnest(CAST($orgs AS INTEGER[]))) AND end_kind = '误登记' LIMIT 1)
