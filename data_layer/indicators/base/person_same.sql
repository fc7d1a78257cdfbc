-- Person ids found to be one person, flattened.
SELECT unnest(CAST($p_person AS BIGINT[])) AS person, unnest(CAST($p_same AS BIGINT[])) AS same_as
