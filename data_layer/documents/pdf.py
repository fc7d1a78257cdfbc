"""A document as PDF, for a tablet or a printer: set by typst with a Chinese font of this machine, which is embedded.

What is said travels as JSON into a fixed template, so nothing a branch wrote can become a command of the typesetter.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import typst

from data_layer.documents.content import Document, DocumentProblem, Part

_TEMPLATE = Path(__file__).resolve().parent / "page.typ"
#: The first of these that the machine has.
FONTS = (
    "Noto Serif CJK SC", "Source Han Serif SC", "SimSun", "Songti SC", "Noto Sans CJK SC", "Source Han Sans SC",
    "Microsoft YaHei", "SimHei", "PingFang SC", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei",
)  # fmt: skip


def pdf(document: Document) -> bytes:
    """The document as PDF bytes. Raises DocumentProblem where the machine has no Chinese font."""
    return typeset(_TEMPLATE, asdict(document) | {"parts": parts_of(document.parts)})


def parts_of(parts: Sequence[Part]) -> list[dict[str, Any]]:
    """Parts as a template reads them: each with its kind."""
    return [{"kind": type(part).__name__, **asdict(part)} for part in parts]


def typeset(template: Path, said: Mapping[str, Any]) -> bytes:
    """PDF bytes of a template that reads ``said`` and the name of a Chinese font of this machine (``font``)."""
    chosen = _chosen()
    if chosen is None:
        raise DocumentProblem(
            "这台机器没有中文字体，做不出 PDF。请管理员安装一种（如 fonts-noto-cjk、宋体、微软雅黑），或下载 Word 文件"
        )
    inputs = {"doc": json.dumps({**said, "font": chosen}, ensure_ascii=False)}
    made = typst.compile(template.read_bytes(), format="pdf", sys_inputs=inputs)
    assert isinstance(made, bytes)
    return made


@cache
def _chosen() -> str | None:
    """The font to set in, of those on this machine; looked for once."""
    here = set(typst.Fonts(include_system_fonts=True).families())
    return next((each for each in FONTS if each in here), None)
