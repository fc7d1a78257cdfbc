-- What a branch has said its words mean, as it stood at a moment; forgotten ones with means NULL.
SELECT sheet, column_name, word_key, last(word ORDER BY event) AS word, last(means ORDER BY event) AS means
FROM meaning_event
WHERE org = $org AND recorded_at <= coalesce($known_at, TIMESTAMP '9999-12-31')
GROUP BY sheet, column_name, word_key
ORDER BY min(event)
