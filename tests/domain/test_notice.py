"""The notice that identities are secret, as data."""

import pytest

from domain.catalogue.fields import DataClass
from domain.notice import Notice
from tests.domain.given import RULES

TEXT = (RULES / "confidentiality_notice.toml").read_text()


def test_it_stands_before_the_identities_of_victims_suspects_and_reporters() -> None:
    notice = Notice.parse(TEXT)
    assert notice.classes == (
        DataClass.VICTIM_IDENTITY | DataClass.SUSPECT_IDENTITY | DataClass.REPORTER_IDENTITY
    )
    assert "UU 21/2007 art" in notice.basis


def test_both_languages_name_the_article_that_makes_it_an_offence() -> None:
    text = Notice.parse(TEXT).text
    assert "UU 21/2007 pasal 24" in text.id
    assert "UU 21/2007 article 24" in text.en


def test_another_text_has_another_hash() -> None:
    notice, changed = Notice.parse(TEXT), Notice.parse(TEXT.replace("secret", "open"))
    assert notice.digest != changed.digest


def test_a_class_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="data class"):
        Notice.parse(TEXT.replace('"victim_identity"', '"victim"'))
