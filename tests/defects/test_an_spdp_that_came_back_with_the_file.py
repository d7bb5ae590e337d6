"""An SPDP that comes back after the file was sent is to be sent again (B-310: P-20, SOP FORM-7)."""

import pytest

from tests.domain.disagreeing import (
    COMPLETE,
    POLICE,
    PROSECUTOR,
    Said,
    given_file,
    received,
    records,
    returned,
    submitted,
)
from tests.domain.given import FILE, Stream
from tests.domain.owing import owed, owes

OVERDUE: Said = ("SupplementaryOverdue", PROSECUTOR, {"file": FILE, "return_number": 1})
UNHANDED: Said = ("FileReturnedNoHandover", PROSECUTOR, {"file": FILE})
SENT: Said = ("SpdpSent", POLICE, {"file": FILE, "prosecutor": PROSECUTOR})


@pytest.mark.parametrize("steps", [(returned(1), OVERDUE), (COMPLETE, UNHANDED)])
def test_police_are_to_send_it_again(steps: tuple[Said, ...]) -> None:
    stream: Stream = given_file(submitted(), received(), *steps)
    assert ("send_spdp", 9) in owed(stream)[POLICE]
    records(stream, SENT)
    assert not owes(stream, POLICE, "send_spdp")
    assert owes(stream, PROSECUTOR, "receive_spdp")


def test_a_file_that_is_with_the_prosecutor_needs_none() -> None:
    stream = given_file(
        ("SpdpReturned", PROSECUTOR, {"file": FILE, "reason": "late"}), submitted(), received()
    )
    assert not owes(stream, POLICE, "send_spdp")
