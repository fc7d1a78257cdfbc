"""A choice inside a page that is part of its address: a link opens the same."""

from collections.abc import Callable, Sequence

import streamlit as st

from pages.parts import drawer


def choose(label: str, options: Sequence[str], key: str, default: str, say: Callable[[str], str]) -> str:
    """One of ``options`` as a row of buttons; ``key`` is its name in the URL. Anything else there means ``default``."""
    given = st.query_params.get(key, "")
    held = f"choice_of_{key}"
    st.session_state[held] = given if given in options else default

    def chosen() -> None:
        """Keep the choice; lists begin on their first page again, and an open drawer belonged to what was shown."""
        st.query_params.pop("page", None)
        drawer.replace({key: st.session_state[held] or default})

    picked = st.segmented_control(
        label, options, format_func=say, key=held, on_change=chosen, required=True, label_visibility="collapsed"
    )
    return picked or default
