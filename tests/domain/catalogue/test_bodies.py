"""Data with all disclosures opened (`full`) against the body that is signed and never sealed (`body`)."""

from typing import Any

import msgspec
import pytest

from domain.catalogue import REGISTRY, EventType
from domain.catalogue.fields import DataClass
from domain.catalogue.registry import decode_body, decode_full
from tests.domain.catalogue.examples import full_data, least_data

each_type = pytest.mark.parametrize("entry", REGISTRY.values(), ids=lambda entry: entry.name)


def refusal(name: str, data: dict[str, Any]) -> str:
    with pytest.raises(msgspec.ValidationError) as caught:
        decode_full(REGISTRY[name], data)
    return str(caught.value)


@each_type
def test_full_data_survives_a_round_trip(entry: EventType) -> None:
    data = full_data(entry)
    assert set(data) == set(entry.fields)
    once = decode_full(entry, data)
    assert decode_full(entry, msgspec.to_builtins(once)) == once


@each_type
def test_the_body_drops_exactly_the_classed_fields(entry: EventType) -> None:
    data = full_data(entry)
    body = msgspec.to_builtins(decode_body(entry, data))
    case = {name for name, info in entry.fields.items() if info.data_class is DataClass.CASE}
    assert set(body) == case
    full = msgspec.to_builtins(decode_full(entry, data))
    assert body == {name: full[name] for name in case}


@each_type
def test_the_body_ignores_digests_and_members_it_does_not_know(entry: EventType) -> None:
    data = {**least_data(entry), "_sd": ["x"], "_sd_alg": "sha-256", "later": 1}
    assert decode_body(entry, data) == decode_body(entry, least_data(entry))


@each_type
def test_full_data_with_an_unknown_member_is_refused(entry: EventType) -> None:
    assert "unknown field `later`" in refusal(entry.name, {**full_data(entry), "later": 1})


@each_type
def test_a_required_field_is_required_in_full_and_in_the_body_where_it_stands_there(entry: EventType) -> None:
    least = least_data(entry)
    decode_full(entry, least)
    for name in least:
        lacking = {key: value for key, value in least.items() if key != name}
        assert f"missing required field `{name}`" in refusal(entry.name, lacking)
        if entry.fields[name].data_class is DataClass.CASE:
            with pytest.raises(msgspec.ValidationError, match=name):
                decode_body(entry, lacking)
        else:
            decode_body(entry, lacking)


@each_type
def test_a_body_cannot_be_changed(entry: EventType) -> None:
    body = decode_body(entry, least_data(entry))
    for name in body.__struct_fields__[:1]:
        with pytest.raises(AttributeError):
            setattr(body, name, None)


def test_a_refusal_names_the_path() -> None:
    report = {"channel": "walk_in"}
    assert "`$.regency`" in refusal("ReportReceived", {**report, "regency": "Sukabumi"})
    assert "`$.routed_to[0]`" in refusal("ReportReceived", {**report, "routed_to": ["Polres TTU"]})
    assert "`$.channel`" in refusal("ReportReceived", {"channel": "pigeon"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("regency", "53.03\n"),
        ("regency", "٥٣.٠٣"),
        ("regency", "53.03.01"),
        ("country", "id"),
        ("routed_to", ["polres-ttu\n"]),
        ("routed_to", ["-polres"]),
        ("victim_nik", "320123456789012"),
        ("victim_phone", "081234567890"),
        ("victim_phone", "+62812345678901234"),
        ("person", "Siti"),
        ("child", "yes"),
        ("persons_reported", -1),
        ("persons_reported", 2.5),
        ("victim_name", ""),
        ("victim_name", "x" * 201),
        ("statement", "x" * 4001),
        ("victim_name", "Ani\nBudi"),
        ("victim_name", "Ani\x1b[2J"),
    ],
)
def test_a_value_out_of_its_form_is_refused(name: str, value: Any) -> None:
    assert f"$.{name}" in refusal("ReportReceived", {"channel": "walk_in", name: value})


@pytest.mark.parametrize(
    "article", ["UU-21-2007:2", "UU-18-2017:81", "KUHP:455(1)(a)", "UU-35-2014:76I", "KUHAP-2025:62(2)"]
)
def test_an_article_is_law_and_number(article: str) -> None:
    data = {**least_data(REGISTRY["ArticleChanged"]), "articles": [article]}
    assert decode_full(REGISTRY["ArticleChanged"], data).articles == (article,)  # type: ignore[attr-defined]


@pytest.mark.parametrize("article", ["pasal 2", "UU-21-2007", "UU 21/2007:2", "KUHP:", "UU-21-2007:2; Siti"])
def test_an_article_is_nothing_else(article: str) -> None:
    assert "$.articles[0]" in refusal(
        "ArticleChanged", {**least_data(REGISTRY["ArticleChanged"]), "articles": [article]}
    )


@pytest.mark.parametrize("name", ["FileSubmitted", "FileReceived", "FileResubmitted"])
def test_the_hash_in_the_clear_is_that_of_the_paper(name: str) -> None:
    data = full_data(REGISTRY[name])
    assert "sha256 differs" in refusal(name, {**data, "sha256": "1" * 64})


def test_a_narrative_may_have_lines() -> None:
    lines = "Baris satu.\n\tBaris dua."
    report = decode_full(REGISTRY["ReportReceived"], {"channel": "phone", "statement": lines})
    assert report.statement == lines  # type: ignore[attr-defined]


def test_a_report_of_many_persons_needs_no_person() -> None:
    report = decode_full(REGISTRY["ReportReceived"], {"channel": "police", "persons_reported": 41})
    assert report.person is None  # type: ignore[attr-defined]


def test_a_moment_without_an_offset_is_refused() -> None:
    grant = {"agency": "lpsk", "reason": "task", "until": "2026-03-01T08:00:00"}
    assert "$.until" in refusal("AccessGranted", grant)
