"""打印附件: both annexes of an accepted ledger for the stamp, Word and PDF."""

from functools import partial

import streamlit as st

from data_layer import quarters
from data_layer.access import Viewer
from data_layer.assessment.board import PUNCTUAL
from data_layer.assessment.view import View
from data_layer.documents.annexes import annexes
from pages.parts import basis
from web.gate import store

_FORMS = {"pdf": "PDF", "docx": "Word"}


def annexes_of(viewer: Viewer, view: View, org: int, name: str, quarter: int) -> None:
    """Two buttons, the files made on click with a record; and the stamped scan, a paper of the ledger that was due."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown("打印附件1、附件2（签字盖章）", width="content", help="A4 横向，姓名、号码印全，请妥善保管。")
        for kind, form in _FORMS.items():
            st.download_button(
                form, partial(annexes, store(), viewer, org, quarter, kind),
                file_name=f"附件_{name}_{quarters.quarter_text(quarter)}.{kind}", key=f"annexes_{kind}",
                on_click="ignore", icon=":material/print:", type="tertiary",
            )  # fmt: skip
    period, what = quarters.quarter_text(quarter), "签字盖章后的附件1、附件2"
    basis.papers(viewer, view, org, PUNCTUAL, period, "branch", "附盖章扫描件", what)
