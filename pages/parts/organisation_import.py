"""Import the organisation tree from a file: form to fill in, upload, what is wrong, what was stored."""

import streamlit as st

from data_layer.access import Viewer
from data_layer.administration import OrganisingProblem, import_orgs
from data_layer.administration.org_file import empty_org_file, read_org_file
from data_layer.store import Store
from pages.parts import upload

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SHOWN = 200


def show(store: Store, viewer: Viewer) -> None:
    """The whole import. The file is read again on each run and dropped once stored."""
    st.write("一行一个党组织：代码、名称、上级党组织代码、类型。已有的代码按变化处理：改名、改隶属、改类别。")
    st.download_button(
        "下载导入模板.xlsx", empty_org_file, "党组织导入模板.xlsx", XLSX, on_click="ignore", icon=":material/download:"
    )
    round_ = st.session_state.setdefault("org_import_round", 0)
    if done := st.session_state.pop("org_import_done", None):
        st.success(done, icon=":material/check_circle:")
    file = upload.files("党组织文件（.xlsx 或 .csv）", type=["xlsx", "csv"], key=f"org_file_{round_}")
    if file is None:
        return
    try:
        rows = read_org_file(file.name, file.getvalue())
    except OrganisingProblem as problem:
        st.error(str(problem), icon=":material/error:")
        return
    if not st.button(f"导入 {len(rows):,} 行", type="primary"):
        return
    with st.spinner("正在核对和导入……"):
        result = import_orgs(store, viewer, rows)
    if result.problems:
        st.error(f"{len(result.problems)} 处必须改，改好后重新上传；这次没有存入任何内容。", icon=":material/error:")
        shown = [{"行": row, "问题": text} for row, text in result.problems[:_SHOWN]]
        st.dataframe(shown, hide_index=True, alt="导入文件中的问题")
        if len(result.problems) > _SHOWN:
            st.caption(f"只列出前 {_SHOWN} 处。")
        return
    st.session_state["org_import_done"] = (
        f"已导入：新增 {result.added:,} 个，变化 {result.changed:,} 个，没有变化 {result.unchanged:,} 个。"
    )
    st.session_state["org_import_round"] = round_ + 1
    st.rerun()
