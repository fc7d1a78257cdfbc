"""What is left of a name, number or text after masking."""

import pytest

from data_layer.access import mask_id, mask_name, mask_phone, mask_text


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("王小明", "王*明"),
        ("王明", "王*"),
        ("欧阳小明", "欧**明"),
        ("王", "*"),
        ("", ""),
        ("阿依古丽·买买提", "阿******提"),
    ],
)
def test_name(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("990101199001011234", "990101**********34"),
        ("99010119900101123X", "990101**********3X"),
        ("990", "9**"),
        ("", ""),
    ],
)
def test_id(number: str, masked: str) -> None:
    assert mask_id(number) == masked


@pytest.mark.parametrize(
    ("number", "masked"), [("13800001234", "138****1234"), ("66221234", "******34"), ("12", "**"), ("", "")]
)
def test_phone(number: str, masked: str) -> None:
    assert mask_phone(number) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("电话13800001234，已联系", "电话138****1234，已联系"),
        ("证号 990101199001011234。", "证号 990101**********34。"),
        ("证号99010119900101123x", "证号990101**********3x"),
        ("座机 021-66221234", "座机 021-******34"),
        ("二季度缴纳党费 120 元，凭证 20260315", "二季度缴纳党费 120 元，凭证 20260315"),
    ],
)
def test_text(text: str, masked: str) -> None:
    assert mask_text(text) == masked
