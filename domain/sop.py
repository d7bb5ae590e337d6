"""The national list of SOP steps, which every regency adapts (Permen PPPA 8/2021)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable

import msgspec

from domain.catalogue import REGISTRY
from domain.catalogue.codes import Service
from domain.catalogue.task_forces import SopStep, StepId


class Label(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A step in Indonesian and in English."""

    id: str
    en: str


class NationalStep(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One step of a service; `records` is the event type that says it was done."""

    step: StepId
    service: Service
    number: int
    records: str
    label: Label


class NationalSteps(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The list; `mark` says how well its source is known (reference/domain.md section 0)."""

    kind: str
    version: int
    mark: str
    steps: tuple[NationalStep, ...]

    @classmethod
    def parse(cls, toml_text: str) -> NationalSteps:
        """The list in a TOML text; ValueError where a step stands twice or is recorded as no known type."""
        found = msgspec.convert(tomllib.loads(toml_text), cls)
        if len({each.step for each in found.steps}) != len(found.steps):
            raise ValueError("a step stands in the list twice")
        for each in found.steps:
            if each.records not in REGISTRY:
                raise ValueError(f"{each.step} is recorded as a type that the catalogue does not have")
        return found

    def missing(self, configured: Iterable[SopStep]) -> tuple[NationalStep, ...]:
        """The national steps that no step of a regency stands for."""
        covered = {step.national for step in configured}
        return tuple(each for each in self.steps if each.step not in covered)
