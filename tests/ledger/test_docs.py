"""What branches are told agrees with the form."""

from pathlib import Path

from data_layer.ledger.template_notes import columns_markdown

GUIDE = Path(__file__).parents[2] / "docs" / "台账填写说明.md"


def test_the_guide_lists_the_columns_of_the_form() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    assert text.endswith(columns_markdown() + "\n"), "put columns_markdown() of template_notes at the end of the guide"
