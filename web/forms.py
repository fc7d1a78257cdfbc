"""The few pages that stand outside Streamlit: sign-in, first start, password, and plain messages.

Plain HTML without script. Everything that comes from outside is escaped here.
"""

from collections.abc import Sequence
from html import escape

from starlette.responses import HTMLResponse

from data_layer.access.marks import CLASSIFIED
from data_layer.access.opened import Opened
from web.site import TITLE

_PAGE = """<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title} · {product}</title>
<link rel="icon" href="/favicon.png" type="image/png">
<link rel="stylesheet" href="/assets/forms.css">
</head>
<body>
<main>
<p class="product">{product}</p>
<h1>{title}</h1>
{body}
</main>
</body>
</html>
"""


def page(title: str, body: str, status: int = 200) -> HTMLResponse:
    """A whole page. ``body`` is HTML made here; ``title`` is escaped."""
    text = _PAGE.format(title=escape(title), product=TITLE, body=body)
    return HTMLResponse(text, status, headers={"Cache-Control": "no-store"})


def message(title: str, sentence: str, status: int = 200, link: tuple[str, str] = ("/", "回到首页")) -> HTMLResponse:
    """A page that says one thing and where to go next."""
    address, words = link
    body = f'<p>{escape(sentence)}</p>\n<p><a class="button" href="{escape(address)}">{escape(words)}</a></p>'
    return page(title, body, status)


def sign_in(
    next_page: str,
    problem: str = "",
    name: str = "",
    status: int = 200,
    note: str = "",
    *,
    oidc: str = "",
    vouched: str = "",
) -> HTMLResponse:
    """The sign-in page. ``oidc``: where the way to the provider begins; ``vouched``: whom the gateway names."""
    body = _form(
        "/auth/login",
        _note(note)
        + _problem(problem)
        + _hidden("next", next_page)
        + _field("name", "账号", "text", "username", value=name, focus=not name)
        + _field("password", "密码", "password", "current-password", focus=bool(name))
        + _button("登录"),
    )
    if oidc:
        body += f'\n<p><a class="button" href="{escape(oidc)}">用统一身份认证登录</a></p>'
    if vouched:
        words = f"以“{escape(vouched)}”的身份进入（单位登录网关）"
        body += "\n" + _form("/auth/proxy", _hidden("next", next_page) + _button(words))
    body += f'\n<p class="hint">{escape(CLASSIFIED)}</p>'
    return page("登录", body + '\n<p class="hint">忘记密码，请联系上级党组织的管理员重置。</p>', status)


def first_start(shortest: int, problem: str = "", name: str = "", status: int = 200) -> HTMLResponse:
    """The very first page: make the administrator. ``shortest``: letters a password has at least."""
    body = "<p>第一次使用。请先建立管理员账号，它负责党组织、账号和考核口径，看不到党员个人信息。</p>\n" + _form(
        "/auth/login",
        _problem(problem)
        + _hidden("first", "1")
        + _field(
            "name", "管理员账号", "text", "username", value=name, focus=not name, hint="2 到 40 个汉字、字母或数字"
        )
        + _field("password", "密码", "password", "new-password", focus=bool(name), hint=_rule(shortest))
        + _field("again", "再输一遍密码", "password", "new-password")
        + _button("建立管理员并登录"),
    )
    return page("首次使用", body, status)


def change_password(
    name: str, next_page: str, forced: bool, shortest: int, problem: str = "", status: int = 200
) -> HTMLResponse:
    """Change one's own password; ``forced``: it was set by somebody else. The name is there for password managers."""
    why = "这是管理员为您设置的初始密码，请先改成只有您自己知道的密码。" if forced else ""
    body = _form(
        "/auth/password",
        _note(why)
        + _problem(problem)
        + _hidden("next", next_page)
        + f'<input type="text" name="name" autocomplete="username" value="{escape(name)}" hidden>\n'
        + _field("old", "初始密码" if forced else "原密码", "password", "current-password", focus=True)
        + _field("password", "新密码", "password", "new-password", hint=_rule(shortest))
        + _field("again", "再输一遍新密码", "password", "new-password")
        + _button("修改密码"),
    )
    back = '\n<p class="hint"><a href="/">不修改，回到首页</a></p>'
    leave = '\n<form method="post" action="/auth/logout"><button class="plain" type="submit">退出登录</button></form>'
    return page("修改密码", body + (leave if forced else back), status)


def account(name: str, opened: Sequence[Opened], said: str = "", *, password: bool = True) -> HTMLResponse:
    """One's own account: where it is signed in, each of these to be ended; the way to a new password, if it has one."""
    rows = "".join(
        f'<tr><td><span translate="no">{escape(each.browser)}</span><br><small>{escape(each.address)}</small></td>'
        f"<td>{each.created:%m-%d %H:%M} 登录<br><small>{each.seen:%m-%d %H:%M} 用过</small></td>"
        f"<td>{'本页' if each.here else _end(each.key)}</td></tr>\n"
        for each in opened
    )
    others = sum(not each.here for each in opened)
    found = f"现在有 {len(opened)} 处登录着这个账号" + ("，不认得的请退出并修改密码。" if others else "，就是本页。")
    body = (
        _note(said)
        + f'<p>{escape(name)}：{found}</p>\n<table class="sessions"><caption>登录着的地方</caption>\n{rows}</table>\n'
        + (_form("/auth/sessions", _hidden("all", "1") + _button("退出其他各处")) if others else "")
        + ('<p><a class="button" href="/auth/password">修改密码</a></p>\n' if password else "")
        + '<p class="hint"><a href="/">回到首页</a></p>'
    )
    return page("我的账号", body)


def _end(key: str) -> str:
    fields = _hidden("session", key) + '<button class="plain" type="submit">退出</button>\n'
    return _form("/auth/sessions", fields)


def _rule(shortest: int) -> str:
    return f"至少 {shortest} 个字符，不要用账号名、生日、电话；几个不相干的词连在一起就很好"


def _form(action: str, inner: str) -> str:
    return f'<form method="post" action="{action}">\n{inner}</form>'


def _note(text: str) -> str:
    return f'<p class="note">{escape(text)}</p>\n' if text else ""


def _problem(text: str) -> str:
    return f'<p class="problem" role="alert">{escape(text)}</p>\n' if text else ""


def _hidden(name: str, value: str) -> str:
    return f'<input type="hidden" name="{name}" value="{escape(value)}">\n'


def _field(
    name: str, label: str, kind: str, complete: str, *, value: str = "", focus: bool = False, hint: str = ""
) -> str:
    told = f' aria-describedby="{name}-hint"' if hint else ""
    field = (
        f'<label for="{name}">{label}</label>\n<input id="{name}" name="{name}" type="{kind}" required '
        f'autocomplete="{complete}" maxlength="200" value="{escape(value)}"{told}{" autofocus" if focus else ""}>\n'
    )
    return field + (f'<p class="hint" id="{name}-hint">{hint}</p>\n' if hint else "")


def _button(words: str) -> str:
    return f'<button type="submit">{words}</button>\n'
