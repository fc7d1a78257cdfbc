"""Streamlit's built-in words in Chinese: the dictionary, and the page that loads it."""

import json
import re

import pytest

from web.index import ASSETS, index_html

WORDS = json.loads((ASSETS / "zh.json").read_text(encoding="utf-8"))
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def translated(text: str) -> str:
    """What zh.js makes of a text."""
    if text in WORDS["exact"]:
        return str(WORDS["exact"][text])
    for pattern, to in WORDS["pattern"]:
        if re.search(pattern, text):
            return re.sub(pattern, re.sub(r"\$(\d)", r"\\\1", to), text)
    return text


def test_every_entry_is_chinese() -> None:
    kept = {"streamlit run yourscript.py"}
    assert all(CHINESE.search(to) for word, to in WORDS["exact"].items() if word not in kept)
    for pattern, to in WORDS["pattern"]:
        assert pattern.startswith("^") and pattern.endswith("$"), "only whole texts are replaced"
        assert re.compile(pattern).groups >= len(set(re.findall(r"\$\d", to)))


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("20MB per file", "每个文件不超过 20MB"),
        ("20MB per file • XLSX, CSV", "每个文件不超过 20MB，类型 XLSX, CSV"),
        ("View 3 more", "再显示 3 个"),
        ("contact. Running the app's main page.", "contact"),
        ("Remove 台账.xlsx", "移除 台账.xlsx"),
        ("Search: 应办事项", "查找：应办事项"),
        ("Selected Date: November 23, 2026", "已选日期：2026年11月23日"),
        ("12 options available.", "12 个选项"),
        ("Connection failed with status 403, and response", "连接失败（403），请刷新页面；仍不行请重新登录。"),
        ("王强 changed nothing", "王强 changed nothing"),
    ],
)
def test_words_with_parts(english: str, chinese: str) -> None:
    assert translated(english) == chinese


def test_index_page_is_ours() -> None:
    text = index_html()
    assert text.count('<script src="/assets/zh.js" defer></script>') == 1
    assert "You need to enable JavaScript" not in text
    assert not re.search(r"<script>", text), "no script of the page's own: the policy forbids it"
    assert "_stcore/agent" not in text
    assert not re.search(r'(?:src|href)="(?!/)', text)
