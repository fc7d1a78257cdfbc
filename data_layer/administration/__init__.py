"""Changes to organisations, parameters and deadlines: who may, what is refused, what is recorded."""

from data_layer.administration.org_file import OrganisingProblem, read_org_file
from data_layer.administration.organising import ImportResult, add_event, import_orgs
from data_layer.administration.ruling import parameter_history, set_deadline, set_parameter

__all__ = [
    "ImportResult",
    "OrganisingProblem",
    "add_event",
    "import_orgs",
    "parameter_history",
    "read_org_file",
    "set_deadline",
    "set_parameter",
]
