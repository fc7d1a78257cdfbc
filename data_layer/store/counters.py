"""Where the numbers of each kind stand: the next is one above the highest."""

# Counters for ids made here, and the table and column that hold the highest one given out so far.
COUNTERS = {
    "submission": [("submission", "submission")],
    "person": [("person_identity", "person")],
    "spell": [("spell", "spell")],
    "org": [("organisation_event", "org")],
    "account": [("account_event", "account")],
    "grant": [("grant_event", "grant_id")],
    "event": [
        (table, "event")
        for table in (
            "organisation_event parameter_event deadline_event submission_event lock_event person_alias spell_alias "
            "spell_answer account_event grant_event audit_event fund_event committee_record entry_draft "
            "exemption_event finding_event round_event visit_plan visit_event visit_result draw_event draw_answer "
            "erasure_event identity_event"
        ).split()
    ]
    + [("exemption", "exemption"), ("ruling", "ruling")],
}
