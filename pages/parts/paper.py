"""Papers as downloads: drafted documents (Word to be edited and printed, PDF to be read), and files handed in."""

from collections.abc import Callable

import streamlit as st

from data_layer.oversight.attachments import KINDS
from pages.parts import words

_ICONS = {"docx": ":material/description:", "pdf": ":material/picture_as_pdf:"}


def draft(label: str, make: Callable[[str], bytes], name: Callable[[str], str], key: str) -> None:
    """``make`` and ``name`` take ``docx`` or ``pdf``; made when it is asked for."""
    for form, said in (("docx", f"起草{label}"), ("pdf", f"{label}（PDF）")):

        def content(form: str = form) -> bytes:
            """The document of this form."""
            return make(form)

        st.download_button(
            said, content, file_name=name(form), mime=KINDS[form], key=f"{key}_{form}", on_click="ignore",
            type="tertiary", icon=_ICONS[form],
        )  # fmt: skip


def kept(name: str, kind: str, content: Callable[[], bytes], key: str, icon: str = ":material/attach_file:") -> None:
    """A file handed in, read when it is asked for; never shown inside the page: what somebody sent is not opened."""
    ending = f".{kind}"
    st.download_button(
        words.escaped(name), content, file_name=name if name.lower().endswith(ending) else f"{name}{ending}",
        mime=KINDS.get(kind, "text/plain"), key=key, on_click="ignore", icon=icon, type="tertiary",
    )  # fmt: skip
