"""Chapter registry: agencies, their keys, task forces, and the rules in force. These streams hold no case."""

from typing import Annotated

import msgspec

from domain.catalogue.agencies import AgencyKind
from domain.catalogue.fields import AgencyId, Regency, Sha256, TaskForceId, field, whole
from domain.catalogue.members import LogPosition
from domain.catalogue.registry import Event, event_type
from domain.catalogue.registry_codes import Custody, LogBreak, LogKind, RevocationReason, RulesKind, Zone
from domain.catalogue.task_forces import Holiday, Seat, ServiceOffered, SopClock, SopStep

HOST = ("deployment",)
EVERY_KIND = tuple(kind.value for kind in AgencyKind)

# `x` of an Ed25519 JWK (RFC 8037): 32 bytes in unpadded base64url.
PublicKey = Annotated[str, msgspec.Meta(pattern=whole("[A-Za-z0-9_-]{43}"), max_length=43)]
# Proof that the registrant holds the private key: a compact JWS by that very key (domain/keys.py).
CompactJws = Annotated[
    str,
    msgspec.Meta(pattern=whole(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{86}"), max_length=2000),
]
# `<agency>/<thumbprint>` or `escrow/<agency>/<thumbprint>`, thumbprint as RFC 7638 with SHA-256.
KeyId = Annotated[
    str,
    msgspec.Meta(
        pattern=whole("(escrow/)?[a-z0-9]+(-[a-z0-9]+)*/[A-Za-z0-9_-]{43}"),
        max_length=120,
    ),
]
OfficeName = Annotated[
    str, msgspec.Meta(pattern=whole(r"[A-Za-z0-9][A-Za-z0-9 .,'()/&-]{0,119}"), max_length=120)
]
Agency = Annotated[AgencyId, field("Instansi", "Agency")]


@event_type(
    label_id="Instansi didaftarkan",
    label_en="Agency registered",
    by=HOST,
    audience="registry",
    stream="registry",
)
class AgencyRegistered(Event, frozen=True, kw_only=True):
    """An agency joins the log, with its offline root key where it has one (a village may have none).

    Source: DESIGN section 2 (verifiers pin root fingerprints); UU 21/2007 art 58(3) (task force members).
    """

    agency: Agency
    kind: Annotated[AgencyKind, field("Jenis instansi", "Kind of agency")]
    name: Annotated[OfficeName, field("Nama instansi", "Name of the agency")]
    task_forces: Annotated[tuple[TaskForceId, ...], field("Gugus tugas", "Task forces", max_length=50)] = ()
    regency: Annotated[Regency | None, field("Kabupaten/kota", "Regency")] = None
    root_key: Annotated[PublicKey | None, field("Kunci akar", "Root key")] = None
    possession: Annotated[CompactJws | None, field("Bukti penguasaan kunci", "Proof of possession")] = None


@event_type(
    label_id="Kunci didaftarkan",
    label_en="Key registered",
    by=EVERY_KIND,
    audience="registry",
    stream="registry",
)
class KeyRegistered(Event, frozen=True, kw_only=True):
    """A signing key of an agency comes into force at this position, signed by the agency's root key.

    Source: DESIGN section 2; RFC 7638 (thumbprint), RFC 8037 (Ed25519 JWK). Escrow keys: by the host.
    """

    agency: Agency
    key: Annotated[PublicKey, field("Kunci publik", "Public key")]
    custody: Annotated[Custody, field("Penyimpanan", "Custody")]
    possession: Annotated[CompactJws, field("Bukti penguasaan kunci", "Proof of possession")]


@event_type(
    label_id="Kunci diganti",
    label_en="Key rotated",
    by=EVERY_KIND,
    audience="registry",
    stream="registry",
)
class KeyRotated(Event, frozen=True, kw_only=True):
    """One key of an agency ends at this position and another takes its place, by the word of its root key.

    Between the two there is no position at which the agency cannot sign. Source: DESIGN sections 2 and 9;
    RFC 7638 (thumbprint), RFC 8037 (Ed25519 JWK).
    """

    agency: Agency
    replaces: Annotated[KeyId, field("Kunci yang diganti", "Key replaced")]
    key: Annotated[PublicKey, field("Kunci publik baru", "New public key")]
    custody: Annotated[Custody, field("Penyimpanan", "Custody")]
    possession: Annotated[CompactJws, field("Bukti penguasaan kunci", "Proof of possession")]
    reason: Annotated[RevocationReason, field("Alasan", "Reason")] = RevocationReason.REPLACED


@event_type(
    label_id="Kunci dicabut",
    label_en="Key revoked",
    by=EVERY_KIND,
    audience="registry",
    stream="registry",
)
class KeyRevoked(Event, frozen=True, kw_only=True):
    """A key ends at this position; what it signed before stays valid.

    `compromised_since`: from this log position on the agency no longer vouches for what the key signed: such
    events are flagged for it to reaffirm, and never dropped. It may be said of a key that has ended already.
    Source: DESIGN sections 2 and 9 (keys are valid by log position, not by wall time); evidence.md 4.6.
    """

    kid: Annotated[KeyId, field("Kunci", "Key")]
    reason: Annotated[RevocationReason, field("Alasan", "Reason")]
    compromised_since: Annotated[
        LogPosition | None, field("Bocor sejak posisi log", "Compromised since log position")
    ] = None


@event_type(
    label_id="Gugus tugas diatur",
    label_en="Task force configured",
    by=(*HOST, "coordinator"),
    audience="registry",
    stream="coordination",
)
class TaskForceConfigured(Event, frozen=True, kw_only=True):
    """A task force as its regency runs it: lead, members, zone, services, SOP steps and times, holidays.

    Each one replaces the one before as a whole, under its version. Source: UU 21/2007 art 58(3); Perpres
    69/2008; Permen PPPA 8/2021. Lead, steps and times differ by regency (reference/domain.md 1.3, 3.1).
    """

    task_force: Annotated[TaskForceId, field("Gugus tugas", "Task force")]
    lead: Annotated[AgencyId, field("Instansi pemimpin", "Lead agency")]
    members: Annotated[tuple[AgencyId, ...], field("Anggota", "Members", min_length=1, max_length=200)]
    zone: Annotated[Zone, field("Zona waktu", "Time zone")]
    regency: Annotated[Regency | None, field("Kabupaten/kota", "Regency")] = None
    version: Annotated[int, field("Versi", "Version", ge=1, le=100_000)] = 1
    seats: Annotated[tuple[Seat, ...], field("Kedudukan anggota", "Seats of members", max_length=200)] = ()
    services: Annotated[
        tuple[ServiceOffered, ...], field("Layanan yang ada", "Services offered", max_length=6)
    ] = ()
    sop_steps: Annotated[tuple[SopStep, ...], field("Langkah SOP", "SOP steps", max_length=200)] = ()
    sop_clocks: Annotated[tuple[SopClock, ...], field("Tenggat SOP", "SOP clocks", max_length=100)] = ()
    holidays: Annotated[tuple[Holiday, ...], field("Hari libur", "Holidays", max_length=200)] = ()


@event_type(
    label_id="Aturan diberlakukan",
    label_en="Rules adopted",
    by=(*HOST, "coordinator"),
    audience="registry",
    stream="registry",
)
class RulesAdopted(Event, frozen=True, kw_only=True):
    """A table of rules comes into force at this position; every position is judged by the set in force there.

    Source: DESIGN section 3 (rules in force).
    """

    kind: Annotated[RulesKind, field("Jenis aturan", "Kind of rules")]
    version: Annotated[int, field("Versi", "Version", ge=1, le=100_000)]
    sha256: Annotated[Sha256, field("SHA-256 tabel", "SHA-256 of the table")]


@event_type(
    label_id="Log dimulai kembali",
    label_en="Log begun anew",
    by=HOST,
    audience="registry",
    stream="registry",
)
class LogGenerationDeclared(Event, frozen=True, kw_only=True):
    """What was signed of a log cannot be continued: from here on it is another log, with another origin.

    `size` and `root` are of the last checkpoint known of the log before. The host admits a break that
    witnesses and receipts would show anyway. Source: DESIGN section 9; reference/evidence.md section 0 no. 9.
    """

    log: Annotated[LogKind, field("Log", "Log")]
    generation: Annotated[int, field("Awal ke", "Beginning no.", ge=2, le=1_000)]
    size: Annotated[int, field("Ukuran log sebelumnya", "Size of the log before", ge=0, le=2**53 - 1)]
    root: Annotated[Sha256 | None, field("Akar log sebelumnya", "Root of the log before")] = None
    reason: Annotated[LogBreak, field("Alasan", "Reason")]
