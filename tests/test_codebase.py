"""The house checks itself: which room may know which, who must be asked, and what no file may hold.

Each rule reads the files that exist; a room not built yet has nothing to check.
"""

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DATA_LAYER = ROOT / "data_layer"

# A room may import only from rooms that stand before it. (access asks the tree of organisations how far a right
# reaches; administration changes the tree and the parameters for a viewer.)
ROOMS = (
    "books store organisations access administration ledger indicators assessment oversight documents demo"
).split()
# Modules beside the rooms that any room may import, and which import no room.
SHARED_MODULES = {"", "clock", "quarters"}
# Where the rooms are put together; no room may import these.
ABOVE_THE_ROOMS = {"__init__", "__main__", "commands"}

# Modules whose functions hand out rows without a viewer, each with the reason it cannot leak.
VIEWER_NOT_ASKED = {
    "data_layer/store/": "below access: everything above asks before it reads",
    "data_layer/access/signin.py": "who signs in is nobody's viewer yet",
}

# Statements that take no bound parameter, so that the store has to write a place into their text.
UNBINDABLE = ("ATTACH", "DETACH", "EXPORT", "IMPORT", "COPY", "LOAD")

INDICATOR_KEYS = (
    "id number order name group clause weight period counted met due proof unclear example remedied_when needs".split()
)
LONGEST_FILE = 400


def name_of(path: Path) -> str:
    """The path inside the repository, with forward slashes."""
    return path.relative_to(ROOT).as_posix()


def tracked_files() -> list[Path]:
    """Every file of the repository that git knows or would add."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listing.returncode == 0:
        paths = [ROOT / name for name in listing.stdout.decode().split("\0") if name]
    else:  # an unpacked archive
        unkept = {".git", ".venv", "data", "__pycache__", ".hypothesis"}
        paths = [path for path in ROOT.rglob("*") if not unkept & set(path.relative_to(ROOT).parts)]
    return sorted(path for path in paths if path.is_file())


def tracked_texts() -> Iterator[tuple[str, str]]:
    """Name and text of every file that is text."""
    for path in tracked_files():
        try:
            yield name_of(path), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def python_files(*places: str) -> Iterator[tuple[str, ast.Module]]:
    """Name and syntax tree of every Python file at or below the places given."""
    for place in places:
        path = ROOT / place
        for file in [path] if path.is_file() else sorted(path.rglob("*.py")):
            yield name_of(file), ast.parse(file.read_text(encoding="utf-8"), str(file))


def imported_modules(name: str, tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and dotted name of everything a file imports; ``from a import b`` gives ``a.b``."""
    package = name.removesuffix(".py").split("/")[:-1]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) + 1 - node.level] if node.level else []
            start = ".".join([*base, *([node.module] if node.module else [])])
            yield from ((node.lineno, f"{start}.{alias.name}") for alias in node.names)


def imports_of(package: str, *places: str) -> list[str]:
    """``file:line`` of every import of a package."""
    return [
        f"{name}:{line}"
        for name, tree in python_files(*places)
        for line, module in imported_modules(name, tree)
        if module == package or module.startswith(package + ".")
    ]


def listed(found: list[str]) -> str:
    """Findings, one a line."""
    return "\n  " + "\n  ".join(found)


def plain_text(node: ast.expr) -> str | None:
    """The text of a literal or f-string, with ``\\0`` for each part filled in; None for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        parts = (part.value if isinstance(part, ast.Constant) else "\0" for part in node.values)
        return "".join(str(part) for part in parts)
    return None


# --- rooms ------------------------------------------------------------------------------------------------------


def test_data_layer_knows_no_streamlit() -> None:
    """All the product can do is usable from a command, a notebook or a test."""
    found = imports_of("streamlit", "data_layer")
    assert not found, f"data_layer must work without Streamlit; import it in web/ or pages/ only:{listed(found)}"


def test_only_the_store_names_the_engine() -> None:
    """A change of database is a change in one room."""
    found = [
        place
        for place in imports_of("duckdb", "app.py", "pages", "web", "data_layer")
        if not place.startswith("data_layer/store/")
    ]
    assert not found, f"only data_layer/store imports duckdb; ask the store instead:{listed(found)}"


def room_of(dotted: str) -> str | None:
    """The room or module right below data_layer, None for what lies outside it."""
    parts = dotted.split(".")
    if parts[0] != "data_layer":
        return None
    return parts[1] if len(parts) > 1 else ""


def test_every_room_has_its_place() -> None:
    """A new room is drawn into the plan before it is built."""
    known = {*ROOMS, *ABOVE_THE_ROOMS, *SHARED_MODULES}
    names = {name.split("/")[1].removesuffix(".py") for name, _ in python_files("data_layer")}
    unknown = sorted(names - known)
    assert not unknown, f"give these a place in the order of rooms (tests/test_codebase.py):{listed(unknown)}"


def test_no_import_runs_back() -> None:
    """ledger → store → indicators → assessment → oversight → documents / pages: one way through the house."""
    found = []
    for name, tree in python_files("data_layer"):
        here = name.split("/")[1].removesuffix(".py")
        if here in ABOVE_THE_ROOMS:
            continue
        allowed = set(SHARED_MODULES)
        if here in ROOMS:
            allowed |= set(ROOMS[: ROOMS.index(here) + 1])
        for line, module in imported_modules(name, tree):
            room = room_of(module)
            if room is not None and room not in allowed:
                found.append(f"{name}:{line} imports {module}")
    assert not found, f"a room may import only from rooms before it ({', '.join(ROOMS)}):{listed(found)}"


def test_data_layer_knows_nothing_above_it() -> None:
    """Pages call the data layer, never the other way round."""
    found = [place for above in ("app", "pages", "web", "tests") for place in imports_of(above, "data_layer")]
    assert not found, f"data_layer must not import what is built on it:{listed(found)}"


def test_no_module_is_a_drawer_for_everything() -> None:
    """A name says what is inside."""
    empty_names = {"utils", "util", "helpers", "helper", "common", "misc"}
    found = [
        name_of(path)
        for path in tracked_files()
        if path.suffix == ".py" and empty_names & {*path.relative_to(ROOT).parts[:-1], path.stem}
    ]
    assert not found, f"name these after what they do:{listed(found)}"


def test_files_stay_small() -> None:
    """Past 300 lines a file is a question, past 400 it is too long."""
    lengths = {
        path: len(path.read_text(encoding="utf-8").splitlines())
        for pattern in ("*.py", "*.sql")
        for path in DATA_LAYER.rglob(pattern)
    }
    found = [f"{name_of(path)}: {lines} lines" for path, lines in lengths.items() if lines > LONGEST_FILE]
    assert not found, f"split what has more than {LONGEST_FILE} lines by what it does:{listed(sorted(found))}"


# --- who is asking ----------------------------------------------------------------------------------------------


def is_guard(statement: ast.stmt) -> bool:
    """Whether a statement is ``require(…)`` or ``viewer = require(…)``."""
    if not isinstance(statement, ast.Expr | ast.Assign | ast.AnnAssign) or not isinstance(statement.value, ast.Call):
        return False
    return ast.unparse(statement.value.func) in {"require", "gate.require"}


def is_preamble(statement: ast.stmt) -> bool:
    """Whether a statement is an import or a docstring."""
    return isinstance(statement, ast.Import | ast.ImportFrom) or (
        isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    )


def test_every_page_is_guarded_first() -> None:
    """Streamlit can run a file in pages/ without app.py, so each one asks for itself before anything else."""
    found = []
    for name, tree in python_files("pages"):
        if name.count("/") > 1 or name.endswith("__init__.py"):
            continue
        body = [statement for statement in tree.body if not is_preamble(statement)]
        modules = {module for _, module in imported_modules(name, tree)}
        if not body or not is_guard(body[0]) or not modules & {"web.gate.require", "web.gate"}:
            found.append(name)
    assert not found, f"the first statement after the imports must be require(…) from web.gate:{listed(found)}"


ROWS = re.compile(
    r"\b(list|List|Sequence|Collection|Iterator|Iterable|Generator|AsyncIterator)\["  # rows one by one
    r"|\btuple\[.*\.\.\.\]"
    r"|\b(Table|RecordBatch|DataFrame)\b"  # rows as a frame
    r"|\b\w*Rows\b"  # an alias of one of these
)


def test_whoever_hands_out_rows_knows_who_asks() -> None:
    """Scope is enforced in the data layer: rows are read for a viewer, never for nobody."""
    found = []
    for name, tree in python_files("data_layer"):
        if name.startswith(tuple(VIEWER_NOT_ASKED)):
            continue
        for node in tree.body:
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or node.name.startswith("_"):
                continue
            arguments = [argument.arg for argument in (*node.args.posonlyargs, *node.args.args)]
            returned = ast.unparse(node.returns) if node.returns else ""
            if arguments[:1] == ["store"] and ROWS.search(returned) and arguments[1:2] != ["viewer"]:
                found.append(f"{name}:{node.lineno} {node.name}(…) -> {returned}")
    assert not found, f"take `viewer` right after `store`, and read only what it may see:{listed(found)}"


# --- SQL --------------------------------------------------------------------------------------------------------

SQL = re.compile(
    r"\bSELECT\b.+\bFROM\b|\bINSERT\s+INTO\b|\bUPDATE\b.+\bSET\b|\bDELETE\s+FROM\b|\bWITH\b.+\bAS\s*\("
    r"|\b(CREATE|DROP|ALTER)\s+(OR\s+REPLACE\s+)?(TABLE|VIEW|INDEX|MACRO)\b|^\s*(SELECT|ATTACH|COPY|PRAGMA)\s",
    re.IGNORECASE | re.DOTALL,
)


def docstrings(tree: ast.Module) -> set[int]:
    """The identities of the nodes that are docstrings."""
    return {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }


def test_pages_hold_no_sql() -> None:
    """A page chooses and shows; asking is the data layer's."""
    found = []
    for name, tree in python_files("app.py", "pages", "web"):
        spared = docstrings(tree)
        for node in ast.walk(tree):
            if not isinstance(node, ast.expr) or id(node) in spared:
                continue
            text = plain_text(node)
            if text and SQL.search(text):
                found.append(f"{name}:{node.lineno} {text.strip()[:60]!r}")
    assert not found, f"move the SQL into a file of the data layer and call its function:{listed(found)}"


def assembled(node: ast.expr) -> str | None:
    """The text of a string put together by f-string, ``%``, ``+`` or ``.format``; None when it is not."""
    if isinstance(node, ast.JoinedStr) and any(isinstance(part, ast.FormattedValue) for part in node.values):
        return plain_text(node)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod | ast.Add):
        sides = (node.left, node.right)
        if any(plain_text(side) is not None or assembled(side) is not None for side in sides):
            return "\0"
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
        return "\0"
    return None


def only_names_are_filled_in(text: str) -> bool:
    """Whether every filled-in part stands in double quotes, as an identifier, or the statement binds nothing."""
    return text.lstrip().startswith(UNBINDABLE) or "\0" not in text.replace('"\0"', "")


def test_sql_is_never_put_together_from_values() -> None:
    """Values are bound. The store alone fills in names, quoted, where an engine takes no parameter."""
    calls = {"execute", "executemany", "executescript", "sql", "query"}
    found = []
    for name, tree in python_files("app.py", "pages", "web", "data_layer"):
        functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
        for scope in (tree, *functions):
            texts = {
                target.id: text
                for node in ast.walk(scope)
                if isinstance(node, ast.Assign) and (text := assembled(node.value)) is not None
                for target in node.targets
                if isinstance(target, ast.Name)
            }
            for node in ast.walk(scope):
                if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or not node.args:
                    continue
                first = node.args[0]
                text = texts.get(first.id) if isinstance(first, ast.Name) else assembled(first)
                if node.func.attr not in calls or text is None:
                    continue
                if not name.startswith("data_layer/store/") or not only_names_are_filled_in(text):
                    found.append(f"{name}:{node.lineno} {text.strip()[:60]!r}")
    found = sorted(set(found))
    assert not found, f"bind values as parameters; a statement's text comes from a file:{listed(found)}"


# --- definitions that are data ----------------------------------------------------------------------------------


def test_every_indicator_says_what_it_is() -> None:
    """One clause, one file: pages, scores, documents and commands read its header."""
    found = []
    for path in sorted((DATA_LAYER / "indicators" / "plan").glob("*.sql")):
        text = path.read_text(encoding="utf-8")
        missing = [key for key in INDICATOR_KEYS if not re.search(rf"(?m)^\s*(--|\*)[ ]*{key}[ ]*[:=][ ]*\S", text)]
        if missing:
            found.append(f"{name_of(path)}: {', '.join(missing)}")
    assert not found, f"an indicator's header needs these lines, as `-- key: value`:{listed(found)}"


def test_every_column_has_a_reader() -> None:
    """A column nobody reads is not asked of a branch."""
    path = DATA_LAYER / "ledger" / "columns.toml"
    sheets = tomllib.loads(path.read_text(encoding="utf-8"))["sheet"] if path.exists() else []
    columns = [(sheet["name"], column) for sheet in sheets for column in sheet["column"]]
    found = [f"{sheet} · {column['name']}" for sheet, column in columns if not column.get("readers")]
    assert not found, f"name who reads the column, or do not ask for it:{listed(found)}"


def test_locks_hold_what_is_required() -> None:
    """Every direct dependency is pinned, locked at that number, and every locked one carries hashes."""
    found = []
    for source, lock in (("requirements.txt", "requirements.lock"), ("requirements-dev.txt", "requirements-dev.lock")):
        text = (ROOT / lock).read_text(encoding="utf-8")
        entries = {entry.split()[0]: entry for entry in re.split(r"\n(?=\S)", text) if not entry.startswith("#")}
        found += [f"{lock}: {pin} has no hash" for pin, entry in entries.items() if "--hash" not in entry]
        for line in (ROOT / source).read_text(encoding="utf-8").splitlines():
            if line and not line.startswith(("#", "-")) and line.split()[0] not in entries:
                found.append(f"{source}: {line} is not in {lock}")
    assert not found, f"make the locks again, as README.md says:{listed(found)}"


# --- what no file may hold --------------------------------------------------------------------------------------


def findings(pattern: re.Pattern[str]) -> list[str]:
    """``file:line`` of every match in any text file."""
    return [
        f"{name}:{number} {line.strip()[:100]}"
        for name, text in tracked_texts()
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    ]


def test_no_path_of_one_machine() -> None:
    """What works here must work anywhere."""
    found = findings(re.compile(r"(?<![\w.)}\]-])/(?:root|home|work)\b|(?<!\w)[Cc]:\\(?!n\b)"))
    assert not found, f"use a path relative to the repository:{listed(found)}"


def test_no_host_of_a_registry() -> None:
    """Where packages come from is the office's setting, never the repository's."""
    hosts = r"pypi\.org|pythonhosted\.org|pypi\.tuna|mirrors\.aliyun|registry\.npm|deb\.debian\.org|anaconda\.org"
    found = findings(re.compile(hosts))
    assert not found, f"leave the index or mirror to pip's own settings:{listed(found)}"
