"""How strict the door is: password length, waits, how long a session lives. Set for the whole store, within bounds.

Each is an event of ``parameter_event`` under the organisation that stands for all; the latest counts, at once.
"""

from dataclasses import dataclass
from datetime import timedelta

from data_layer import clock
from data_layer.access.log import audit
from data_layer.access.viewer import EVERYTHING, NoAccess, Viewer, require, visible_orgs
from data_layer.store import Store


@dataclass(frozen=True)
class Limit:
    """A value with its bounds: nobody can set the door so that it is none, or so that nobody gets in."""

    value: int
    least: int
    most: int
    label: str
    unit: str


LIMITS: dict[str, Limit] = {
    "password_shortest": Limit(10, 8, 64, "密码最短", "个字符"),
    "session_hours": Limit(8, 1, 24, "登录后最长可用", "小时"),
    "idle_minutes": Limit(30, 5, 240, "不操作多久自动退出", "分钟"),
    "confirm_minutes": Limit(15, 1, 120, "输入密码后多久内办理重要事项不再问", "分钟"),
    "tries_by_name": Limit(5, 3, 20, "同一账号输错几次后须等待", "次"),
    "tries_by_address": Limit(30, 5, 1000, "同一地址输错几次后须等待", "次"),
    "first_wait_seconds": Limit(30, 5, 600, "第一次等待（以后逐次加倍）", "秒"),
    "longest_wait_minutes": Limit(30, 1, 1440, "最长等待", "分钟"),
}


class BadLimit(ValueError):
    """A limit that cannot be; the message is a Chinese sentence."""


@dataclass(frozen=True)
class Limits:
    """The limits in force."""

    password_shortest: int  #: characters
    session: timedelta
    idle: timedelta
    confirm: timedelta
    tries_by_name: int
    tries_by_address: int
    first_wait: timedelta
    longest_wait: timedelta


def values(store: Store) -> dict[str, int]:
    """Name to the value in force."""

    def read() -> dict[str, int]:
        held = {row["name"]: int(row["value"]) for row in store.rows("access/limits", {"org": EVERYTHING})}
        return {name: min(max(held.get(name, each.value), each.least), each.most) for name, each in LIMITS.items()}

    found: dict[str, int] = store.cached("limits", store.version("parameter_event"), read)
    return found


def limits(store: Store) -> Limits:
    """The limits in force."""
    now = values(store)
    return Limits(
        now["password_shortest"],
        timedelta(hours=now["session_hours"]),
        timedelta(minutes=now["idle_minutes"]),
        timedelta(minutes=now["confirm_minutes"]),
        now["tries_by_name"],
        now["tries_by_address"],
        timedelta(seconds=now["first_wait_seconds"]),
        timedelta(minutes=now["longest_wait_minutes"]),
    )


def may_set(store: Store, viewer: Viewer) -> bool:
    """Whether the viewer configures everything: the door is one for all."""
    return viewer.may("configure") and visible_orgs(store, viewer, "configure") is None


def set_limit(store: Store, viewer: Viewer, name: str, value: int) -> None:
    """Set a limit, from now on. Raises :class:`BadLimit`, ``NoAccess``."""
    require(viewer, "configure")
    if not may_set(store, viewer):
        raise NoAccess("登录规则对所有账号生效，只有全部党组织的管理员可以修改。")
    limit = LIMITS.get(name)
    if limit is None:
        raise BadLimit(f"没有名为“{name}”的登录规则")
    if not limit.least <= value <= limit.most:
        raise BadLimit(f"“{limit.label}”应在 {limit.least} 到 {limit.most} {limit.unit}之间")
    with store.write() as writer:
        row = {"event": writer.next_id("event"), "org": EVERYTHING, "name": name, "value": str(value)}
        writer.append("parameter_event", [row | {"valid_from": clock.today(), "account": viewer.account}])
        audit(writer, viewer, "limit_set", object=f"{name}={value}")
