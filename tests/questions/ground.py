"""A store with facts put in by hand, for what no demo district raises. Two committees of two branches each."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from data_layer.access import Grant, Viewer
from data_layer.store import Store
from data_layer.store.engine import dumps

DAY = date(2026, 11, 20)
ROOT, EAST, WEST = 1, 2, 3
A, B, C, D = 11, 12, 21, 22  # branches: A and B below EAST, C and D below WEST
NAMES = {ROOT: "区委组织部", EAST: "东街道党工委", WEST: "西街道党工委"}
NAMES |= {A: "甲村党支部", B: "乙村党支部", C: "丙社区党支部", D: "丁社区党支部"}
Q3 = 2026 * 4 + 2


def viewer(role: str, org: int) -> Viewer:
    """Somebody with a role on an organisation."""
    return Viewer(7, role, (Grant(role, org),), display_name=role)


@dataclass
class Ground:
    """Ledgers by hand: every method appends rows as accepting a ledger would."""

    store: Store = field(default_factory=lambda: Store(":memory:"))
    _row: int = 1

    def __post_init__(self) -> None:
        above = {EAST: ROOT, WEST: ROOT, A: EAST, B: EAST, C: WEST, D: WEST}
        with self.store.write(datetime(2025, 1, 2)) as w:
            w.append(
                "organisation_event",
                [
                    {
                        "event": w.next_id("event"), "org": org, "kind": "found", "day": date(2000, 1, 1),
                        "code": f"{org}", "name": name, "parent": above.get(org), "is_unit": org in (EAST, WEST),
                        "type": "党支部" if org > WEST else "党工委" if org > ROOT else "区委",
                    }
                    for org, name in NAMES.items()
                ],
            )  # fmt: skip
            w.append(
                "parameter_event",
                [
                    {"event": w.next_id("event"), "org": ROOT, "name": "start_quarter", "value": "2026Q1",
                     "valid_from": date(2025, 1, 1)}
                ],
            )  # fmt: skip

    def ledger(self, org: int, quarter: int = Q3, received: date = date(2026, 10, 8), sha: str = "") -> tuple[int, int]:
        """A ledger handed in; gives (org, submission)."""
        with self.store.write(datetime(received.year, received.month, received.day, 9)) as w:
            number = w.next_id("submission")
            w.append(
                "submission",
                [
                    {
                        "submission": number, "org": org, "quarter": quarter, "received_on": received, "form": "1",
                        "layout": "register", "file_sha256": sha or f"sha{number}", "file_name": "台账.xlsx",
                        "custodian_named": True, "cover_cells": "{}",
                    }
                ],
            )  # fmt: skip
        return org, number

    def _add(self, table: str, ledger: tuple[int, int], sheet: str, **cells: Any) -> int:
        self._row += 1
        with self.store.write() as w:
            w.append(
                table, [{"org": ledger[0], "submission": ledger[1], "sheet": sheet, "row": self._row, **cells}]
            )  # fmt: skip
        return self._row

    def person(self, ledger: tuple[int, int], person: int, number: bool = True, **cells: Any) -> int:
        """A row of 基本信息 and who it is."""
        with self.store.write() as w:
            w.append(
                "person_identity",
                [{"person": person, "org": ledger[0], "submission": ledger[1], "name": f"测试{person}",
                  "name_key": f"测试{person}", "id_hash": f"hash{person}" if number else None}],
            )  # fmt: skip
        return self._add(
            "member_row", ledger, "基本信息", person=person, **{"complete": True, "phone_valid": True} | cells
        )

    def stay(
        self, ledger: tuple[int, int], spell: int, person: int, start: date, direction: str = "流出", named: str = "",
        **cells: Any,
    ) -> int:  # fmt: skip
        """A row of 管理信息, with the text of 流入地党组织."""
        usual = {
            "complete": True, "start_month": False, "end_month": False, "place_filled": True, "unit_filled": True,
            "certificate_numbered": False, "no_certificate_reason": False, "contact_phone_valid": True,
            "contact_is_member": False, "receiving_filled": bool(named),
        }  # fmt: skip
        row = self._add(
            "spell_row", ledger, "管理信息", spell=spell, person=person, start_on=start, direction=direction,
            **usual | cells,
        )  # fmt: skip
        with self.store.write() as w:
            text = dumps({"流入地党组织": named})
            w.append(
                "row_text",
                [{"org": ledger[0], "submission": ledger[1], "sheet": "管理信息", "row": row, "kind": "管理信息",
                  "person": person, "cells": text}],
            )  # fmt: skip
        return row

    def contact(self, ledger: tuple[int, int], person: int | None, day: date, words: int = 0, **cells: Any) -> int:
        """A row of 联系记录; ``words`` stands for what was talked about."""
        usual = {
            "tie": "one", "month": False, "row_hash": hash((day, words)) % 2**60, "method": "电话", "content_length": 9,
            "content_hash": words or None, "occasion": "日常联系", "reached": True,
        }  # fmt: skip
        return self._add("contact_row", ledger, "联系记录", person=person, day=day, **usual | cells)

    def certificate(self, ledger: tuple[int, int], person: int, day: date, item: str, **cells: Any) -> int:
        """A row of 活动证与返乡."""
        usual = {
            "tie": "one", "month": False, "row_hash": 1, "numbered": True, "handler_filled": True,
            "record_filled": True, "problem": False,
        }  # fmt: skip
        return self._add(
            "certificate_row", ledger, "活动证与返乡", person=person, day=day, item=item, **usual | cells
        )  # fmt: skip

    def care(self, ledger: tuple[int, int], person: int | None, day: date, kind: str, **cells: Any) -> int:
        """A row of 关爱帮扶."""
        usual = {"tie": "one", "month": False, "row_hash": hash((day, kind)) % 2**60}
        return self._add("care_row", ledger, "关爱帮扶", person=person, day=day, kind=kind, **usual | cells)

    def expense(self, ledger: tuple[int, int], day: date, amount: int) -> int:
        """A row of 经费使用."""
        return self._add("expense_row", ledger, "经费使用", day=day, month=False, row_hash=1, amount=Decimal(amount))

    def allocate(self, branch: int, year: int, amount: int | None) -> None:
        """Money for a branch; None takes the branch's last allocation of the year back."""
        given = {
            "org": EAST,
            "branch": branch,
            "year": year,
            "day": date(year, 2, 1),
            "recorded_at": datetime(year, 2, 1),
        }
        with self.store.write() as w:
            if amount is None:
                last = f"SELECT max(event) AS event FROM fund_event WHERE branch = {branch} AND year = {year}"
                given |= {"kind": "void", "voids": self.store.composed_rows(last)[0]["event"]}
            else:
                given |= {"kind": "allocated", "amount": Decimal(amount)}
            w.append("fund_event", [{"event": w.next_id("event"), **given}])


def days_after(start: date, count: int) -> list[date]:
    """``count`` days from a day on."""
    return [start + timedelta(days=number) for number in range(count)]
