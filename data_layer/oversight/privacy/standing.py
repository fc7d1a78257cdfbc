"""What a scope holds of people and how it was looked at: the facts that the page and the two documents rest on."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from data_layer import clock
from data_layer.access import Viewer, require, visible_orgs
from data_layer.access.log import actions
from data_layer.access.masking import ERASED
from data_layer.ledger.columns import column_table
from data_layer.organisations import tree
from data_layer.organisations.parameters import DEFAULTS, rules
from data_layer.store import Store, backup

#: Acts by which information about members is shown in full or leaves.
LOOKS = (
    "reveal", "ledger_file", "call_list", "names_listed", "ledger_template", "export", "pack", "check_sheet",
    "finding_file", "round_file", "erased",
)  # fmt: skip
RETENTION = ("retention_identity_years", "retention_assessment_years", "retention_log_years")
MASKS = {
    "name": "姓和末字，其余打码；有权看姓名的除外",
    "id": "前 6 位、后 2 位，其余打码",
    "phone": "前 3 位、后 4 位，其余打码",
    "address": "只到县市，其余打码",
    "text": "其中的号码打码，无权看姓名的再遮姓名",
    "sensitive": "一律不显示，说明理由才能查看",
}
#: 敏感个人信息 (第28条): what may do harm where it leaks.
SENSITIVE = frozenset({"公民身份号码", "困难原因", "外出地点", "家庭住址"})


@dataclass(frozen=True)
class Standing:
    """``people``: who can be identified, ``erased``: who no longer; ``looks``: word of an act, times, accounts in the
    last year; ``retention``: label, years, clause; ``encrypted``: the file is."""

    name: str
    branches: int
    people: int
    erased: int
    ledgers: int
    hardship: int
    looks: tuple[tuple[str, int, int], ...]
    retention: tuple[tuple[str, int, str], ...]
    encrypted: bool
    backups: int
    last_backup: datetime | None


def standing(store: Store, viewer: Viewer) -> Standing:
    """As things stand now, over the branches of the viewer's ``erase``. Counts only. Raises NoAccess."""
    require(viewer, "erase")
    now, today = tree(store), clock.today()
    scope = visible_orgs(store, viewer, "erase")
    inside = [org for org in now.by_id if scope is None or org in scope]
    orgs = {"orgs": inside or [-1]}
    held = store.rows("oversight/privacy_held", {**orgs, "erased": ERASED})[0]
    since = clock.now() - timedelta(days=365)
    looked = {
        row["action"]: row
        for row in store.rows("oversight/privacy_looked", {**orgs, "actions": list(LOOKS), "since": since})
    }
    top = [org for org in inside if now.by_id[org].parent not in inside]
    path = [top[0], *now.ancestors(top[0], today)] if top else []
    parameters = rules(store, today)
    backups = [] if store.place == ":memory:" else backup.listed(backup.directory(store))
    years = {each: int(parameters.value(each, path, today)) for each in RETENTION}
    kept = [(DEFAULTS[each].label, n, DEFAULTS[each].clause) for each, n in years.items()]
    return Standing(
        "、".join(now.by_id[org].name for org in top[:3]),
        sum(now.by_id[org].is_branch for org in inside),
        held["people"], held["erased"], held["ledgers"], held["hardship"],
        tuple((actions()[act], looked[act]["times"], looked[act]["accounts"]) for act in LOOKS if act in looked),
        tuple(kept),
        store.sealed_with is not None, len(backups), backups[0].made_at if backups else None,
    )  # fmt: skip


def fields() -> list[tuple[str, str, str, str]]:
    """Sheet, field, kind (敏感 一般), how it is shown: every column of the form that is about a person, once."""
    found: dict[tuple[str, str], list[str]] = {}
    for sheet in column_table().sheets.values():
        for column in sheet.columns:
            if column.personal:
                found.setdefault((column.name, column.personal), []).append(sheet.name)
    return [
        ("、".join(sheets), name, "敏感" if name in SENSITIVE else "一般", MASKS[personal])
        for (name, personal), sheets in found.items()
    ]
