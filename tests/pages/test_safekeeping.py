"""操作日志 and 数据备份: what an administrator sees and does; every audited action has its Chinese word."""

import ast
from pathlib import Path

import pytest

from data_layer import clock
from data_layer.access import EVERYTHING, Grant, NoAccess, Viewer, audit
from data_layer.access.log import actions
from data_layer.access.logbook import lines
from data_layer.organisations import tree
from data_layer.oversight import keeping
from data_layer.store import Store
from data_layer.store.backup import restore
from tests.pages.conftest import Opened, said
from web import jobs, safekeeping

ROOT = Path(__file__).resolve().parents[2]
ADMINISTRATOR = Viewer(7, "管理员", (Grant("administrator", EVERYTHING),), display_name="管理员")


def test_every_audited_action_has_its_word() -> None:
    found, begun = set(), set()
    for file in [file for room in ("data_layer", "pages", "web") for file in (ROOT / room).rglob("*.py")]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not ast.unparse(node.func).split(".")[-1] == "audit":
                continue
            for part in ast.walk(node.args[2]):
                if isinstance(part, ast.JoinedStr) and isinstance(part.values[0], ast.Constant):
                    begun.add(str(part.values[0].value))
                elif isinstance(part, ast.Constant) and part is node.args[2]:
                    found.add(str(part.value))
                elif isinstance(node.args[2], ast.IfExp) and part in (node.args[2].body, node.args[2].orelse):
                    found.add(str(ast.literal_eval(part)))
    assert len(found) > 30
    assert found <= set(actions()), sorted(found - set(actions()))
    assert all(any(action.startswith(start) for action in actions()) for start in begun), begun


def test_the_log_is_read_within_scope(fresh: Store) -> None:
    now = tree(fresh)
    here, there = now.branches()[:2]
    for org in (here, there):
        audit(fresh, ADMINISTRATOR, "export", org=org)
    day = clock.today()
    only = Viewer(8, "a", (Grant("administrator", here),))
    assert {line.org for line in lines(fresh, only, day, day)} == {here}
    assert {line.org for line in lines(fresh, ADMINISTRATOR, day, day, action="export")} == {here, there}
    audit(fresh, ADMINISTRATOR, "export", org=there, result="denied")
    refused = lines(fresh, ADMINISTRATOR, day, day, result="denied")
    assert [(line.org, line.result) for line in refused] == [(there, "被拒绝")]
    with pytest.raises(NoAccess):
        lines(fresh, Viewer(9, "b", (Grant("staff", here),)), day, day)


def test_the_log_says_who_did_what(fresh: Store, open_page: Opened) -> None:
    audit(fresh, ADMINISTRATOR, "export", org=tree(fresh).branches()[0], result="denied")
    test = open_page(fresh, ADMINISTRATOR, "log")
    assert not test.exception
    assert "被拒绝 **1** 条" in said(test)
    assert "导出表格" in list(test.dataframe[0].value["操作"])


def test_a_backup_by_the_button_restores_to_the_same_indicators(fresh: Store, open_page: Opened) -> None:
    jobs.put_away(safekeeping.JOB)
    assert safekeeping.due(fresh)
    test = open_page(fresh, ADMINISTRATOR, "backup")
    assert not test.exception
    assert "还没有备份" in said(test)
    next(each for each in test.button if each.label == "立即备份").click()
    test.run()
    job = jobs.look(safekeeping.JOB)
    assert job is not None
    assert job.finished.wait(60)
    assert not job.problem
    test.run()
    assert "共保留 **1** 份" in said(test)
    assert not safekeeping.due(fresh)
    made = keeping.kept(fresh, ADMINISTRATOR)[0]
    again = Store.open(restore(made.file, made.file.parent / "again.duckdb").file)
    asked = "SELECT * FROM journal ORDER BY ALL"
    try:
        assert again.composed_rows(asked) == fresh.composed_rows(asked)
        assert keeping.verify(again, ADMINISTRATOR) == []
    finally:
        again.close()
        jobs.put_away(safekeeping.JOB)
