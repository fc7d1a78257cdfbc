"""The packs of many visits as one zip, made in the background: followed, left, taken."""

from collections.abc import Sequence

import streamlit as st

from data_layer.access import NoAccess, Viewer
from data_layer.assessment.view import View
from data_layer.assessment.visits import Visit
from data_layer.documents.content import DocumentProblem
from data_layer.documents.pack import packs
from pages.parts import words
from web import jobs
from web.gate import require, store


def show(viewer: Viewer, view: View, found: Sequence[Visit]) -> None:
    """Choose visits, follow the work, take the zip; the page may be left meanwhile."""
    name = f"packs {viewer.account} {view.org}"
    job = jobs.look(name)
    if job is None:
        with st.popover("打包材料", icon=":material/folder_zip:"):
            _choose(viewer, name, [each for each in found if each.state != "dropped"])
    elif not job.finished.is_set():
        _follow(name)
    else:
        _outcome(view, name, job)


def _choose(viewer: Viewer, name: str, offered: Sequence[Visit]) -> None:
    waiting = [nth for nth, each in enumerate(offered) if each.state == "planned"]
    picked = st.multiselect(
        "哪些支部", range(len(offered)), default=waiting, key="packs_of", placeholder="选支部",
        format_func=lambda nth: f"{offered[nth].branch}（第 {offered[nth].plan} 号计划）",
    )  # fmt: skip
    kind = st.segmented_control("格式", ["pdf", "docx"], default="pdf", required=True, key="packs_kind",
                                format_func={"pdf": "PDF", "docx": "Word"}.__getitem__)  # fmt: skip
    st.caption("一个支部一个文件，打成一个压缩包。可以离开本页，回来再取。")
    if not st.button(f"打包 {len(picked)} 个支部", type="primary", disabled=not picked, key="packs_go"):
        return
    data, chosen = store(), [offered[nth] for nth in picked]

    def work(progress: jobs.Progress) -> tuple[int, bytes]:
        return len(chosen), packs(data, viewer, chosen, kind or "pdf", progress)

    jobs.start(name, viewer.account, work, told=(NoAccess, DocumentProblem))
    st.rerun()


@st.fragment(run_every=1)
def _follow(name: str) -> None:
    require("onsite")
    job = jobs.look(name)
    if job is None or job.finished.is_set():
        st.rerun()
        return
    st.progress(job.share, f"正在打包：{job.done}/{job.total or '…'}　{words.escaped(job.doing)}")


def _outcome(view: View, name: str, job: jobs.Job) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        if job.problem:
            st.error(words.escaped(job.problem), icon=":material/error:")
        else:
            many, content = job.result
            st.download_button(
                f"下载 {many} 个支部的材料（.zip）", content, key="packs_take",
                file_name=f"督查材料 {view.name} {view.as_of}.zip".replace("/", " "), mime="application/zip",
                on_click="ignore", icon=":material/folder_zip:", type="primary",
            )  # fmt: skip
        if st.button("收起", key="packs_away", type="tertiary"):
            jobs.put_away(name)
            st.rerun()
