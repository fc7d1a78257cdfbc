-- Whose obligations are asked for, and every other branch whose facts bear on them (wanted = false): one row a branch,
-- with its family (branches tied by merging or splitting), its rules, its active quarters and its two times.
-- seen_to hides days after it: as_of for a list, the horizon for the journal (which looks ahead).
SELECT unnest(CAST($org AS INTEGER[])) AS org, unnest(CAST($family AS INTEGER[])) AS family, unnest(CAST($rules AS INTEGER[])) AS rules, unnest(CAST($wanted AS BOOLEAN[])) AS wanted,
       unnest(CAST($first_quarter AS INTEGER[])) AS first_quarter, unnest(CAST($last_quarter AS INTEGER[])) AS last_quarter,
       unnest(CAST($as_of AS DATE[])) AS as_of, unnest(CAST($seen_to AS DATE[])) AS seen_to, unnest(CAST($known_at AS TIMESTAMP[])) AS known_at
