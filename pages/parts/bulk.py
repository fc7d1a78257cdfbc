"""批量导入: many ledgers at once, in the background, each by itself; what became of each file."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from data_layer import clock, quarters
from data_layer.access import NoAccess, Viewer
from data_layer.assessment.view import View
from data_layer.ledger.many import Imported, import_files, marked_copies
from pages.parts import tables, upload, words
from web import errors, jobs
from web.gate import require, store

KINDS = ["xlsx", "xlsm", "xls", "et", "ods", "csv", "zip"]


def show(viewer: Viewer, view: View) -> None:
    """Choose files, follow the work, read the result; the page may be left meanwhile."""
    name = f"import {viewer.account} {view.org}"
    job = jobs.look(name)
    if job is None:
        _choose(viewer, view, name)
    elif not job.finished.is_set():
        follow(name, "正在导入")
    else:
        _outcome(viewer, view, name, job)


def _choose(viewer: Viewer, view: View, name: str) -> None:
    st.write(
        f"一次放入多份台账，也可以放压缩包（.zip）。按封面认支部和季度，只收{view.name}所属支部的。"
        "每份单独核对、单独入库，互不影响；同一份再放一次不会重复入库。压缩包超过 20MB 的，分成几个放。"
    )
    files = upload.files("台账文件或压缩包", accept_multiple_files=True, key="bulk_files", type=KINDS)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        on = st.date_input("收到日期", value=clock.today(), max_value=clock.today(), format="YYYY-MM-DD", width=180)
        given = st.text_input("收到日期不是今天的理由", placeholder="例如：纸质报送、电子邮件报送", key="bulk_reason")
    ready = bool(files) and (on == clock.today() or bool(given.strip()))
    if st.button("核对并导入", type="primary", disabled=not ready, icon=":material/upload_file:"):
        held = [(file.name, file.getvalue()) for file in files]
        data = store()

        def work(progress: jobs.Progress) -> list[Imported]:
            return import_files(
                data, viewer, view.org, held, received_on=on, received_reason=given, progress=progress, failed=_failed
            )

        jobs.start(name, viewer.account, work, told=(NoAccess,))
        st.rerun()


def _failed(error: Exception) -> str:
    return f"没有处理成功，编号 {errors.note(error, 'bulk import')}，没有入库。请把编号告诉管理员。"


@st.fragment(run_every=1)
def follow(name: str, doing: str) -> None:
    """How far a job has come, until it is done; then the page is drawn again."""
    require("import")
    job = jobs.look(name)
    if job is None or job.finished.is_set():
        st.rerun()
        return
    st.progress(job.share, f"{doing}：{job.done}/{job.total or '…'}　{words.escaped(job.doing)}")
    st.caption("可以离开本页，会继续进行；回到本页能看到进度和结果。")


def _outcome(viewer: Viewer, view: View, name: str, job: jobs.Job) -> None:
    if job.problem:
        st.error(words.escaped(job.problem), icon=":material/error:")
    else:
        found: list[Imported] = job.result
        taken = sum(each.accepted for each in found)
        again = sum(each.again for each in found)
        rest = words.some((again, "其中 {} 份以前已经入库"), (len(found) - taken, "**{}** 份没有入库"))
        st.markdown(f"**{len(found)} 份台账，{taken} 份已接收**" + (f"，{rest}。" if rest else "。"))
        ordered = sorted(found, key=lambda each: each.accepted)
        columns: dict[str, Sequence[Any]] = {
            "文件": [each.file for each in ordered],
            "结果": [_result(each) for each in ordered],
            "党支部": [each.org_name for each in ordered],
            "季度": [quarters.quarter_words(each.quarter) if each.quarter is not None else "" for each in ordered],
            "必须改": [each.errors for each in ordered],
            "提醒": [each.warnings for each in ordered],
            "第一处": [each.said for each in ordered],
            "回执号": [each.receipt for each in ordered],
        }
        tables.show(columns, key="bulk_result", alt=f"{len(found)} 份台账的导入结果", rows=14)
        tables.export("批量导入结果", columns, key="bulk_result", viewer=viewer, view=view)
        if copies := sum(each.copy is not None for each in found):
            st.download_button(
                f"下载标注好的台账（{copies} 份没有入库的）", lambda: marked_copies(found),
                file_name="标注好的台账.zip", on_click="ignore", icon=":material/folder_zip:", type="primary",
                help="发回支部改好后，再放进来一次即可。",
            )  # fmt: skip
    if st.button("收起，继续导入"):
        jobs.put_away(name)
        st.rerun()


def _result(each: Imported) -> str:
    if each.again:
        return "● 以前已入库"
    return "● 已接收" if each.accepted else "◆ 没有入库"
