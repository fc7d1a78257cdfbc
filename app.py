"""The front door: ``streamlit run app.py``.

The server imports this file once and finds ``app``; Streamlit then runs it as ``__main__`` for every page view.
"""

import streamlit as st

if __name__ == "__main__":
    from web.shell import render

    render()
else:
    from web.server import asgi_options

    app = st.App(__file__, **asgi_options())
