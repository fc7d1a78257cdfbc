"""Reminders by mail: the office's mailboxes, the sending in the background, what came of it."""

import streamlit as st

from data_layer.access import NoAccess, Viewer, mask_text
from data_layer.assessment.view import View
from data_layer.organisations import tree
from data_layer.oversight.reminders import mail
from data_layer.oversight.writing import OversightProblem
from pages.parts import dialogs, drawer, words
from web import jobs
from web.gate import require, store

WORDS = {"sent": "● 已发", "claimed": "正在发", "failed": "◆ 没有发出"}
_SAID = "mailing_said"


def done() -> None:
    """Say what was just recorded."""
    if said := st.session_state.pop(_SAID, None):
        st.success(words.escaped(said), icon=":material/check_circle:")


def buttons(viewer: Viewer, view: View) -> None:
    """Send today's mails, or say why not; the mailboxes."""
    st.button("邮箱", icon=":material/contact_mail:", on_click=drawer.replace, args=({"ask": "mailboxes"},))
    try:
        through = mail.server()
    except OversightProblem as problem:
        st.caption(words.escaped(str(problem)))
        return
    if through is None:
        st.caption("没有设邮件服务器：可以复制下面的文字发到微信群、短信。要发邮件，请管理员按使用手册设置。")
        return
    name = f"reminders {viewer.account} {view.org}"
    job = jobs.look(name)
    if job is None:
        st.button("发邮件", icon=":material/send:", type="primary", on_click=_start, args=(name, viewer, view, through),
                  help="每个支部一天至多一封；没有到期事项的不发")  # fmt: skip
    elif not job.finished.is_set():
        _follow(name)
    else:
        jobs.put_away(name)
        if job.problem:
            st.error(words.escaped(job.problem), icon=":material/error:")
        else:
            sent: mail.Sent = job.result
            rest = words.some(
                (sent.failed, "{} 封没有发出，可以再发"), (sent.again, "{} 个支部今天已发过"),
                (sent.unknown, "{} 个支部没有邮箱"),
            )  # fmt: skip
            st.success(f"发了 {sent.sent} 封{f'，{rest}' if rest else ''}。", icon=":material/check_circle:")


def _start(name: str, viewer: Viewer, view: View, through: mail.Server) -> None:
    data = store()

    def work(progress: jobs.Progress) -> mail.Sent:
        return mail.send(data, viewer, view, through, progress)

    jobs.start(name, viewer.account, work, told=(NoAccess, OversightProblem))


@st.fragment(run_every=1)
def _follow(name: str) -> None:
    require("review")
    job = jobs.look(name)
    if job is None or job.finished.is_set():
        st.rerun()
        return
    st.progress(job.share, f"正在发：{job.done}/{job.total or '…'}　{words.escaped(job.doing)}")


def _close() -> None:
    st.query_params.pop("ask", None)


def show(view: View) -> None:
    """Draw the dialog the URL asks for."""
    if st.query_params.get("ask") == "mailboxes":
        dialogs.dialog("提醒邮箱", on_dismiss=_close)(_mailboxes)(view)


def _mailboxes(view: View) -> None:
    viewer = require("review")  # a dialog runs again without the page
    known, now = mail.addresses(store(), viewer, view), tree(store())
    st.caption(f"{len(known)}/{len(now.branches(view.org))} 个支部设了邮箱。请用单位邮箱。")
    for org, address in list(known.items())[:12]:
        st.text(f"{now.by_id[org].code}　{now.by_id[org].name}　{mask_text(address)}")
    given = st.text_area("每行一个：党组织代码 邮箱", height=140, placeholder="0991003003 zhibu3@example.cn",
                         help="可以从 Excel 粘贴两列；只写代码是取消")  # fmt: skip
    if not st.button("保存", type="primary", disabled=not given.strip()):
        return
    try:
        many = mail.set_addresses(store(), viewer, given)
    except (OversightProblem, NoAccess) as refused:
        st.error(words.escaped(str(refused)), icon=":material/error:")
        return
    st.session_state[_SAID] = f"改了 {many} 个邮箱。"
    _close()
    st.rerun()
