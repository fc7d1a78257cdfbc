"""导出表预填: the ledgers of all branches, begun from the office's own exports; nothing is stored."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from data_layer import quarters
from data_layer.access import NoAccess, Viewer
from data_layer.assessment.view import View
from data_layer.ledger.checked import LedgerProblem
from data_layer.ledger.seeding import Seeded, seed
from pages.parts import bulk, empty, tables, upload, words
from web import jobs
from web.gate import store


def show(viewer: Viewer, view: View) -> None:
    """Choose exports, follow the work, look at what came of it, take the ledgers away."""
    name = f"seed {viewer.account} {view.org} {view.quarter}"
    job = jobs.look(name)
    if job is None:
        _choose(viewer, view, name)
    elif not job.finished.is_set():
        bulk.follow(name, "正在预填")
    else:
        if job.problem:
            st.error(words.escaped(job.problem), icon=":material/error:")
        else:
            _outcome(viewer, view, job.result)
        if st.button("收起，换一份导出表"):
            jobs.put_away(name)
            st.rerun()


def _choose(viewer: Viewer, view: View, name: str) -> None:
    st.write(
        f"放入管理系统的导出表：党员花名册、流出党员名单、一人一表都可以，也可以几份一起放。系统按党支部归好，给{view.name}所属的每个支部"
        f"做一份{words.period(view.quarter)}预填台账，装成一个压缩包。发给支部补齐后照常报送；这里什么也不入库。"
    )
    files = upload.files("导出表或压缩包", accept_multiple_files=True, key="seed_files", type=bulk.KINDS)
    if st.button("读导出表", type="primary", disabled=not files, icon=":material/table_view:"):
        held = [(file.name, file.getvalue()) for file in files]
        data, quarter = store(), quarters.parse_quarter(view.quarter)

        def work(progress: jobs.Progress) -> Seeded:
            return seed(data, viewer, view.org, quarter, held, progress=progress)

        jobs.start(name, viewer.account, work, told=(NoAccess, LedgerProblem))
        st.rerun()


def _outcome(viewer: Viewer, view: View, found: Seeded) -> None:
    lost = len(found.unplaced)
    rest = words.some(
        (found.already, "已在册 {} 人（不重复填）"),
        (found.at_home, "不是流动党员 {} 人"),
        (lost, "**{}** 行没有归到支部"),
    )
    st.markdown(f"**{len(found.branches)} 个支部，预填 {found.rows} 人**" + (f"，{rest}。" if rest else "。"))
    if found.zip:
        st.download_button(
            f"下载各支部的预填台账（{len(found.branches)} 份）", lambda: found.zip,
            file_name=f"预填台账_{view.name}_{view.quarter}.zip", on_click="ignore", icon=":material/folder_zip:",
            type="primary", help="一个支部一份，发给支部；支部补齐标 ★ 的内容后，在“台账报送”上传。",
        )  # fmt: skip
    left, right = st.columns([5, 7], gap="large")
    with left:
        columns: dict[str, Sequence[Any]] = {
            "党支部": [each.name for each in found.branches],
            "预填": [each.rows for each in found.branches],
            "已在册": [each.already for each in found.branches],
        }
        if found.branches:
            tables.show(columns, key="seed_branches", alt=f"{len(found.branches)} 个支部的预填人数", rows=10)
        else:
            empty.nothing("没有一行归到所属支部。")
    with right:
        if lost:
            columns = {
                "文件": [each.file for each in found.unplaced],
                "工作表": [each.sheet for each in found.unplaced],
                "行": [each.row for each in found.unplaced],
                "没有归到支部，因为": [each.why for each in found.unplaced],
            }
            tables.show(columns, key="seed_unplaced", alt=f"{lost} 行没有归到支部", rows=10)
            tables.export("没有归到支部的行", columns, key="seed_unplaced", viewer=viewer, view=view)
            st.caption("在导出表里改好，再放进来一次即可；系统不猜。")
    for note in found.notes:
        st.caption(f"▲ {words.escaped(note)}")
    used = sum(bool(means) for means in found.headers.values())
    with st.expander(f"导出表的列怎样读的：{used} 列用上，{len(found.headers) - used} 列没有用"):
        ordered = sorted(found.headers.items(), key=lambda item: not item[1])
        columns = {"导出表的列": [text for text, _ in ordered], "读作": [means or "没有用" for _, means in ordered]}
        tables.show(columns, key="seed_headers", alt="导出表的列怎样读的", rows=12)
    if found.problems:
        with st.expander(f"看不清的单元格 {len(found.problems)} 处：照原样带给支部，或者留空"):
            columns = {
                "文件": [file for file, _ in found.problems],
                "工作表": [each.sheet for _, each in found.problems],
                "单元格": [each.cell for _, each in found.problems],
                "说明": [each.message for _, each in found.problems],
            }
            tables.show(columns, key="seed_problems", alt=f"看不清的单元格 {len(found.problems)} 处", rows=12)
