"""What a browser says to the dashboard, without the browser: Streamlit's own messages over a real websocket."""

import asyncio
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from web import gate

_PATIENCE = 60.0  # seconds after which an answer counts as missing
_AGAIN = ForwardMsg.FINISHED_EARLY_FOR_RERUN
# the server lets go of an idle connection while the client may just be using it again
_NONE_KEPT = httpx.Limits(max_keepalive_connections=0)
_XSRF = "_streamlit_xsrf"


class Fault(Exception):
    """The dashboard did not do what a user would expect; the message says where."""


@dataclass
class Shown:
    """What a run of a page showed, as far as a user's hands need it."""

    buttons: dict[str, Any] = field(default_factory=dict)  #: label → Streamlit's button
    uploaders: dict[str, Any] = field(default_factory=dict)  #: label → its uploader
    text: list[str] = field(default_factory=list)  #: sentences
    size: int = 0  #: bytes of all messages

    def says(self, words: str) -> bool:
        """Whether some sentence holds these words."""
        return any(words in each for each in self.text)


class Line:
    """One tab of a browser, signed in: ``async with Line(port, token) as line``.

    Counts nothing itself; each call returns when the page has been drawn. Raises :class:`Fault`, ``TimeoutError`` and
    what the connection raises.
    """

    def __init__(self, port: int, token: str) -> None:
        self._here, self._token = f"http://127.0.0.1:{port}", token
        self._ws: ClientConnection | None = None
        self._http = httpx.AsyncClient(
            base_url=self._here, cookies={gate.COOKIE: token}, timeout=_PATIENCE, limits=_NONE_KEPT
        )
        self._session, self._page = "", ""

    async def __aenter__(self) -> Self:
        await self._http.get("/_stcore/health")  # sets the cookie against forged requests, as in a browser
        headers = {"Cookie": f"{gate.COOKIE}={self._token}"}
        place = f"{self._here.replace('http', 'ws', 1)}/_stcore/stream"
        self._ws = await connect(place, origin=self._here, additional_headers=headers, max_size=None)  # type: ignore[arg-type]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()
        if self._ws is not None:
            await self._ws.close()

    async def fetch(self, path: str) -> int:
        """The status of an ordinary request (the frame of a page, as on opening it)."""
        return (await self._http.get(path)).status_code

    async def open(self, page: str) -> Shown:
        """Turn to a page of the menu and wait until it is drawn."""
        self._page = page
        return await self._run(BackMsg())

    async def press(self, button: Any) -> Shown:
        """Press a button of what was shown."""
        message = BackMsg()
        state = message.rerun_script.widget_states.widgets.add(id=button.id)
        state.trigger_value = True
        return await self._run(message)

    async def put(self, uploader: Any, name: str, content: bytes) -> Shown:
        """Put a file into an uploader and wait until what the page says of it is drawn."""
        found, status = await self.send(name, content)
        if status != 204:
            raise Fault(f"upload: {status}")
        message = BackMsg()
        state = message.rerun_script.widget_states.widgets.add(id=uploader.id)
        info = state.file_uploader_state_value.uploaded_file_info.add(name=name, size=len(content))
        info.file_id = found.file_id
        info.file_urls.CopyFrom(found)
        return await self._run(message)

    async def send(self, name: str, content: bytes) -> tuple[Any, int]:
        """Send a file for the page that is open: Streamlit's number for it, and the answer's status."""
        assert self._ws is not None
        message = BackMsg()
        message.file_urls_request.request_id = name
        message.file_urls_request.file_names.append(name)
        message.file_urls_request.session_id = self._session
        await self._ws.send(message.SerializeToString())
        async with asyncio.timeout(_PATIENCE):
            while True:
                answer = await self._next()
                if answer.WhichOneof("type") == "file_urls_response":
                    break
        found = answer.file_urls_response.file_urls[0]
        headers = {"X-Xsrftoken": self._http.cookies.get(_XSRF, "").strip('"'), "Origin": self._here}
        sent = await self._http.put(found.upload_url, files={"file": (name, content)}, headers=headers)
        return found, sent.status_code

    async def _next(self) -> ForwardMsg:
        assert self._ws is not None
        answer = ForwardMsg()
        answer.ParseFromString(await self._ws.recv())  # type: ignore[arg-type]
        return answer

    async def _run(self, message: BackMsg) -> Shown:
        assert self._ws is not None
        message.rerun_script.page_name = self._page
        message.rerun_script.context_info.url = f"{self._here}/{self._page}"
        await self._ws.send(message.SerializeToString())
        shown = Shown()
        async with asyncio.timeout(_PATIENCE):
            while True:
                answer = await self._next()
                shown.size += answer.ByteSize()
                kind = answer.WhichOneof("type")
                if kind == "script_finished" and answer.script_finished != _AGAIN:
                    break
                if kind == "new_session":
                    self._session = answer.new_session.initialize.session_id
                    shown = Shown(size=shown.size)
                if kind == "delta":
                    _take(answer.delta.new_element, shown)
        if fault := next((each for each in shown.text if "页面出错" in each or "登录已失效" in each), None):
            raise Fault(f"{self._page}: {fault[:40]}")
        return shown


def _take(element: Any, shown: Shown) -> None:
    kind = element.WhichOneof("type")
    if kind == "button":
        shown.buttons[element.button.label] = element.button
    elif kind == "file_uploader":
        shown.uploaders[element.file_uploader.label] = element.file_uploader
    elif kind in ("markdown", "alert", "text"):
        shown.text.append(getattr(element, kind).body)
