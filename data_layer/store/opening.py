"""The engine around one file: its settings, the key, and what is said where the file cannot be opened.

Fails closed: with a key, what is not encrypted is neither opened nor made; without one, what is encrypted is not.
"""

import importlib.util
import os
import shutil
from pathlib import Path
from typing import Any, Final

import duckdb

from data_layer.store.keys import StoreProblem

MEMORY: Final = ":memory:"
_FULL = ("no space left", "file too large", "disk quota", "could not write")
_FLAGS = slice(20, 28)  # of the file's main header: after checksum, "DUCK" and the version


class StoreInUse(StoreProblem):
    """Another process holds the embedded file."""


def is_encrypted(file: Path) -> bool:
    """Whether a file that this process does not have open is an encrypted one. Raises OSError."""
    with file.open("rb") as stream:
        head = stream.read(_FLAGS.stop)
    return head[8:12] == b"DUCK" and bool(head[_FLAGS.start] & 1)


def connect(place: str, key: str | None, *, threads: int | None = None, read_only: bool = False) -> Any:
    """An engine that has a place attached as ``app`` and can reach nothing else. Raises :class:`StoreProblem`."""
    settings: dict[str, Any] = {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        # goes through the whole plan once more for every materialised view: a tenth of a list's time, nothing won
        "disabled_optimizers": "compressed_materialization",
    }
    if threads:
        settings["threads"] = threads
    spilt = f"{place}.tmp"
    if place != MEMORY:
        settings["temp_directory"] = spilt
    if key is not None:
        settings["temp_file_encryption"] = "true"
    root = duckdb.connect(config=settings)
    try:
        if key is not None:
            _load_cipher(root)
        if place != MEMORY:
            Path(place).parent.mkdir(parents=True, exist_ok=True)
        _attach(root, place, "app", key, read_only)
        root.execute("SET enable_external_access = false")
        if place != MEMORY and not read_only:  # the lock is ours, so what lies there is of a process that died
            shutil.rmtree(spilt, ignore_errors=True)
    except OSError:
        root.close()
        raise StoreProblem("数据目录建不了或写不进去：请检查位置、权限和磁盘是否只读。") from None
    except BaseException:
        root.close()
        raise
    return root


def recode(source: Path, source_key: str | None, target: Path, target_key: str | None) -> None:
    """Everything in a file nobody has open into a new file under another key. Raises :class:`StoreProblem`, OSError."""
    root = duckdb.connect(
        config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false", "threads": 1}
    )
    try:
        if source_key is not None or target_key is not None:
            _load_cipher(root)
        _attach(root, str(source), "old", source_key, True)
        _attach(root, str(target), "app", target_key, False)
        root.execute("COPY FROM DATABASE old TO app")
        root.execute("CHECKPOINT app")
    except duckdb.Error:
        raise StoreProblem("换密钥没有完成：原文件读不完整，或磁盘写不进去。原来的数据没有改动。") from None
    finally:
        root.close()


def has_stopped(error: duckdb.Error) -> bool:
    """Whether the engine does nothing more until the file is opened anew."""
    return isinstance(error, duckdb.FatalException) or "has been invalidated" in str(error)


def told(error: duckdb.Error) -> Exception:
    """A failure of the disk, of memory or of the file in words; whatever else it is, the error itself."""
    text = str(error).lower()
    if any(sign in text for sign in _FULL):
        return StoreProblem("磁盘写不进去（可能已满），这一次没有完成；已保存的数据不受影响。请清理磁盘，核对后重试。")
    if "read-only file system" in text or "permission denied" in text:
        return StoreProblem("数据所在的磁盘或目录变成只读，这一次没有保存；已保存的数据不受影响。请联系管理员。")
    if has_stopped(error):
        return StoreProblem(
            "数据引擎因磁盘或文件出错停了一下，这一次没有完成；已保存的数据不受影响。请稍后重试，仍不行请联系管理员。"
        )
    if "checksum" in text or "corrupt" in text or "read enough bytes" in text or "crypto" in text:
        return StoreProblem("数据文件有损坏，读不完整。请保留原文件，运行 verify 核对，并用备份恢复（见运维手册）。")
    if isinstance(error, duckdb.OutOfMemoryException):
        return StoreProblem("内存不够，这一次没有完成。请缩小范围重试，或请管理员增加内存。")
    return error


def _load_cipher(root: duckdb.DuckDBPyConnection) -> None:
    """The signed extension that can encrypt; the engine alone can only read what is encrypted."""
    found = importlib.util.find_spec("duckdb_extension_httpfs")
    place = next(iter(found.submodule_search_locations or []), None) if found else None
    try:
        if place is None:
            raise duckdb.IOException("missing")
        file = Path(place) / "extensions" / f"v{duckdb.__version__}" / "httpfs.duckdb_extension"
        root.execute(f"LOAD {_quoted(str(file))}")
    except duckdb.Error:
        raise StoreProblem(
            "配置了密钥，但缺少加密组件 duckdb-extension-httpfs（版本须与 duckdb 相同），没有打开任何数据。"
            "请重新安装依赖。"
        ) from None


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _attach(root: duckdb.DuckDBPyConnection, place: str, name: str, key: str | None, read_only: bool) -> None:
    """ATTACH takes no bound parameter. No error of the engine leaves this function: it might quote the statement."""
    options = ["READ_ONLY" if read_only else "READ_WRITE"]
    if key is not None and place != MEMORY:
        options.append(f"ENCRYPTION_KEY {_quoted(key)}")
    try:
        root.execute(f"ATTACH {_quoted(place)} AS {name} ({', '.join(options)})")
    except duckdb.Error as error:
        raise _said(str(error).lower(), place, key) from None
    if key is not None and place != MEMORY:
        asked = "SELECT encrypted FROM duckdb_databases() WHERE database_name = ?"
        if root.execute(asked, [name]).fetchone() != (True,):
            raise StoreProblem("配置了密钥，但数据文件没有加密，没有打开。")


def _said(error: str, place: str, key: str | None) -> StoreProblem:
    if "wrong encryption key" in error:
        return StoreProblem("密钥不对：数据文件是用另一把密钥加密的。请换回原来的密钥；没有改动任何数据。")
    if key is not None and "is not encrypted" in error:
        return StoreProblem(
            "配置了密钥，但数据文件是没有加密的明文，没有打开。请先用 restore 把它恢复成加密的新文件，见运维手册。"
        )
    if key is None and "without a key" in error:
        return StoreProblem("数据文件是加密的，但没有配置密钥（LEDGER_KEY_FILE 或 LEDGER_KEY）。")
    if "lock" in error and "conflicting" in error or "being used by another process" in error:
        return StoreInUse(
            "数据文件正被另一个程序使用（通常是正在运行的看板）。请在网页上操作，或先停下看板，"
            "或用 --store 指定备份副本。"
        )
    if "permission denied" in error or "read-only file system" in error:
        return StoreProblem("数据文件没有读写权限，或所在磁盘只读。请管理员开通权限后重试；没有改动任何数据。")
    if "no space left" in error or "file too large" in error:
        return StoreProblem("磁盘已满，数据文件打不开。请清理磁盘后重试；已保存的数据不受影响。")
    if os.path.exists(place) and "wal" in error:
        return StoreProblem("数据文件旁的日志（.wal）损坏或不属于它，没有打开。请不要删除文件，联系管理员用备份恢复。")
    return StoreProblem("数据文件打不开：文件损坏，或不是本系统的数据文件。请保留原文件，用备份恢复。")
