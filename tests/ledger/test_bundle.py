"""Folders and zips taken apart: whatever a mailbox holds, each file by itself, none opened before its turn."""

import io
import zipfile

import pytest

from data_layer.books.neutral import MAX_BYTES, Unreadable
from data_layer.ledger import bundle
from data_layer.ledger.bundle import distinct, put_together, taken_apart


def zipped(*members: tuple[str, bytes], compressed: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compressed) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return buffer.getvalue()


def code(content: bytes, name: str = "a.zip") -> str:
    (piece,) = taken_apart(name, content)
    with pytest.raises(Unreadable) as trouble:
        piece.read()
    return trouble.value.code


def test_each_member_by_its_name_and_what_programs_leave_behind_passed_over() -> None:
    content = zipped(
        ("台账/一.xlsx", b"1"), ("台账/~$一.xlsx", b"x"), ("__MACOSX/台账/._一.xlsx", b"x"), ("台账/.DS_Store", b"x"),
        ("台账/", b""), ("二.xls", b"2"),
    )  # fmt: skip
    assert [(each.name, each.read()) for each in taken_apart("邮件.ZIP", content)] == [
        ("邮件.ZIP/台账/一.xlsx", b"1"), ("邮件.ZIP/二.xls", b"2"),
    ]  # fmt: skip


def test_a_workbook_is_a_zip_that_is_not_taken_apart() -> None:
    content = zipped(("xl/workbook.xml", b"<workbook/>"))
    assert [(each.name, each.read()) for each in taken_apart("a.xlsx", content)] == [("a.xlsx", content)]


def test_names_that_a_chinese_windows_wrote() -> None:
    content = bytearray(zipped(("AAAAAAAAA.xlsx", b"1")))
    name = "第一支部".encode("gb18030") + b"1"
    content = bytes(content).replace(b"AAAAAAAAA", name)
    assert [each.name for each in taken_apart("a.zip", content)] == ["a.zip/第一支部1.xlsx"]


def test_what_cannot_be_opened_says_so_in_its_turn() -> None:
    assert code(b"Rar!\x1a") == code(b"PK\x03\x04 broken") == "bundle_damaged"
    assert code(zipped()) == "bundle_empty"
    assert code(zipped(("b.zip", zipped(("a.xlsx", b"1"))))) == "bundle_in_bundle"
    locked = bytearray(zipped(("a.xlsx", b"1")))
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    assert code(bytes(locked)) == "bundle_encrypted"
    torn = bytearray(zipped(("a.xlsx", b"1" * 500), compressed=zipfile.ZIP_STORED))
    torn[100] ^= 1
    assert code(bytes(torn)) == "bundle_damaged"


def test_a_member_is_never_unpacked_beyond_the_limit_of_one_file() -> None:
    (piece,) = taken_apart("a.zip", zipped(("a.xlsx", bytes(3 * MAX_BYTES))))
    assert len(piece.read()) == MAX_BYTES + 1


def test_too_many_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle, "MOST_FILES", 2)
    assert code(zipped(*((f"{number}.xlsx", b"") for number in range(3)))) == "bundle_too_many"
    assert code(b"PK\x01\x02" * 200_001) == "bundle_too_many"


def test_put_together_under_plain_names_of_their_own() -> None:
    content = put_together([("甲.xlsx", b"1"), ("甲.xlsx", b"2"), ("../../甲.xlsx", b"3"), ("a:\\乙.xlsx", b"4")])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {
            "甲.xlsx": b"1", "甲（2）.xlsx": b"2", "_.._甲.xlsx": b"3", "a__乙.xlsx": b"4",
        }  # fmt: skip
    assert distinct("名字", {"名字"}) == "名字（2）"
