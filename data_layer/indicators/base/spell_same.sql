-- Spell ids found to be one spell, flattened.
SELECT unnest(CAST($s_spell AS BIGINT[])) AS spell, unnest(CAST($s_same AS BIGINT[])) AS same_as
