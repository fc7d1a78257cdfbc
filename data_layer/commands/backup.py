"""``backup DIR`` · ``restore FILE --to STORE`` · ``verify`` · ``key FILE``: a checked copy, and the way back."""

import argparse
from pathlib import Path
from typing import Any

from data_layer import access
from data_layer.commands import emit, put, say
from data_layer.oversight import keeping
from data_layer.store import Store, keys
from data_layer.store.backup import KEEP, Backup, restore


def add(subparsers: Any) -> None:
    """The parsers of ``backup``, ``restore``, ``key`` and ``verify``."""
    made = subparsers.add_parser("backup", help="做一份经过校验的备份")
    made.add_argument("directory", type=Path, metavar="目录")
    made.add_argument("--keep", type=int, default=KEEP, metavar="份数", help=f"目录里保留几份（默认 {KEEP}）")
    back = subparsers.add_parser("restore", help="从备份恢复成一个新的数据文件")
    back.add_argument("file", type=Path, metavar="备份文件")
    back.add_argument("--to", type=Path, required=True, metavar="位置", help="新的数据文件，不能已存在")
    back.add_argument("--key", type=Path, metavar="密钥文件", help="新数据文件的密钥（默认：环境里配置的）")
    back.add_argument("--old-key", type=Path, metavar="密钥文件", help="备份的密钥（默认：环境里配置的）")
    back.set_defaults(closed_store=True)
    fresh = subparsers.add_parser("key", help="生成一把新的密钥")
    fresh.add_argument("file", type=Path, metavar="密钥文件", help="不能已存在")
    fresh.set_defaults(closed_store=True)
    subparsers.add_parser("verify", help="核对每个文件、每次升级、每个计数")


def run(args: argparse.Namespace, store: Store, viewer: access.Viewer) -> int:
    """Exit status 0 done and whole, 1 something is wrong (``verify``), 2 nothing done."""
    if args.command == "backup":
        _say("已备份", keeping.back_up(store, viewer, args.directory, args.keep), args.json)
        return 0
    faults = keeping.verify(store, viewer)
    encrypted = store.sealed_with is not None
    if args.json:
        emit(
            {
                "ok": not faults,
                "encrypted": encrypted,
                "faults": [{"kind": f.kind, "where": f.where, "message": f.says} for f in faults],
            }
        )
    else:
        for fault in faults:
            put(fault.says)
    say("数据文件和备份已加密。" if encrypted else "数据文件没有加密：没有配置密钥（见运维手册）。")
    say(f"发现 {len(faults)} 处不对。" if faults else "核对完毕，全部相符。")
    return 1 if faults else 0


def run_closed(args: argparse.Namespace) -> int:
    """``restore`` and ``key``: exit status 0, or 2 by the problem raised."""
    if args.command == "key":
        keys.generate(args.file)
        say(f"已生成密钥：{args.file}。请另存一份到别处：没有它，数据和备份都打不开。")
        return 0
    new, old = (keys.from_file(file) if file else None for file in (args.key, args.old_key))
    _say("已恢复", restore(args.file, args.to, key=new, old_key=old), args.json)
    return 0


def _say(done: str, made: Backup, as_json: bool) -> None:
    if as_json:
        emit(
            {"file": str(made.file), "schema": made.schema, "size": made.size, "sha256": made.sha256}
            | {"counts": made.counts, "last_received": made.last_received}
        )
    rows = sum(made.counts.values())
    last = f"最近一次报送 {made.last_received}" if made.last_received else "还没有报送"
    say(f"{done}并校验：{made.file}（{made.size:,} 字节，{len(made.counts)} 张表 {rows:,} 行，{last}）")
