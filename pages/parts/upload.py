"""The one way in for files: what must not be put in stands above every one."""

from typing import Any

import streamlit as st

from data_layer.access.marks import CLASSIFIED


def files(label: str, **options: Any) -> Any:
    """``st.file_uploader`` with the banner against classified material."""
    st.caption(f"▲ {CLASSIFIED}")
    return st.file_uploader(label, **options)
