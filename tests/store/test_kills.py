"""Killed at random moments of upload, decision, backup and upgrade: a few here, hundreds in benchmarks/kills.py."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.skipif(os.name != "posix", reason="fork and kill -9")
def test_nothing_is_half_done_and_nothing_acknowledged_is_lost() -> None:
    program = [sys.executable, "-m", "benchmarks.kills", "--kills", "4", "--seed", "2"]
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    table = {line.split()[0]: line.split()[1:] for line in done.stdout.splitlines()[1:]}
    assert {kind: row[0] for kind, row in table.items()} == dict.fromkeys(table, "1") and len(table) == 4
    assert sum(int(row[1]) for row in table.values()) > 0, "the kills came before anything was done"
