"""操作日志: who did what, when, from where; filtered, taken away as Excel."""

from collections import Counter
from datetime import timedelta

import streamlit as st

from data_layer import clock
from data_layer.access.log import actions
from data_layer.access.logbook import MOST, RESULTS, last_link, lines
from data_layer.assessment.view import view_of
from data_layer.organisations import tree
from pages.parts import empty, look, tables
from web.gate import require, store

viewer = require("log")
look.apply()
view = view_of(store(), viewer, None, None, None, branches=None)
names = {org: each.name for org, each in tree(store()).by_id.items()}
ALL = "全部"
first_box, last_box, actor_box, action_box, org_box, result_box = st.columns([2, 2, 3, 4, 4, 2], gap="small")
first = first_box.date_input("自", clock.today() - timedelta(days=29), max_value=clock.today(), key="log_first")
last = last_box.date_input("至", clock.today(), max_value=clock.today(), key="log_last")
listed = lines(store(), viewer, first, last)
actor = actor_box.selectbox("账号", [ALL, *sorted({line.actor for line in listed})], key="log_actor")
action = action_box.selectbox(
    "操作",
    [ALL, *sorted({line.action for line in listed})],
    format_func=lambda a: actions().get(a, a),
    key="log_action",
)
held = sorted({line.org for line in listed if line.org is not None}, key=lambda org: names.get(org, ""))
org = org_box.selectbox(
    "党组织", [None, *held], format_func=lambda o: ALL if o is None else names.get(o, f"{o}"), key="log_org"
)
result = result_box.selectbox("结果", [None, *RESULTS], format_func=lambda r: RESULTS.get(r, ALL), key="log_result")
found = lines(
    store(), viewer, first, last,
    actor=None if actor == ALL else actor, action=None if action == ALL else action, org=org, result=result,
)  # fmt: skip
refused = sum(line.result == "被拒绝" for line in found)
often = Counter(line.said for line in found).most_common(1)
look.headline(
    f"{first} 至 {last} 共 **{len(found):,}** 条操作"
    + (f"，最多的是**{often[0][0]}**（{often[0][1]:,} 条）" if often else "")
    + f"；被拒绝 **{refused:,}** 条。",
    f"只显示最近的 {MOST:,} 条，请缩短日期。" if len(found) == MOST else "",
)
if not found:
    empty.nothing("这些天里没有符合条件的操作。可以放宽日期，或把筛选改回“全部”。")
    st.stop()
columns = {
    "时间": [f"{line.recorded_at:%Y-%m-%d %H:%M:%S}" for line in found],
    "账号": [line.actor for line in found],
    "操作": [line.said for line in found],
    "党组织": [names.get(line.org, "") if line.org is not None else "" for line in found],
    "结果": [line.result for line in found],
    "来自": [line.address for line in found],
    "序号": [f"{line.event}" for line in found],
}
tables.show(columns, key="log", alt=f"{len(found)} 条操作日志", rows=16)
tables.export(
    "操作日志", columns | {"对象编号": [line.object for line in found]}, key="log", viewer=viewer, view=view,
    filters=[("日期", f"{first} 至 {last}"), ("账号", actor), ("操作", actions().get(action, action)),
             ("党组织", ALL if org is None else names.get(org, "")), ("结果", RESULTS.get(result or "", ALL))],
)  # fmt: skip
last_one = last_link(store(), viewer)
st.markdown(
    "日志只增不改，每条与前一条相扣，链值每天记在备份目录的 `log-anchors.txt`；"
    "有没有被改动、删除或缺失，在“数据备份”里点“校验数据”。"
    + (f"现在到第 {last_one[0]} 号，链值 `{last_one[1]}`，抄在别处可供日后核对。" if last_one else "")
)
