"""Which passwords do, and how they are kept."""

import pytest

from data_layer.access import passwords
from data_layer.access.passwords import WeakPassword, check_rules

GOOD = ["correct-horse-77", "东湖边上三棵柳树和一条狗", "k4wn-ar8s-t2zu", "Quiet River Under Snow"]
BAD = [
    "short-one",
    "",
    "1234567890",
    "0987654321",
    "qwertyuiop",
    "aaaaaaaaaaaa",
    "abababababab",
    "password123",
    "P@ssword2026",
    "dangyuan2026!",
    "19800101198",
    "1980-01-01-99",
    "990101199001011234",
    "13800001234",
    "zhangsan_admin",
    "zhangsan_admin1",
    "x" * 201,
]


@pytest.mark.parametrize("password", GOOD)
def test_good(password: str) -> None:
    check_rules(password, "zhangsan_admin", 10)


@pytest.mark.parametrize("password", BAD)
def test_bad(password: str) -> None:
    with pytest.raises(WeakPassword) as refused:
        check_rules(password, "zhangsan_admin", 10)
    assert str(refused.value).endswith("。")


def test_generated_ones_do() -> None:
    made = {passwords.generate() for _ in range(200)}
    assert len(made) == 200
    for each in made:
        check_rules(each, "A0101", 10)


def test_hash_is_argon2id_and_verifies() -> None:
    hashed = passwords.hash_password("correct-horse-77")
    assert hashed.startswith("$argon2id$")
    assert passwords.verify("correct-horse-77", hashed)
    assert passwords.verify("ｃｏｒｒｅｃｔ-horse-77", hashed), "full-width letters are the same letters"
    assert not passwords.verify("correct-horse-78", hashed)
    assert not passwords.verify("correct-horse-77", None)
    assert not passwords.verify("correct-horse-77", "not a hash")
