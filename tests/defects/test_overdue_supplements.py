"""No P-20 after a file that came back, whichever side said so and in which words (KUHAP 2025 art 61(3))."""

from typing import Any

import pytest

from domain.decisions import Accepted
from tests.domain.filing import POLICE, PROSECUTOR, given_returned, when
from tests.domain.given import FILE, HASH

SENT: dict[str, Any] = {"file": FILE, "sha256": HASH}
AGAIN = [
    ("FileSubmitted", POLICE, SENT),
    ("FileResubmitted", POLICE, {**SENT, "return_number": 1}),
    ("FileReceived", PROSECUTOR, SENT),
]


@pytest.mark.parametrize(("type_name", "by", "data"), AGAIN)
def test_a_file_that_was_sent_or_received_after_its_return_is_not_overdue(
    type_name: str, by: str, data: dict[str, Any]
) -> None:
    stream = given_returned()
    assert isinstance(when(stream, "SupplementaryOverdue", PROSECUTOR, file=FILE, return_number=1), Accepted)
    stream.records(type_name, by, **data)
    verdict = when(stream, "SupplementaryOverdue", PROSECUTOR, file=FILE, return_number=1)
    assert not isinstance(verdict, Accepted)
