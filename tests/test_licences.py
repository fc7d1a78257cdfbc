"""What is delivered with the dashboard and under which licence: docs/licences.md, made from what is installed.

After a change of requirements.lock: python -m tests.test_licences
"""

import re
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LIST = ROOT / "docs" / "licences.md"
HEAD = """# Licences

Every package that `requirements.lock` installs, as its own metadata says. A test compares this list with what is
installed and refuses a licence that asks for more than its text (MPL-2.0: its own files stay open).

Looking for known holes needs the network: `pip-audit -r requirements.lock --require-hashes` on a machine that has it,
before each release and each month.

| package | version | licence |
|---|---|---|
"""
#: Words that may stand in a licence: permissive ones, and MPL-2.0 (files of its own stay open).
PERMITTED = {
    "MIT", "MIT-0", "MIT-CMU", "BSD", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "Apache-2.0", "MPL-2.0", "PSF-2.0",
    "Zlib", "CC0-1.0", "ISC", "OFL-1.1",
}  # fmt: skip
_SAID = {  # how older metadata says it
    "MIT License": "MIT",
    "BSD License": "BSD",
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache License 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}


def locked() -> dict[str, str]:
    """Package to version."""
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    return dict(re.findall(r"(?m)^([\w.-]+)==([\w.]+)", text))


def licence(package: str) -> str | None:
    """What an installed package says of itself; None when it is not installed here (another platform's)."""
    try:
        told = metadata(package)
    except PackageNotFoundError:
        return None
    short = told.get("License-Expression") or told.get("License") or ""
    if not short or "\n" in short:
        kinds = [each.split(" :: ")[-1] for each in told.get_all("Classifier") or [] if each.startswith("License ::")]
        short = kinds[0] if kinds else "?"
    return _SAID.get(short, short)


def listed() -> list[tuple[str, str, str]]:
    """The lines of the kept list: package, version, licence."""
    return re.findall(r"(?m)^\| ([\w.-]+) \| (\d[\w.]*) \| (.+) \|$", LIST.read_text(encoding="utf-8"))


def made() -> str:
    """The list as it should be; of a package not installed here, what was listed before."""
    before = {package: said for package, _, said in listed()} if LIST.exists() else {}
    rows = [f"| {each} | {version} | {licence(each) or before.get(each, '?')} |" for each, version in locked().items()]
    return HEAD + "\n".join(rows) + "\n"


def test_the_list_of_licences_is_what_is_installed() -> None:
    assert len(locked()) > 30
    assert LIST.read_text(encoding="utf-8") == made(), "run: python -m tests.test_licences"


def test_every_licence_lets_an_office_use_and_pass_on() -> None:
    found = {package: said for package, _, said in listed() if set(re.split(r" AND | OR ", said)) - PERMITTED}
    assert not found, f"ask whether these may be delivered, then add them to PERMITTED: {found}"


if __name__ == "__main__":
    LIST.write_text(made(), encoding="utf-8")
