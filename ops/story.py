"""The story in words a coordinator understands: who published what, who received it, who may not see it.

Told from what the server answered: receivers are those whose feed holds the event, and those who may not see
a case are those whom the server answered that there is none.
"""

from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding

from domain.catalogue import REGISTRY
from domain.catalogue.consent_codes import DataClassName
from ops.desk import Held, Reading
from ops.expectations import Secret
from ops.play import Outcome, Played, told
from ops.scenario import Scenario, Step

CLASSES = {each.value: each.label_id.lower() for each in DataClassName}
CODES = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}


class Receivers(NamedTuple):
    """The agencies, by name, that hold one event: as a body with data classes, and as a bare stage row."""

    bodies: dict[str, tuple[str, ...]]
    stages: tuple[str, ...]


class Storyteller:
    """Tells scenarios. `names` are the agencies' names by id."""

    def __init__(self, console: Console, names: Mapping[str, str]) -> None:
        self._console = console
        self._names = names

    def tell(self, scenario: Scenario, played: Played) -> None:
        """Tells one scenario as it was played, and what was checked."""
        self._title(scenario)
        for outcome in played.outcomes:
            self._step(scenario, outcome, played.seen.readings)
        for number, case in enumerate(scenario.cases, 1):
            self._closed_doors(case, number if len(scenario.cases) > 1 else None, played.seen.readings)
        self._checks(scenario, played)

    def _title(self, scenario: Scenario) -> None:
        self._console.rule(f"[bold]{escape(scenario.title.id)}[/]")
        self._console.print(f"[italic]{escape(scenario.title.en)}[/]", justify="center")

    def _step(self, scenario: Scenario, outcome: Outcome, readings: Mapping[str, Reading]) -> None:
        step = outcome.step
        when = scenario.published(step)
        publisher = self._name(step.agency)
        stamp = f"{when:%d/%m/%Y %H:%M} {CODES[scenario.zone]}"
        self._console.print(f"\n[cyan]{stamp}[/]  [bold]{escape(publisher)}[/]: {_label(step)}")
        self._indented(escape(step.told.id), f"[italic dim]{escape(step.told.en)}[/]")
        position = outcome.answer.position
        if position is None:
            self._indented(f"[yellow]Ditolak / refused: {escape(told(outcome.answer))}[/]")
            return
        self._received(outcome, receivers(position, step.agency, readings))

    def _received(self, outcome: Outcome, found: Receivers) -> None:
        signed = "titipan / escrow" if outcome.answer.assurance == "escrow" else "sendiri / own key"
        lines = [f"[dim]No. {outcome.answer.position} · tanda tangan / signature: {signed}[/]"]
        if found.bodies:
            told = [
                f"{escape(self._name(agency))}{_classes(classes)}" for agency, classes in found.bodies.items()
            ]
            lines.append(f"[green]Isi / body →[/] {'; '.join(told)}")
        if found.stages:
            told = [escape(self._name(agency)) for agency in found.stages]
            lines.append(f"[blue]Tahap saja / stage only →[/] {', '.join(told)}")
        if not found.bodies and not found.stages:
            lines.append("[dim]Tidak diteruskan kepada siapa pun / passed on to nobody[/]")
        self._indented(*lines)

    def _closed_doors(self, case: UUID, number: int | None, readings: Mapping[str, Reading]) -> None:
        closed = [self._name(agency) for agency, reading in readings.items() if reading.cases[case][0] == 404]
        which = f" {number}" if number else ""
        self._console.print(
            f"\n[bold]Tidak boleh melihat kasus{which} / may not see case{which}[/] "
            f"[dim](dicoba, dijawab 404 / tried, answered 404)[/]: {escape(', '.join(closed))}"
        )

    def _checks(self, scenario: Scenario, played: Played) -> None:
        self._console.print("\n[bold]Diperiksa pada jawaban peladen / checked on the server's answers[/]")
        for check in scenario.checks:
            if check.told:
                sentence = f"· {escape(check.told.id)}{self._only(check)}"
                self._indented(sentence, f"[italic dim]{escape(check.told.en)}[/]")
        if played.wrong:
            self._indented(*(f"[red]✗ {escape(each)}[/]" for each in played.wrong))
            return
        count = len(scenario.checks) - played.unchecked
        self._indented(f"[green]✓ {count} pemeriksaan cocok / {count} checks hold[/]")

    def _only(self, check: object) -> str:
        if not isinstance(check, Secret):
            return ""
        return escape(": hanya / only " + ", ".join(self._name(agency) for agency in check.only))

    def _name(self, agency: str) -> str:
        return self._names.get(agency, agency)

    def _indented(self, *lines: str) -> None:
        self._console.print(Padding("\n".join(lines), (0, 0, 0, 4), expand=False))


def receivers(position: int, publisher: str, readings: Mapping[str, Reading]) -> Receivers:
    """Who holds the event at this position besides its publisher, from what each was served."""
    held: dict[str, Held] = {
        agency: reading.held[position]
        for agency, reading in readings.items()
        if agency != publisher and position in reading.held
    }
    bodies = {agency: each.classes for agency, each in held.items() if each.level == "body"}
    return Receivers(bodies, tuple(agency for agency, each in held.items() if each.level == "stage"))


def _label(step: Step) -> str:
    known = REGISTRY.get(step.type)
    if known is None:
        return escape(step.type)
    code = f" [{known.legal_code}]" if known.legal_code else ""
    return escape(f"{known.label_id} / {known.label_en}{code}")


def _classes(names: tuple[str, ...]) -> str:
    if not names:
        return ""
    return escape(f" ({', '.join(CLASSES[name] for name in names)})")
