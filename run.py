"""Set up and start the dashboard, or run every check. Standard library only.

python3 run.py [STREAMLIT ARGS…]      make .venv, install requirements.lock, start the dashboard
python3 run.py test [PYTEST ARGS…]    also install what the checks need, then run them all
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036  (this line is for the older ones)
    sys.exit("run.py needs Python 3.11 or newer; this is Python {}.{}.".format(*sys.version_info[:2]))

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
CHROMIUM = "chromium"
FONT = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
BROWSER_HELP = """The browser tests need Chromium and Chinese fonts, and they could not be installed from here.
Debian, as root: apt-get update && apt-get install chromium fonts-noto-cjk
Elsewhere:       {python} -m playwright install chromium"""


def install(*locks: str) -> None:
    """Install the locked packages, hash-checked, where a lock differs from what was installed last."""
    if not PYTHON.exists():
        say("Making .venv")
        if subprocess.call([sys.executable, "-m", "venv", str(VENV)]) != 0:
            shutil.rmtree(VENV, ignore_errors=True)
            sys.exit("Python could not make a virtual environment. On Debian: apt-get install python3-venv")
    for lock in locks:
        digest = hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()
        stamp = VENV / f"{lock}.sha256"
        if stamp.exists() and stamp.read_text() == digest:
            continue
        say(f"Installing {lock}")
        pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r"]
        if subprocess.call([*pip, lock], cwd=ROOT) != 0:
            sys.exit(f"Installing {lock} failed; what pip said stands above. Nothing was started.")
        stamp.write_text(digest)


def install_browser() -> None:
    """Chromium and Chinese fonts: from Debian where we may, else the browser Playwright brings."""
    debian = shutil.which("apt-get") is not None
    if shutil.which(CHROMIUM) and (FONT.exists() or not debian):
        return
    if debian:
        say("Installing chromium and fonts-noto-cjk")
        environment = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
        apt = environment if os.geteuid() == 0 else ["sudo", "-n", *environment]
        if apt[0] == "env" or shutil.which("sudo"):
            subprocess.call([*apt, "update"], stdout=subprocess.DEVNULL)
            packages = ["chromium", "fonts-noto-cjk"]
            subprocess.call([*apt, "install", "-y", "--no-install-recommends", *packages], stdout=subprocess.DEVNULL)
        if shutil.which(CHROMIUM) and FONT.exists():
            return
    if subprocess.call([str(PYTHON), "-m", "playwright", "install", "chromium"]) != 0:
        sys.exit(BROWSER_HELP.format(python=PYTHON))


def check(arguments: list[str]) -> int:
    """Run every check, also after one failed; 0 only when all passed."""
    steps = {
        "ruff check": ["ruff", "check", "."],
        "ruff format": ["ruff", "format", "--check", "."],
        "mypy": ["mypy"],
        # in the order of the folders: by number of tests, the browser's few slow ones would come last, on one processor
        "pytest": ["pytest", "-n", "2", "--dist", "loadfile", "--no-loadscope-reorder", *arguments],
    }
    failed = []
    for name, command in steps.items():
        say(name)
        if subprocess.call([str(PYTHON), "-m", *command], cwd=ROOT) != 0:
            failed.append(name)
    say(f"Failed: {', '.join(failed)}" if failed else "All checks passed")
    return 1 if failed else 0


def start(arguments: list[str]) -> int:
    """Start the dashboard and stay with it until it is stopped."""
    say(f"正在启动，几秒后请用浏览器打开 http://127.0.0.1:{port(arguments)}/")
    say("首次使用：打开网页后按提示建立管理员账号，再装入演示数据或导入党组织；停止：在本窗口按 Ctrl+C")
    command = [str(PYTHON), "-m", "streamlit", "run", "app.py", *arguments]
    os.chdir(ROOT)
    # the server would believe any process of this machine about whom it speaks for; a proxy has to be named
    os.environ.setdefault("FORWARDED_ALLOW_IPS", "")
    if os.name == "posix":
        os.execv(command[0], command)  # signals of a service manager reach the dashboard itself
    try:
        return subprocess.call(command)
    except KeyboardInterrupt:
        return 0


def port(arguments: list[str]) -> str:
    """The port asked for, else Streamlit's own."""
    for position, argument in enumerate(arguments):
        name, _, value = argument.partition("=")
        if name == "--server.port":
            return value or "".join(arguments[position + 1 : position + 2])
    return os.environ.get("STREAMLIT_SERVER_PORT", "8501")


def say(line: str) -> None:
    """Print a line, also where the console cannot show Chinese."""
    encoding = sys.stdout.encoding or "ascii"
    print(line.encode(encoding, "replace").decode(encoding), flush=True)


def main(arguments: list[str]) -> int:
    """Test when the first word says so, else start."""
    if arguments[:1] == ["test"]:
        install("requirements.lock", "requirements-dev.lock")
        install_browser()
        return check(arguments[1:])
    install("requirements.lock")
    return start(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
