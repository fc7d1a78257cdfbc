"""A drafted document as two downloads: Word to be edited and printed, PDF to be read."""

from collections.abc import Callable

import streamlit as st

_MIME = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
_ICONS = {"docx": ":material/description:", "pdf": ":material/picture_as_pdf:"}


def draft(label: str, make: Callable[[str], bytes], name: Callable[[str], str], key: str) -> None:
    """``make`` and ``name`` take ``docx`` or ``pdf``; made when it is asked for."""
    for form, said in (("docx", f"起草{label}"), ("pdf", f"{label}（PDF）")):

        def content(form: str = form) -> bytes:
            """The document of this form."""
            return make(form)

        st.download_button(
            said, content, file_name=name(form), mime=_MIME[form], key=f"{key}_{form}", on_click="ignore",
            type="tertiary", icon=_ICONS[form],
        )  # fmt: skip
