"""Nobody signs the manifest: a dossier whose entries were all taken out, or of another dispute, held; and
one whose end was cut off held without a word of it."""

import pytest
from jejak_client.verify.codes import NOTES

from tests.clients.verify.both import Both, both, codes
from tests.clients.verify.changing import of_case
from tests.clients.verify.making import Files, dossier_files
from tests.clients.verify.telling import Story, story

__all__ = ["both"]


@pytest.fixture
def told() -> Story:
    return story(1)


def without(files: Files, position: int) -> None:
    for name in (f"events/{position}.json", f"proofs/{position}.tlog-proof", f"receipts/{position}.jws"):
        del files[name]


def test_a_dossier_without_an_entry_of_its_case_does_not_hold(told: Story, both: Both) -> None:
    files = dossier_files(told)
    for entry in of_case(told):
        without(files, entry.position)
    files["deliveries.json"] = b"[]\n"
    assert codes(both.on_files(told, files)) == {"dispute_missing"}


@pytest.mark.parametrize("name", ["dispute", "case"])
def test_a_dossier_is_of_the_dispute_that_was_opened(told: Story, both: Both, name: str) -> None:
    other = {name: "0d5f3e1a-7c1b-4a57-9d0e-2b8a4c9e1f99"}
    assert "dispute_missing" in codes(both.on_files(told, dossier_files(told), **other))


def test_that_the_end_can_be_cut_off_is_said(told: Story, both: Both) -> None:
    files = dossier_files(told)
    whole = both.on_files(told, files)
    last = of_case(told)[-1]
    assert "PositionRecorded" in last.body["type"]
    without(files, last.position)
    cut = both.on_files(told, files)
    assert cut["ok"], "no entry is signed to be the last"
    assert "end_unproved" in codes(cut, "notes") & codes(whole, "notes")


def test_pages_are_not_called_the_words_of_the_host(told: Story, both: Both) -> None:
    """A side can write the timeline anew, with the sum of it in the manifest."""
    files = {**dossier_files(told), "timeline.html": b"<p>The prosecutor agreed.</p>"}
    result = both.on_files(told, files)
    assert result["ok"]
    assert "pages_unproved" in codes(result, "notes")
    assert "Nobody has signed" in NOTES["pages_unproved"]
    assert "host's words" not in NOTES["pages_unproved"]
