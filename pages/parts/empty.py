"""What stands where there is nothing to show: why, and what to do next."""

import streamlit as st

from data_layer.access import Viewer
from data_layer.assessment.view import View
from web.site import PAGES


def why(view: View, viewer: Viewer) -> bool:
    """Say why the page is empty, if it is. True: nothing else should be drawn."""
    if not view.empty:
        return False
    manages = viewer.may("organisations")
    with st.container(key="empty", border=True):
        if view.empty == "no_organisations":
            st.subheader("还没有党组织")
            if manages:
                st.write("先导入党组织名单，再建立账号；也可以先装入演示数据看看效果。")
                st.page_link(str(PAGES / "start.py"), label="去“开始使用”", icon=":material/flag:")
                st.page_link(str(PAGES / "accounts.py"), label="去“组织与账号”导入", icon=":material/account_tree:")
            else:
                st.write("请管理员在“组织与账号”中导入党组织名单。")
        elif view.empty == "no_access":
            st.subheader("没有可以查看的党组织")
            if viewer.roles <= {"branch"}:
                st.write("这一页按党（工）委查看，支部的账号不用看。本支部的情况在“支部画像”。")
                st.page_link(str(PAGES / "portrait.py"), label="去“支部画像”", icon=":material/account_tree:")
            else:
                st.write("您的账号在这一天没有授权，或授权的党组织已经撤销。请联系管理员核对授权。")
        elif view.empty == "no_start":
            st.subheader("还没有设定启用季度")
            st.write("从哪一个季度起考核，要由管理员设定；设定后才会列出应办事项。")
            if viewer.may("configure"):
                st.page_link(str(PAGES / "parameters.py"), label="去“考核口径”设定", icon=":material/tune:")
        else:
            st.subheader("还没有收到台账")
            st.write(f"截至 {view.as_of}，{view.name}没有一份台账入库。支部报送后，这里会有数字。")
            if "branch" in viewer.roles:
                st.page_link(str(PAGES / "handin.py"), label="去“台账报送”下载预填台账", icon=":material/upload_file:")
            elif viewer.may("import"):
                st.page_link(
                    str(PAGES / "progress.py"), label="去“报送进度”催报，或批量导入", icon=":material/checklist:"
                )
    return True


def nothing(sentence: str) -> None:
    """An empty list inside a page that is not empty."""
    st.caption(sentence)
