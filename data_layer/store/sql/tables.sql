-- The tables of the store; with a column's name, those that have it.
SELECT DISTINCT table_name
FROM information_schema.columns
WHERE table_catalog = 'app' AND ($column IS NULL OR column_name = $column)
ORDER BY table_name
