"""What is deployed agrees with the program: paths, commands, settings. The image itself is not built here."""

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DEPLOY = ROOT / "deploy"
#: What the program reads from its environment, and what its server does.
SETTINGS = set(re.findall(r'"(LEDGER_[A-Z_]+)"', "".join(file.read_text() for file in ROOT.glob("data_layer/**/*.py"))))
SERVERS = ("STREAMLIT_SERVER_", "FORWARDED_ALLOW_IPS", "PYTHON", "TZ")


def unit() -> configparser.RawConfigParser:
    class Many(dict):  # type: ignore[type-arg]
        def __setitem__(self, key: object, value: object) -> None:
            if isinstance(value, list) and key in self:
                value = [*self[key], *value]
            super().__setitem__(key, value)

    found = configparser.RawConfigParser(dict_type=Many, strict=False)
    found.optionxform = str  # type: ignore[assignment,method-assign]
    found.read(DEPLOY / "ledger.service")
    return found


def test_the_image_holds_what_the_program_needs_and_no_more() -> None:
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    copied = {words.split()[0].rstrip("/") for words in re.findall(r"^COPY (.+)$", text, re.MULTILINE)}
    assert all((ROOT / each).exists() for each in copied)
    assert {"app.py", "web", "pages", "data_layer", ".streamlit", "requirements.lock"} <= copied
    assert not copied & {"tests", "benchmarks", "docs", "."}
    assert "--require-hashes" in text and "--no-index" in text
    assert re.search(r"^USER ledger$", text, re.MULTILINE)


def test_every_setting_is_one_that_somebody_reads() -> None:
    named = re.findall(r"^Environment=(\w+)=", (DEPLOY / "ledger.service").read_text(), re.MULTILINE)
    named += re.findall(r"(?:ENV |^    )([A-Z][A-Z_]+)=", (DEPLOY / "Dockerfile").read_text(), re.MULTILINE)
    named += re.findall(r"^      ([A-Z_]+): ", (DEPLOY / "compose.yaml").read_text(), re.MULTILINE)
    assert {"LEDGER_STORE", "LEDGER_BACKUPS", "LEDGER_KEY_FILE"} <= {*named}
    assert [name for name in named if name not in SETTINGS and not name.startswith(SERVERS)] == []


def test_the_unit_starts_what_run_py_starts() -> None:
    service = unit()["Service"]
    words = "".join(service["ExecStart"]).split()
    started = ('"-m", "streamlit", "run", "app.py"', (ROOT / "run.py").read_text())
    assert words[1:] == ["-m", "streamlit", "run", "app.py"] and started[0] in started[1]
    assert words[0].startswith(service["WorkingDirectory"] + "/.venv/bin/")
    assert service["LoadCredential"].split(":")[0] == "key", "the name that LEDGER_KEY_FILE ends with"
    assert service["LimitCORE"] == "0", "a core dump would hold the key"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_systemd_understands_every_line_of_the_unit() -> None:
    program = ["systemd-analyze", "verify", str(DEPLOY / "ledger.service")]
    said = subprocess.run(program, capture_output=True, text=True, check=False).stderr
    lines = [line for line in said.splitlines() if "ledger.service" in line]
    # the program is not installed on the machine that checks
    assert [line for line in lines if "not executable" not in line and "No such file" not in line] == []


def test_what_probes_ask_is_answered() -> None:
    from web.probes import PROBES

    for name in ("Dockerfile", "nginx.conf"):
        asked = set(re.findall(r"/(?:readyz|healthz)\b", (DEPLOY / name).read_text()))
        assert asked and asked <= set(PROBES)


def test_the_proxy_passes_on_what_the_gate_compares() -> None:
    text = (DEPLOY / "nginx.conf").read_text()
    for header in ("Host ", "X-Forwarded-For ", "X-Forwarded-Proto ", "Upgrade ", "Connection "):
        assert f"proxy_set_header {header}" in text
    assert text.count("{") == text.count("}")
    assert "$request_uri" not in text and "$args" not in text, "no query in a log"


def test_the_handbook_names_every_setting_and_file() -> None:
    text = (ROOT / "docs" / "运维手册.md").read_text(encoding="utf-8")
    missing = [name for name in SETTINGS if name not in text]
    missing += [file.name for file in DEPLOY.iterdir() if file.is_file() and file.name not in text]
    assert missing == []
