"""The password once more before what cannot be taken back: an open desk must not be enough for it."""

from data_layer import clock
from data_layer.access import sessions, signin
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
    session = sessions.find(store, token, address)
    if session is None or token is None:
        raise signin.SignInRefused("登录已失效，请重新登录。")
    with signin.proven(store, session.account.name, password, address) as (writer, _):
        sessions.confirm_in(writer, session.account.account, token, address)
        audit(writer, session.viewer, "confirm")
