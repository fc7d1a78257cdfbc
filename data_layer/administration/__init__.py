"""Changes to organisations, rules, deadlines and committees' funds: who may, what is refused, what is recorded."""

from data_layer.administration.committee_record import RecordProblem, record_committee, void_committee
from data_layer.administration.fund import Entry, FundProblem, enter_fund, record_fund, void_fund
from data_layer.administration.org_file import OrganisingProblem, read_org_file
from data_layer.administration.organising import ImportResult, add_event, import_orgs
from data_layer.administration.ruling import parameter_history, set_deadline, set_parameter

__all__ = [
    "Entry",
    "FundProblem",
    "ImportResult",
    "OrganisingProblem",
    "RecordProblem",
    "add_event",
    "enter_fund",
    "import_orgs",
    "parameter_history",
    "read_org_file",
    "record_committee",
    "record_fund",
    "set_deadline",
    "set_parameter",
    "void_committee",
    "void_fund",
]
