"""The screens: one table of file, title, place in the menu and who finds them there.

The menu is order, not protection: every page asks the gate itself, and the data layer filters by scope.
"""

from dataclasses import dataclass
from pathlib import Path

from data_layer.access import Viewer

PAGES = Path(__file__).resolve().parent.parent / "pages"
TITLE = "流动党员服务管理"
SECTIONS = ("总览", "报送", "监督", "研判", "管理")


@dataclass(frozen=True)
class Screen:
    """One page. ``name`` is its file and its address; ``right`` shows it in the menu; no section: never in the menu."""

    name: str
    title: str
    icon: str
    section: str | None
    right: str
    roles: frozenset[str] = frozenset()  # in the menu only for these; empty: whoever has the right

    @property
    def file(self) -> Path:
        """Where the page stands."""
        return PAGES / f"{self.name}.py"

    def in_menu(self, viewer: Viewer) -> bool:
        """Whether the viewer finds the page in the menu."""
        asked = not self.roles or bool(self.roles & viewer.roles) or viewer.account == 0
        return self.section is not None and asked and viewer.may(self.right)


_ABOVE = frozenset({"staff", "leader", "administrator"})
_FIGURES = frozenset({"staff", "leader"})
_ALL = (
    Screen("overview", "工作总览", "dashboard", "总览", "read", _ABOVE),
    Screen("reminders", "待办提醒", "notifications", "总览", "read", _FIGURES | {"branch"}),
    Screen("calls", "呼叫清单", "phone_in_talk", "报送", "call", frozenset({"branch"})),
    Screen("handin", "台账报送", "upload_file", "报送", "submit", frozenset({"branch"})),
    Screen("progress", "报送进度", "checklist", "报送", "read", _FIGURES),
    Screen("coverage", "台账覆盖", "grid_on", "监督", "read", _ABOVE),
    Screen("contact", "联系履职", "call", "监督", "read", _ABOVE),
    Screen("care", "关爱帮扶", "volunteer_activism", "监督", "read", _ABOVE),
    Screen("bothends", "活动证与双向管理", "badge", "监督", "read", _ABOVE),
    Screen("appraisal", "民主评议", "how_to_vote", "监督", "read", _ABOVE),
    Screen("training", "教育培训", "school", "监督", "read", _ABOVE),
    Screen("fund", "经费使用", "payments", "监督", "read", _ABOVE | {"branch"}),
    Screen("changes", "变化情况", "difference", "监督", "read", _FIGURES | {"branch"}),
    Screen("judging", "表彰与通报", "balance", "研判", "read", _FIGURES),
    Screen("rounds", "研判批次", "gavel", "研判", "read", _FIGURES | {"branch"}),
    Screen("portrait", "支部画像", "account_tree", "研判", "read", _FIGURES | {"branch"}),
    Screen("inspections", "实地督查", "travel_explore", "研判", "onsite", _FIGURES | {"inspector"}),
    Screen("findings", "整改销号", "task_alt", "研判", "identify", _FIGURES | {"branch"}),
    Screen("practices", "经验做法", "lightbulb", "研判", "read", _FIGURES | {"branch"}),
    Screen("committee", "党（工）委履职", "apartment", "研判", "read", _ABOVE),
    Screen("start", "开始使用", "flag", "管理", "organisations"),
    Screen("accounts", "组织与账号", "group", "管理", "accounts"),
    Screen("parameters", "考核口径", "tune", "管理", "read", _ABOVE),
    Screen("catalogue", "指标说明", "menu_book", "管理", "read", _ABOVE | {"branch"}),
    Screen("log", "操作日志", "history", "管理", "log"),
    Screen("backup", "数据备份", "backup", "管理", "backup"),
    Screen("privacy", "个人信息保护", "shield_person", "管理", "read", _ABOVE | {"branch"}),
    Screen("evidence", "证据", "find_in_page", None, "identify"),
)
# Where each role begins, in this order: somebody with two roles begins with the first.
_HOMES = (
    ("staff", "overview"),
    ("leader", "overview"),
    ("branch", "handin"),
    ("administrator", "start"),
    ("inspector", "inspections"),
)


def screens() -> tuple[Screen, ...]:
    """The screens whose page exists."""
    return tuple(screen for screen in _ALL if screen.file.exists())


def menu(viewer: Viewer) -> dict[str, list[Screen]]:
    """The menu of a viewer: section to screens, empty sections left out."""
    found = {section: [s for s in screens() if s.section == section and s.in_menu(viewer)] for section in SECTIONS}
    return {section: entries for section, entries in found.items() if entries}


def home(viewer: Viewer) -> Screen | None:
    """Where a viewer begins; None: nothing is open to them."""
    entries = [screen for section in menu(viewer).values() for screen in section]
    for role, name in _HOMES:
        for screen in entries:
            if role in viewer.roles and screen.name == name:
                return screen
    return entries[0] if entries else None
