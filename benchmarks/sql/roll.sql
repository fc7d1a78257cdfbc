-- A dice: a non-negative number that follows from its arguments.
CREATE OR REPLACE TEMP MACRO roll (a) AS CAST(hash(a) >> 1 AS BIGINT), (a, b) AS CAST(hash(a, b) >> 1 AS BIGINT),
    (a, b, c) AS CAST(hash(a, b, c) >> 1 AS BIGINT), (a, b, c, d) AS CAST(hash(a, b, c, d) >> 1 AS BIGINT),
    (a, b, c, d, e) AS CAST(hash(a, b, c, d, e) >> 1 AS BIGINT)
