"""What stands around every page: the menu by role, and who is signed in."""

from html import escape

import streamlit as st

from data_layer.access import ROLE_NAMES, Viewer
from data_layer.organisations import tree
from web import gate, site
from web.index import ASSETS

_SIDEBAR = 232  # pixels: leaves 1130 of an office monitor's 1366 to the page
_STYLE = """
<style>
[data-testid="stCaptionContainer"] { color: inherit; opacity: .75; }
@page { size: A4 landscape; margin: 10mm; }
@media print {
  .stSidebar, .stAppHeader, .stAppToolbar, .stStatusWidget, .stDownloadButton, .st-key-bar .stPopover,
  [data-testid="stIconMaterial"], [data-testid="stTooltipIcon"] { display: none !important; }
  .stApp, .stMain { position: static !important; overflow: visible !important; }
  .stMainBlockContainer { padding: 2px; }
  /* an open drawer is what is printed, not the page behind it */
  body:has([role="dialog"]) .stMain { display: none; }
  div:has(> [role="dialog"]), [role="dialog"] {
    position: static !important; height: auto !important; max-height: none !important; overflow: visible !important;
    transform: none !important; box-shadow: none !important;
  }
}
</style>
"""
# The dark theme's primary colour carries white words on buttons; as words on a dark ground it is too weak.
# (light-dark() would not do: dialogs stand outside the element that says which of the two it is.)
_DARK = """
<style>
button[role="radio"][aria-checked="true"] p, .st-key-road strong .stMarkdownColoredText { color: #f2a7ac !important; }
</style>
"""
_ACCOUNT = """
<style>
.account {{ font-size: .875rem; line-height: 1.5; }}
.account p {{ margin: 0 0 .5rem; }}
.account form {{ display: inline; margin: 0; }}
.account button {{ font: inherit; color: inherit; background: none; border: 0; padding: 0; text-decoration: underline;
  cursor: pointer; }}
.account a {{ color: inherit; margin-right: 1rem; }}
</style>
<div class="account">
<p><strong>{name}</strong><br>{roles}</p>
<a href="/auth/account" target="_self">我的账号</a><form method="post" action="/auth/logout">
<button type="submit">退出登录</button></form>
</div>
"""


def render() -> None:
    """One run of the whole page: who, menu, page."""
    icon = str(ASSETS / "icon.png")
    st.set_page_config(page_title=site.TITLE, page_icon=icon, layout="wide", initial_sidebar_state=_SIDEBAR)
    viewer = gate.current()
    if viewer is None:
        # every address stays as it is, so that a refresh after signing in elsewhere comes back to it
        names = ["home", *(screen.name for screen in site.screens())]
        pages = [st.Page(gate.expired, title="登录已失效", url_path=name, default=name == "home") for name in names]
        st.navigation(pages, position="hidden").run()
        return
    st.logo(icon, size="large")
    st.html(_STYLE + _DARK if st.context.theme.type == "dark" else _STYLE)
    page = st.navigation(_pages(viewer), expanded=True)
    with st.sidebar:
        st.html(_ACCOUNT.format(name=escape(viewer.display_name or viewer.name), roles=_roles(viewer)))
    page.run()


def _pages(viewer: Viewer) -> dict[str, list[st.Page]]:
    """Every page has its address for everybody; the menu shows a role's own. The page itself says no."""
    menu = site.menu(viewer)
    shown = {screen.name for entries in menu.values() for screen in entries}
    pages = {"": [st.Page(_home, title="首页", url_path="home", default=True, visibility="hidden")]}
    pages[""] += [_page(screen, "hidden") for screen in site.screens() if screen.name not in shown]
    return pages | {section: [_page(screen, "visible") for screen in entries] for section, entries in menu.items()}


def _page(screen: site.Screen, visibility: str) -> st.Page:
    icon = f":material/{screen.icon}:"
    return st.Page(str(screen.file), title=screen.title, icon=icon, url_path=screen.name, visibility=visibility)  # type: ignore[arg-type]


def _home() -> None:
    """The bare address inside a running page: go where this role begins."""
    viewer = gate.require()
    screen = site.home(viewer)
    if screen is None:
        st.info("您的账号目前没有可以使用的页面，请联系管理员。")
        st.stop()
    st.switch_page(str(screen.file), query_params=st.query_params.to_dict())


def _roles(viewer: Viewer) -> str:
    """The viewer's roles and where, as escaped HTML."""
    by_id = tree(gate.store()).by_id
    lines = []
    for grant in viewer.grants:
        if grant.role in viewer.roles:
            where = f" · {by_id[grant.org].name}" if grant.org in by_id else ""
            lines.append(escape(ROLE_NAMES[grant.role] + where))
    return "<br>".join(dict.fromkeys(lines))
