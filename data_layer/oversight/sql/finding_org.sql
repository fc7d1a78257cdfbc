-- Whose a finding is.
SELECT org FROM finding_event WHERE finding = $finding AND kind = 'opened'
