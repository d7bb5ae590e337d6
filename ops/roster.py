"""The agencies of the demo deployment, from `roster.toml`."""

import tomllib
from importlib.resources import files

import msgspec

from domain.catalogue.task_forces import Holiday, Seat, ServiceOffered, SopClock, SopStep
from server.auth.principal import Role

# What a task force says of itself beside who sits on it: members of TaskForceConfigured.
LOCAL = ("regency", "version", "seats", "services", "sop_steps", "sop_clocks", "holidays")
EVERY_AGENCY: tuple[Role, ...] = ("publisher", "reader")


class TaskForce(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One regency's task force; `place` is how its agencies are called after it.

    `version` rises with every change to what follows it, or the change is not put on record.
    """

    id: str
    place: str
    lead: str
    zone: str
    regency: str
    version: int = 1
    seats: tuple[Seat, ...] = ()
    services: tuple[ServiceOffered, ...] = ()
    sop_steps: tuple[SopStep, ...] = ()
    sop_clocks: tuple[SopClock, ...] = ()
    holidays: tuple[Holiday, ...] = ()


class Office(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of agency that every task force has one of."""

    kind: str
    name: str
    signs: bool = False


class Shared(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An agency that serves every task force; `roles` are further to those every agency has."""

    id: str
    kind: str
    name: str
    signs: bool = False
    roles: tuple[Role, ...] = ()


class Member(msgspec.Struct, frozen=True):
    """One agency: `signs` with keys of its own, else the host signs for it in escrow."""

    id: str
    kind: str
    name: str
    task_forces: tuple[str, ...]
    regency: str | None
    signs: bool
    roles: tuple[Role, ...]


class Roster(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A deployment's agencies and task forces."""

    origin: str
    name: str
    task_forces: tuple[TaskForce, ...]
    local: tuple[Office, ...]
    shared: tuple[Shared, ...]

    @property
    def members(self) -> tuple[Member, ...]:
        """Every agency, those of the task forces first."""
        local = [_of_task_force(office, force) for force in self.task_forces for office in self.local]
        everywhere = tuple(force.id for force in self.task_forces)
        return (*local, *(_of_all(agency, everywhere) for agency in self.shared))


def demo_roster() -> Roster:
    """The roster of the demo."""
    return msgspec.convert(tomllib.loads(files("ops").joinpath("roster.toml").read_text("utf-8")), Roster)


def _of_task_force(office: Office, force: TaskForce) -> Member:
    return Member(
        id=f"{office.kind}-{force.id}",
        kind=office.kind,
        name=f"{office.name} {force.place}",
        task_forces=(force.id,),
        regency=force.regency,
        signs=office.signs,
        roles=EVERY_AGENCY,
    )


def _of_all(agency: Shared, everywhere: tuple[str, ...]) -> Member:
    return Member(
        id=agency.id,
        kind=agency.kind,
        name=agency.name,
        task_forces=everywhere,
        regency=None,
        signs=agency.signs,
        roles=(*EVERY_AGENCY, *agency.roles),
    )
