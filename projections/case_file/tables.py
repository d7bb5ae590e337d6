"""The tables of the case file (schema.sql)."""

from projections.tables import Table

OVERSEERS = "*"  # in place of an agency: all who watch over every case by their office

CASES = Table(
    "cases",
    (
        ("case_id", "uuid"),
        ("version", "bigint"),
        ("position", "bigint"),
        ("opened_at", "timestamptz"),
        ("opened_by", "text"),
        ("closed", "boolean"),
        ("legal_stage", "text"),
        ("legal_stage_at", "timestamptz"),
        ("case_manager", "text"),
        ("persons", "integer"),
        ("children", "integer"),
        ("suspects", "integer"),
        ("services", "integer"),
        ("referrals_open", "integer"),
        ("files", "integer"),
        ("overseen_position", "bigint"),
    ),
    key=1,
)
PARTIES = Table(
    "parties",
    (
        ("case_id", "uuid"),
        ("agency", "text"),
        ("relation", "text"),
        ("history", "text"),
        ("since_position", "bigint"),
        ("ended", "boolean"),
        ("ends", "timestamptz"),
        ("opened_at", "timestamptz"),
        ("closed", "boolean"),
        ("agencies", "text"),
    ),
    key=2,
)
PROGRESS = Table("progress", (("case_id", "uuid"), ("agency", "text"), ("last_position", "bigint")), key=2)
STAGES_SEEN = Table(
    "stages",
    (
        ("case_id", "uuid"),
        ("agency", "text"),
        ("stage", "text"),
        ("on_date", "date"),
        ("position", "bigint"),
    ),
    key=2,
)
