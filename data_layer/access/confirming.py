"""The password once more before what cannot be taken back: an open desk must not be enough for it.

Where another system vouches for the person, it has to have asked them anew, for this. That a gateway still names
somebody says nothing of who sits there.
"""

from data_layer import clock
from data_layer.access import sessions, signin
from data_layer.access.identity import Proven
from data_layer.access.limits import limits
from data_layer.access.log import audit
from data_layer.access.viewer import NoAccess, Viewer
from data_layer.store import Store


class ConfirmFirst(NoAccess):
    """The viewer may, but has to give the password again first."""


def must_confirm(store: Store, viewer: Viewer) -> bool:
    """Whether the password has to be given again. Never at the machine itself, where nobody signs in."""
    return viewer.confirmed is not None and clock.now() - viewer.confirmed > limits(store).confirm


def require_confirmed(store: Store, viewer: Viewer) -> None:
    """Raises :class:`ConfirmFirst` when the password was given too long ago."""
    if must_confirm(store, viewer):
        raise ConfirmFirst("办理这一事项前，请再输入一次密码。")


def confirm(store: Store, token: str | None, password: str, address: str = "") -> None:
    """Take the password of a session's own account. Raises ``SignInRefused``: wrong, too often, or no session.

    Wrong ones count as failed sign-ins do.
    """
    session = _own(store, token, address)
    if session.account.must_change:
        raise signin.SignInRefused(
            "初始密码别人也知道，不能用来确认身份。请先在“我的账号”里改成自己的密码。", told=True
        )
    with signin.proven(store, session.account.name, password, address) as (writer, _):
        sessions.confirm_in(writer, session.account.account, str(token), address)
        audit(writer, session.viewer, "confirm")


def confirm_as(store: Store, token: str | None, who: Proven, address: str = "") -> None:
    """Take another system's word, asked for anew, for a session's own account. Raises ``SignInRefused``."""
    session = _own(store, token, address)
    with signin.vouched(store, who, address) as (writer, account):
        if not who.again or account.account != session.account.account:
            raise signin.SignInRefused(f"{who.title}认出的不是正在使用的账号，没有确认。")
        sessions.confirm_in(writer, account.account, str(token), address)
        audit(writer, session.viewer, "confirm", object=who.source)


def _own(store: Store, token: str | None, address: str) -> sessions.Session:
    session = sessions.find(store, token, address)
    if session is None:
        raise signin.SignInRefused("登录已失效，请重新登录。", told=True)
    return session
