"""What a field of an event may be: its data class, its labels, and the field types every chapter shares."""

import datetime as dt
import enum
from typing import Annotated, Any, get_args

import msgspec


class DataClass(enum.IntFlag):
    """The data class of a field (DESIGN section 2). CASE stands in the clear, every other is disclosed."""

    CASE = 0
    VICTIM_IDENTITY = 1
    SUSPECT_IDENTITY = 2
    REPORTER_IDENTITY = 4
    HEALTH = 8
    PSYCHOSOCIAL = 16
    LEGAL_FILE = 32
    LOCATION = 64
    EVIDENCE = 128
    NARRATIVE = 256

    def names(self) -> tuple[str, ...]:
        """The classes held, in the words of DESIGN section 2; CASE alone is `("case",)`."""
        held = tuple(each.name.lower() for each in DataClass if each in self and each.name)
        return held or ("case",)


class Code(enum.StrEnum):
    """A closed code list. Each member is its value, its Indonesian label and its English label."""

    label_id: str
    label_en: str

    def __new__(cls, value: str, label_id: str, label_en: str) -> "Code":
        member = str.__new__(cls, value)
        member._value_ = value
        member.label_id = label_id
        member.label_en = label_en
        return member


def field(
    label_id: str, label_en: str, data_class: DataClass = DataClass.CASE, **constraints: Any
) -> msgspec.Meta:
    """The note on a field of an event: labels, data class, and constraints of `msgspec.Meta`.

    Used as `Annotated[str, field("Saluran", "Channel")]`, always as the outermost `Annotated` of the field.
    """
    return msgspec.Meta(
        extra={"label_id": label_id, "label_en": label_en, "data_class": data_class},
        extra_json_schema={
            "x_data_class": data_class.names()[0],
            "x_label": {"id": label_id, "en": label_en},
        },
        **constraints,
    )


def labelled(label_id: str, label_en: str, **constraints: Any) -> msgspec.Meta:
    """The note on a member of an object inside a field; its data class is that of the whole field."""
    return msgspec.Meta(
        extra={"label_id": label_id, "label_en": label_en},
        extra_json_schema={"x_label": {"id": label_id, "en": label_en}},
        **constraints,
    )


def whole(pattern: str) -> str:
    """`pattern` for the whole string. Python's `$` alone would let a final line feed through; `(?!\\n)` does
    not, and means nothing to the regular expressions of JSON Schema."""
    return f"^(?:{pattern})$(?!\\n)"


AgencyId = Annotated[str, msgspec.Meta(pattern=whole("[a-z0-9]+(-[a-z0-9]+)*"), max_length=64)]
TaskForceId = Annotated[str, msgspec.Meta(pattern=whole("[a-z0-9]+(-[a-z0-9]+)*"), max_length=64)]
EventId = Annotated[str, msgspec.Meta(pattern=whole("[A-Za-z0-9._:-]{1,64}"), max_length=64)]
EventSource = Annotated[str, msgspec.Meta(pattern=whole("/agencies/[a-z0-9]+(-[a-z0-9]+)*"), max_length=74)]
Sha256 = Annotated[str, msgspec.Meta(pattern=whole("[0-9a-f]{64}"), max_length=64)]
Instant = Annotated[dt.datetime, msgspec.Meta(tz=True)]
Count = Annotated[int, msgspec.Meta(ge=0, le=100_000)]
Ordinal = Annotated[int, msgspec.Meta(ge=1, le=999)]
Age = Annotated[int, msgspec.Meta(ge=0, le=120)]
Minutes = Annotated[int, msgspec.Meta(ge=1, le=1440)]
Children = Annotated[int, msgspec.Meta(ge=0, le=30)]
ClockOffset = Annotated[int, msgspec.Meta(ge=-864_000, le=864_000)]  # seconds, at most ten days
Rupiah = Annotated[int, msgspec.Meta(ge=0, le=10**15)]

# A regency of the Kemendagri list (53.03 = Timor Tengah Utara): no finer place is `case` class.
Regency = Annotated[str, msgspec.Meta(pattern=whole(r"[0-9]{2}\.[0-9]{2}"), max_length=5)]
# ISO 3166-1 alpha-2 and ISO 639-2, the standards HTCDS names.
Country = Annotated[str, msgspec.Meta(pattern=whole("[A-Z]{2}"), max_length=2)]
Language = Annotated[str, msgspec.Meta(pattern=whole("[a-z]{3}"), max_length=3)]

# One article of a statute, `UU-21-2007:17` or `KUHP:455(1)(a)`: law, colon, article, paragraph and letter.
Article = Annotated[
    str,
    msgspec.Meta(
        pattern=whole(
            r"(UU-[0-9]{1,3}-[0-9]{4}|KUHP-?[0-9]{0,4}|KUHAP-?[0-9]{0,4}|PP-[0-9]{1,3}-[0-9]{4})"
            r":[0-9]{1,4}[A-Z]{0,2}(\([0-9a-z]{1,3}\)){0,3}"
        ),
        max_length=40,
    ),
]
Articles = Annotated[tuple[Article, ...], msgspec.Meta(min_length=1, max_length=20)]

# One line of text holds no control characters: they hide what is read in a list, a log or a terminal.
_PRINTED = r"[^\x00-\x1f\x7f]+"
Line = Annotated[str, msgspec.Meta(pattern=whole(_PRINTED), min_length=1, max_length=200)]
PaperNumber = Annotated[str, msgspec.Meta(pattern=whole(_PRINTED), min_length=1, max_length=120)]
# Long text is taken as it was written or pasted.
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=4000)]
Phone = Annotated[str, msgspec.Meta(pattern=whole(r"\+[1-9][0-9]{6,14}"), max_length=16)]  # E.164
Email = Annotated[str, msgspec.Meta(pattern=whole("[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+"), max_length=120)]
Nik = Annotated[str, msgspec.Meta(pattern=whole("[0-9]{16}"), max_length=16)]
Passport = Annotated[str, msgspec.Meta(pattern=whole("[A-Z0-9]{5,15}"), max_length=15)]
Year = Annotated[int, msgspec.Meta(ge=1900, le=2100)]
BirthYear = Year


class Document(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A paper: what it hashes to and who holds it. Its content stays with the holder (DESIGN section 2)."""

    sha256: Annotated[Sha256, labelled("SHA-256 isi", "SHA-256 of the content")]
    bytes: Annotated[int, labelled("Ukuran (bita)", "Size (bytes)", ge=0, le=2**40)]
    mediatype: Annotated[
        str,
        labelled(
            "Jenis media",
            "Media type",
            pattern=whole(r"[a-z]+/[a-z0-9][a-z0-9.+-]*"),
            max_length=100,
        ),
    ]
    number: Annotated[PaperNumber | None, labelled("Nomor", "Number")] = None
    date: Annotated[dt.date | None, labelled("Tanggal", "Date")] = None
    holder: Annotated[AgencyId, labelled("Pemegang", "Holder")]


class Address(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A place a person can be found at; never `case` class."""

    street: Annotated[Line, labelled("Alamat", "Street address")]
    village: Annotated[Line | None, labelled("Desa/kelurahan", "Village")] = None
    district: Annotated[Line | None, labelled("Kecamatan", "District")] = None
    regency: Annotated[Regency | None, labelled("Kabupaten/kota", "Regency")] = None
    country: Annotated[Country | None, labelled("Negara", "Country")] = None


def code_list_of(annotation: Any) -> type[Code] | None:
    """The code list a field's annotation draws its values from, looking through Annotated, unions, tuples."""
    if isinstance(annotation, type) and issubclass(annotation, Code):
        return annotation
    found = (code_list_of(part) for part in get_args(annotation))
    return next((each for each in found if each is not None), None)
