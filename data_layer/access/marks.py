"""What files that leave and pages that take something in bear, in one wording each."""

from datetime import datetime

from data_layer import clock
from data_layer.access.viewer import Viewer

#: On sign-in, beside every upload, in every template.
CLASSIFIED = "本系统不是涉密系统，不得录入、上传涉密信息（国家秘密、工作秘密）。"
_LONGEST_SCOPE = 60


def watermark(by: str, at: datetime, scope: str) -> str:
    """Who took a file, when, and what it covers."""
    return f"{by} {at:%Y-%m-%d %H:%M} 导出 · {scope[:_LONGEST_SCOPE]} · 仅限工作使用，不得外传"


def watermark_of(viewer: Viewer, scope: str) -> str:
    """The watermark of a file that somebody takes now."""
    return watermark(viewer.display_name or viewer.name, clock.now(), scope)


def in_excel(mark: str) -> str:
    """A watermark as the header of a sheet, small and in the middle."""
    return "&C&8" + " " + mark.replace("&", "&&") if mark else ""
