-- Every erasure carried out, with what the log's line of it says and the files it replaced.
SELECT e.event, e.request, e.report, e.recorded_at,
       (SELECT any_value(a.object) FROM audit_event a
        WHERE a.action = 'erased' AND a.object LIKE e.request || ' %') AS logged,
       (SELECT list([f.old_sha256, f.new_sha256] ORDER BY f.old_sha256) FROM erasure_file f WHERE f.event = e.event) AS files
FROM erasure_event e
WHERE e.kind = 'done'
ORDER BY e.event
