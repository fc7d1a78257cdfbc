"""Streamlit's own index.html, in Chinese: language, title, the script that translates built-in controls."""

import re
from functools import cache
from pathlib import Path

import streamlit
from streamlit import file_util

from web.site import TITLE

ASSETS = Path(__file__).resolve().parent / "assets"
_NOSCRIPT = "<noscript><p>本页面需要启用 JavaScript，请换用较新的浏览器（Edge、Chrome、Firefox）。</p></noscript>"


@cache
def index_html() -> str:
    """The page every screen loads. Raises RuntimeError when Streamlit's file no longer looks as known."""
    text = (Path(file_util.get_static_dir()) / "index.html").read_text(encoding="utf-8")
    version = streamlit.__version__
    for pattern, replacement in (
        (r"<!--.*?-->\s*", ""),
        (r'<html lang="en">', '<html lang="zh-CN">'),
        (r"<title>.*?</title>", f"<title>{TITLE}</title>"),
        (r'<link\s+rel="preload"[^>]*?/>\s*', ""),
        (r'<link rel="service-desc"[^>]*?/>\s*', ""),
        (r"<script>.*?</script>\s*", ""),
        (r"<noscript>.*?</noscript>", _NOSCRIPT),
        (r"</head>", '<script src="/assets/zh.js" defer></script>\n  </head>'),
    ):
        text, found = re.subn(pattern, lambda _, to=replacement: to, text, flags=re.DOTALL)  # type: ignore[misc]
        if not found:
            raise RuntimeError(f"index.html of Streamlit {version} has nothing like {pattern!r}")
    # Relative addresses would break below a path; this one is served at the root only.
    return text.replace('"./', '"/')
