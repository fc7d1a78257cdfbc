"""Who vouches for a person at the door: the password kept here, or another system (a proxy's header, OpenID Connect).

A source answers one thing, a :class:`Proven` name. The store says which account it is bound to; the session that then
begins is ours like any other: it ends when idle, at its longest, when ended, and with the account.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

LONGEST_NAME = 200
#: Sources beside the password kept here, and what they are called on screen.
TITLES = {"oidc": "统一身份认证", "proxy": "单位登录网关"}


class IdentityProblem(Exception):
    """Nobody was vouched for, or a source is set up wrong; the message is a Chinese sentence.

    ``why``: a word for the log, empty where nothing has to be written.
    """

    def __init__(self, sentence: str, why: str = "") -> None:
        super().__init__(sentence)
        self.why = why


@dataclass(frozen=True)
class Proven:
    """A name a source vouches for. ``again``: the person proved it just now, for this one question."""

    source: str
    name: str
    again: bool = False

    @property
    def title(self) -> str:
        """What the source is called on screen."""
        return TITLES[self.source]


def clean_name(text: object) -> str | None:
    """A name as another system gives it, without white space around it; None: this cannot be one."""
    name = text.strip() if isinstance(text, str) else ""
    return name if name and len(name) <= LONGEST_NAME and name.isprintable() else None


def secret(name: str, given: Mapping[str, str] | None = None) -> str:
    """A secret from the environment (``name``) or from a file (``name_FILE``); empty: none. Raises IdentityProblem."""
    known = os.environ if given is None else given
    file, text = known.get(f"{name}_FILE", ""), known.get(name, "")
    if file and text:
        raise IdentityProblem(f"{name} 和 {name}_FILE 只能设一个。")
    if file:
        try:
            text = Path(file).read_text(encoding="utf-8")
        except (OSError, ValueError):
            raise IdentityProblem(f"读不到 {name}_FILE 所指的文件。") from None
        if not text.strip():
            raise IdentityProblem(f"{name}_FILE 所指的文件是空的。")
    return text.strip()
