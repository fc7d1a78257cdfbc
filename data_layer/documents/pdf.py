"""A document as PDF, for a tablet or a printer: set by typst with a Chinese font of this machine, which is embedded.

What is said travels as JSON into a fixed template, so nothing a branch wrote can become a command of the typesetter.
"""

import json
from dataclasses import asdict
from functools import cache
from pathlib import Path

import typst

from data_layer.documents.content import Document, DocumentProblem

_TEMPLATE = Path(__file__).resolve().parent / "page.typ"
#: The first of these that the machine has.
FONTS = (
    "Noto Serif CJK SC", "Source Han Serif SC", "SimSun", "Songti SC", "Noto Sans CJK SC", "Source Han Sans SC",
    "Microsoft YaHei", "SimHei", "PingFang SC", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei",
)  # fmt: skip


def pdf(document: Document) -> bytes:
    """The document as PDF bytes. Raises DocumentProblem where the machine has no Chinese font."""
    chosen = _chosen()
    if chosen is None:
        raise DocumentProblem(
            "这台机器没有中文字体，做不出 PDF。请管理员安装一种（如 fonts-noto-cjk、宋体、微软雅黑），或下载 Word 文件"
        )
    said = asdict(document) | {
        "font": chosen,
        "parts": [{"kind": type(part).__name__, **asdict(part)} for part in document.parts],
    }
    inputs = {"doc": json.dumps(said, ensure_ascii=False)}
    made = typst.compile(_TEMPLATE.read_bytes(), format="pdf", sys_inputs=inputs)
    assert isinstance(made, bytes)
    return made


@cache
def _chosen() -> str | None:
    """The font to set in, of those on this machine; looked for once."""
    here = set(typst.Fonts(include_system_fonts=True).families())
    return next((each for each in FONTS if each in here), None)
