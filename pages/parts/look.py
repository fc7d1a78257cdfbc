"""What the theme cannot say yet: margins for a 1366-pixel screen, cards that line up. Constant text only."""

import streamlit as st

_STYLE = """<style>
.stMainBlockContainer { padding-left: 1.75rem; padding-right: 1.75rem; }
.st-key-headline p { font-size: 1.15rem; line-height: 1.6; }
.st-key-headline { padding: .25rem 0 .35rem; }
[class*="st-key-card_"] > :first-child { min-height: 31px; display: flex; align-items: center; }
[class*="st-key-card_"] > :first-child p { white-space: nowrap; }
[class*="st-key-card_"] > :first-child .stColumn { min-width: 0; }
[class*="st-key-card_"] > :last-child { margin-top: auto; min-height: 36px; display: flex; align-items: center; }
[class*="st-key-card_"] [data-testid="stMetricValue"] { font-variant-numeric: tabular-nums; }
</style>"""


def apply() -> None:
    """Put the style on the page."""
    st.html(_STYLE)


def headline(*sentences: str) -> None:
    """The answer first: at most three sentences, already escaped."""
    with st.container(key="headline", gap="xxsmall"):
        for sentence in sentences:
            if sentence:
                st.markdown(sentence)
