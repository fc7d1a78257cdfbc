"""What one rerun of each page costs beside two rivals, in turns, in one process (AppTest, no network).

The rivals: an empty Streamlit page; and the page's own elements with constant contents, drawn by a bare script: what
Streamlit itself takes for them, below which no page with these elements can go.

Run: ``python -m benchmarks.reruns [STORE] [--rounds 10]``. It measures reruns of a page that is
already open, as a click on a choice causes them; the first view after a change is in ``benchmarks.pages_data``.
"""

import argparse
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from streamlit.testing.v1 import AppTest

from benchmarks.generate import DISTRICT, make
from benchmarks.measure import in_turns, show
from data_layer.access import Grant, Viewer
from data_layer.store import Store
from web import gate

_APP = str(Path(__file__).resolve().parent.parent / "app.py")
_EMPTY = "import streamlit as st\n"
#: Element of a page → how a bare script draws one like it. What has no line here costs nothing worth counting.
_LIKE = {
    "markdown": "st.markdown('**一句** 话')",
    "caption": "st.caption('说明')",
    "text": "st.text('文字')",
    "html": "st.html('<style>.none {}</style>')",
    "image": "st.image(SVG, width=84)",
    "metric": "st.metric('指标', '92.0%', label_visibility='collapsed')",
    "button": "st.button('看名单', key=KEY, type='tertiary')",
    "download_button": "st.download_button('导出', made, 'a.xlsx', key=KEY, on_click='ignore')",
    "selectbox": "st.selectbox('选', OPTIONS, key=KEY, label_visibility='collapsed')",
    "date_input": "st.date_input('日', key=KEY, label_visibility='collapsed')",
    "button_group": "st.segmented_control('选', ['甲', '乙'], key=KEY, label_visibility='collapsed')",
    "pagination": "st.pagination(9, key=KEY)",
    "file_uploader": "st.file_uploader('上传', key=KEY)",
    "code": "st.code('地址', language=None)",
    "dataframe": "st.dataframe(TABLE, key=KEY, on_select='rerun', selection_mode='single-cell')",
    "echarts_chart": "st.echarts_chart(CHART, key=KEY, on_select='rerun', renderer='svg')",
    "plotly_chart": "st.plotly_chart(PLOT, key=KEY)",
}
_BARE = """
import pyarrow as pa
import streamlit as st

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 92 34"><circle r="3"/></svg>'
OPTIONS = [f'第{{k}}党支部' for k in range({options})]
TABLE = pa.table({{f'列{{k}}': ['第一党支部'] * 60 for k in range(5)}})
CELL = {{'value': [0, 0, 1], 'name': '12/15', 'label': {{'formatter': '12/15'}}, 'itemStyle': {{'color': '#fff'}}}}
CHART = {{'xAxis': {{'type': 'category'}}, 'yAxis': {{'type': 'category'}},
         'series': [{{'type': 'heatmap', 'selectedMode': 'single', 'data': [CELL] * 60}}]}}
PLOT = {{'data': [{{'type': 'bar', 'x': [1, 2, 3], 'y': [3, 2, 1]}}], 'layout': {{'height': 168}}}}


def made():
    return b''


pages = {{'总览': [st.Page(lambda: None, title=f'页{{k}}', url_path=f'p{{k}}') for k in range(9)]}}
st.navigation(pages)
for k in range({blocks}):
    st.container()
"""
_LEADER = ("overview", "coverage", "contact", "portrait", "parameters")
_BRANCH = ("handin",)


def opened(page: str) -> AppTest:
    """A page of the dashboard, open."""
    test = AppTest.from_file(_APP, default_timeout=300)
    test.run()
    test.switch_page(f"pages/{page}.py")
    test.run()
    if test.exception:
        raise RuntimeError(f"{page}: {test.exception[0].message}")
    return test


def floor(test: AppTest) -> AppTest:
    """A page's elements, as many of each kind, drawn with constant contents by a bare script."""
    elements: Counter[str] = Counter()
    blocks, options = 0, 1

    def walk(node: object) -> None:
        nonlocal blocks, options
        for each in getattr(node, "children", {}).values():
            if hasattr(each, "children"):
                blocks += 1
                walk(each)
            else:
                elements[each.type] += each.type in _LIKE
                options = max(options, len(getattr(each, "options", ())) if each.type == "selectbox" else 1)

    walk(test._tree)
    lines = [_LIKE[kind].replace("KEY", f"'{kind}{n}'") for kind, many in elements.items() for n in range(many)]
    source = _BARE.format(options=options, blocks=blocks) + "\n".join(lines)
    bare = AppTest.from_string(source, default_timeout=300)
    bare.run()
    if bare.exception:
        raise RuntimeError(f"floor: {bare.exception[0].message}")
    return bare


def rerun(store: Store, viewer: Viewer, test: AppTest) -> Callable[[], object]:
    """Running it once more as a viewer."""

    def again() -> object:
        gate.use(store)
        gate.current = lambda: viewer
        return test.run()

    return again


def main() -> None:
    """Measure and compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("store", nargs="?", type=Path, help="a district's store (default: made anew, minutes)")
    parser.add_argument("--rounds", type=int, default=10)
    chosen = parser.parse_args()
    store = Store(chosen.store) if chosen.store else make(DISTRICT)
    leader = Viewer(7, "leader", (Grant("leader", 1),), display_name="leader")
    branch = Viewer(8, "branch", (Grant("branch", DISTRICT.first_branch + 77),), display_name="branch")
    empty = AppTest.from_string(_EMPTY, default_timeout=300)
    what: dict[str, Callable[[], object]] = {"empty page": empty.run}
    for viewer, pages in ((leader, _LEADER), (branch, _BRANCH)):
        gate.use(store)
        gate.current = lambda viewer=viewer: viewer
        for page in pages:
            shown = opened(page)
            what[page] = rerun(store, viewer, shown)
            what[f"  its elements alone, {page}"] = floor(shown).run
    found = in_turns(what, chosen.rounds)
    show("Reruns, district size", found)
    empty_page = found["empty page"]
    for page in (*_LEADER, *_BRANCH):
        times, alone = found[page], found[f"  its elements alone, {page}"]
        print(
            f"{page:12} cpu median: {times.effort / empty_page.effort:5.1f} x an empty page, "
            f"{times.effort / alone.effort:4.1f} x its elements alone"
        )
    gate.use(None)
    store.close()


if __name__ == "__main__":
    main()
