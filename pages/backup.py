"""数据备份: are the data safe: the last verified backups, make one now, verify everything, how to come back."""

import streamlit as st

from data_layer import clock
from data_layer.assessment.view import view_of
from data_layer.oversight import keeping
from pages.parts import empty, look, tables, words
from web import jobs, safekeeping
from web.gate import require, store

viewer = require("backup")
look.apply()
view = view_of(store(), viewer, None, None, None, branches=None)
held = keeping.kept(store(), viewer)
making, checking = jobs.look(safekeeping.JOB), jobs.look(safekeeping.CHECK)
running = any(job is not None and not job.finished.is_set() for job in (making, checking))

if held:
    hours = int((clock.now() - held[0].made_at).total_seconds() // 3600)
    ago = f"{hours // 24} 天前" if hours >= 48 else f"{hours} 小时前" if hours else "刚才"
    last = f"，含到 {held[0].last_received} 为止的报送" if held[0].last_received else ""
    look.headline(
        f"最近一份备份是**{ago}**做的（{held[0].made_at:%Y-%m-%d %H:%M}），已校验相符{last}；"
        f"共保留 **{len(held)}** 份。",
        "已超过两天没有备份，请点“立即备份”，并看有没有出错。" if hours >= 48 else "",
    )
else:
    look.headline("还没有备份。请点“立即备份”；收到台账后，看板每天也会自动做一份。")


@st.fragment(run_every=1.5 if running else None)
def following() -> None:
    """How the work goes; the whole page again at its end."""
    now = [job for job in (jobs.look(safekeeping.JOB), jobs.look(safekeeping.CHECK)) if job is not None]
    busy = [job for job in now if not job.finished.is_set()]
    if busy:
        doing = "正在备份" if busy[0].name == safekeeping.JOB else "正在校验"
        st.info(f"{doing}，报送可以照常进行；离开本页也会继续。", icon=":material/hourglass_top:")
    elif running:
        st.rerun()
    for job in now:
        if job.problem:
            st.error(job.problem, icon=":material/error:")
    checked = jobs.look(safekeeping.CHECK)
    if checked is not None and checked.result is not None and checked.finished.is_set():
        if not checked.result:
            st.success("校验完毕：留存文件、结构、操作日志、报送对应、计数全部相符。", icon=":material/verified:")
        else:
            st.error(f"校验发现 {len(checked.result)} 处不对，请不要删除任何备份，并联系技术支持：")
            tables.show({"哪里不对": [fault.says for fault in checked.result]}, key="faults", alt="校验发现的问题")
            tables.export(
                "校验结果",
                {"哪里不对": [fault.says for fault in checked.result]},
                key="faults",
                viewer=viewer,
                view=view,
            )


with st.container(horizontal=True):
    if st.button("立即备份", type="primary", icon=":material/backup:", disabled=running):
        safekeeping.now(store(), require("backup"))
        st.rerun()
    if st.button("校验数据", icon=":material/verified_user:", disabled=running):
        safekeeping.check(store(), require("backup"))
        st.rerun()
following()
if held:
    columns = {
        "备份时间（已校验）": [f"{each.made_at:%Y-%m-%d %H:%M:%S}" for each in held],
        "最近报送": [each.last_received or "" for each in held],
        "台账份数": [f"{each.counts['submission']:,}" for each in held],
        "大小（兆字节）": [words.megabytes(each.size) for each in held],
        "结构号": [f"{each.schema:04}" for each in held],
    }
    files = {"文件": [each.file.name for each in held], "校验值": [each.sha256 for each in held]}
    tables.show(columns, key="backups", alt=f"{len(held)} 份备份", rows=8)
    tables.export("备份清单", columns | files, key="backups", viewer=viewer, view=view)
else:
    empty.nothing("备份做好以后，这里列出时间、大小和校验结果。")
with st.container(border=True):
    st.markdown(
        "**需要恢复时，不用着急**：恢复只会另建一个新文件，不会覆盖任何数据。\n\n"
        "1. 停下看板；把原来的数据文件改名保存，不要删除。\n"
        "2. 运行 `python -m data_layer restore 备份文件 --to 新数据文件`：先校验，再报告行数和最近一次报送日期。\n"
        "3. 运行 `python -m data_layer verify`，全部相符后启动看板。\n"
        "4. 备份以后报送的台账请支部重新报送，重复报送不会重复记。"
    )
    st.caption(
        "看板开着时每天自动备份一次，每收到 50 份台账再备份一次，保留最近 14 份。"
        "备份里有个人信息，请和数据文件一样保管；"
        "每周拷一份到另一台机器或移动硬盘。"
    )
