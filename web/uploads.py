"""Bounds on files being sent: how many at once, how long each, how much is held until its page has taken it.

Streamlit bounds a file (``server.maxUploadSize``), not their number, and keeps each until its page is closed.
"""

from collections import Counter, OrderedDict

import anyio
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.runtime import get_instance
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

from web import gate

_BELOW = "/_stcore/upload_file/"
AT_ONCE = 48  #: in the whole dashboard
EACH_AT_ONCE = 8  #: of one sign-in; of many files chosen together a browser sends six at once
SECONDS = 120.0  #: for one file; 20 MB at 1.4 Mbit/s
HELD_EACH = 200 << 20  #: bytes of one sign-in; beyond it the oldest are let go
HELD = 600 << 20  #: bytes of everybody; beyond it nothing is taken


class Uploads:
    """ASGI middleware inside the gate: only who is signed in comes here."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._sending: Counter[str] = Counter()
        self._sent: OrderedDict[tuple[str, str], str] = OrderedDict()  # (page's session, file) → whose, oldest first

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "PUT" or not scope["path"].startswith(_BELOW):
            await self.app(scope, receive, send)
            return
        whose = HTTPConnection(scope).cookies.get(gate.COOKIE, "")
        if self._sending.total() >= AT_ONCE or self._sending[whose] >= EACH_AT_ONCE or self._held() >= HELD:
            busy = PlainTextResponse("同时上传的文件太多，请稍后再传。", 503, {"Retry-After": "10"})
            await busy(scope, receive, send)
            return
        self._sending[whose] += 1
        try:
            await self._timed(scope, receive, send)
        finally:
            self._sending[whose] -= 1
            self._sending += Counter()  # forgets those at nothing
            session, _, file = scope["path"].removeprefix(_BELOW).partition("/")
            self._sent[session, file] = whose
            self._let_go(whose)

    async def _timed(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        with anyio.move_on_after(SECONDS) as limit:
            await self.app(scope, receive, watched)
        if limit.cancelled_caught and not begun:
            late = PlainTextResponse("上传太慢，没有收下。请检查网络后再传。", 408, {"Connection": "close"})
            await late(scope, receive, send)

    def _held(self) -> int:
        return sum(len(each.data) for files in list(_manager().file_storage.values()) for each in list(files.values()))

    def _let_go(self, whose: str) -> None:
        """Keep of one sign-in the latest files within the bound, and forget whatever is no longer held."""
        manager, room = _manager(), HELD_EACH
        for (session, file), owner in reversed(list(self._sent.items())):
            found = manager.get_files(session, [file])
            if not found:
                del self._sent[session, file]
            elif owner == whose:
                room -= len(found[0].data)
                if room < 0:
                    manager.remove_file(session, file)
                    del self._sent[session, file]


def _manager() -> MemoryUploadedFileManager:
    manager = get_instance().uploaded_file_mgr
    assert isinstance(manager, MemoryUploadedFileManager)
    return manager
