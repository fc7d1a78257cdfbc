"""The organisation list as a file: read .xlsx or .csv into rows for ``import_orgs``, and the empty form to fill in."""

from typing import Any

from data_layer.administration.table_file import TableProblem, empty_form, read_table
from data_layer.organisations import BRANCH

TYPES = ("区委", "党委", "党工委", "党总支", BRANCH)
CLASSES = ("农村", "社区", "机关事业", "学校", "国企", "两新", "其他")
COLUMNS = ("党组织代码", "党组织名称", "上级党组织代码", "类型", "支部类别", "考核单位", "成立日期", "撤销日期")
_NEEDED = COLUMNS[:4]


class OrganisingProblem(Exception):
    """The change cannot be made; the message is a Chinese sentence."""


def read_org_file(name: str, content: bytes) -> list[dict[str, Any]]:
    """Rows below the header row, keyed by the Chinese column names, for ``import_orgs``.

    Raises :class:`OrganisingProblem` for a file that cannot be read.
    """
    try:
        return read_table(name, content, _NEEDED)
    except TableProblem as problem:
        raise OrganisingProblem(str(problem)) from None


def empty_org_file() -> bytes:
    """The form to fill in, as .xlsx."""
    notes = {
        "党组织代码": "每个党组织一个，不重复，例如 A01、A0101",
        "上级党组织代码": "最上级的党组织不填",
        "考核单位": "是 或 否；都不填时，最上级党组织为考核单位",
        "成立日期": "写成 2020-01-31 的样子；不知道可以不填",
        "撤销日期": "已撤销的才填",
    }
    choices = {"类型": TYPES, "支部类别": CLASSES, "考核单位": ("是", "否")}
    return empty_form("党组织", COLUMNS, notes, choices, wide=("党组织名称",))
