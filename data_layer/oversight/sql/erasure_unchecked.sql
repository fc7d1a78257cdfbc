-- How many other files of some branches may show a person: pictures and papers that no program can read.
SELECT
    (SELECT count(*) FROM visit_file WHERE org IN (SELECT unnest($orgs::INTEGER[])))
  + (SELECT count(*) FROM round_file WHERE org IN (SELECT unnest($orgs::INTEGER[])))
  + (SELECT count(*) FROM duty_file WHERE org IN (SELECT unnest($orgs::INTEGER[])))
  + (SELECT count(*) FROM practice_file WHERE org IN (SELECT unnest($orgs::INTEGER[]))) AS n
