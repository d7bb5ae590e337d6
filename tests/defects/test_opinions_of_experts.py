"""What an expert holds is an opinion and no side's view (KUHAP 2025 art 62(2))."""

from tests.domain.disagreeing import PROSECUTOR, found, given_file, records
from tests.domain.given import FILE


def test_an_expert_s_opinion_of_an_element_is_not_the_view_of_police() -> None:
    stream = given_file(
        ("ElementsAssessed", PROSECUTOR, {"file": FILE, "elements": [{"element": "purpose", "holds": "met"}]})
    )
    engaged = {
        "expert": "expert",
        "fields": ["trafficking"],
        "qualification": "degree",
        "conflict_of_interest": False,
        "until": "2026-12-01T00:00:00+07:00",
    }
    records(stream, ("ExpertEngaged", PROSECUTOR, engaged))
    opinion = {"on": "element", "holds": "not_met", "file": FILE, "element": "purpose"}
    records(stream, ("PositionRecorded", "expert", opinion))
    assert found(stream, "elements_differ") == []
