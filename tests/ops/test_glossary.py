import pytest

from domain.catalogue import REGISTRY
from ops.glossary import GLOSSARY, MARK, with_tables


def test_the_glossary_is_up_to_date_with_the_catalogue() -> None:
    """Mend it with `python -m ops.glossary`."""
    text = GLOSSARY.read_text()
    assert text == with_tables(text)


def test_the_glossary_has_every_type_with_its_words() -> None:
    text = GLOSSARY.read_text()
    for entry in REGISTRY.values():
        assert f"| `{entry.name}` | {entry.label_id} | {entry.label_en} |" in text


def test_what_stands_above_the_mark_is_left_alone() -> None:
    assert with_tables("By hand\n" + MARK + "old").startswith("By hand\n" + MARK)


def test_a_glossary_without_its_mark_is_not_overwritten() -> None:
    with pytest.raises(ValueError, match="mark"):
        with_tables("By hand")
