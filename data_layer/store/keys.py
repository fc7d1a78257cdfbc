"""The key under which the store's file is encrypted: from the environment or from a file, never from the store.

``LEDGER_KEY`` is the key itself, ``LEDGER_KEY_FILE`` a file that holds it; at most one of them. What the engine is
given is a hash of that text, so any long text will do and none needs quoting.
"""

import base64
import hashlib
import os
import secrets
from pathlib import Path
from typing import Final

SHORTEST: Final = 32  # characters
AS_CONFIGURED: Final = ""  # what Store.open takes for "whatever the environment says"


class StoreProblem(Exception):
    """The store cannot be used as asked; the message is a Chinese sentence for the user."""


def configured() -> str | None:
    """The key the environment names, ready for the engine; None: the store is not encrypted.

    Raises :class:`StoreProblem` where one is named that cannot be used: nothing is then opened without it.
    """
    given, file = os.environ.get("LEDGER_KEY"), os.environ.get("LEDGER_KEY_FILE")
    if given is not None and file is not None:
        raise StoreProblem("密钥同时由 LEDGER_KEY 和 LEDGER_KEY_FILE 给出，请只留一个。")
    if file is not None:
        return from_file(Path(file))
    return None if given is None else _ready(given, "LEDGER_KEY")


def from_file(file: Path) -> str:
    """The key that a file holds. Raises :class:`StoreProblem`."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, ValueError):
        raise StoreProblem(f"密钥文件“{file.name}”读不到：请检查位置和权限。没有打开任何数据。") from None
    return _ready(text, f"密钥文件“{file.name}”")


def _ready(text: str, where: str) -> str:
    text = text.strip()
    if len(text) < SHORTEST:
        raise StoreProblem(f"{where}里的密钥太短，至少 {SHORTEST} 个字符；可用命令 key 生成一个。没有打开任何数据。")
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def generate(file: Path) -> None:
    """Write a new random key to a file that only its owner can read. Raises :class:`StoreProblem`."""
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise StoreProblem(f"“{file.name}”已存在，没有生成密钥：覆盖旧密钥，旧数据就再也打不开。") from None
    except OSError:
        raise StoreProblem(f"密钥文件“{file.name}”写不进去：请检查目录和权限。") from None
    with os.fdopen(handle, "w", encoding="ascii") as stream:
        stream.write(secrets.token_urlsafe(48) + "\n")
        stream.flush()
        os.fsync(stream.fileno())
