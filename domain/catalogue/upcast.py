"""Old versions of an event's data read as the current one: one tested step from each version to the next."""

from collections.abc import Callable, Mapping
from typing import Any

from domain.catalogue.registry import by_type, version_of

Step = Callable[[dict[str, Any]], dict[str, Any]]

# (class name, version) -> what turns data of that version into data of the next. A step changes case-class
# members alone: the disclosures of a stored event keep the names they were signed under. It never raises.
STEPS: dict[tuple[str, int], Step] = {}


def upcast(
    type_string: str, data: dict[str, Any], steps: Mapping[tuple[str, int], Step] = STEPS
) -> dict[str, Any]:
    """`data` as written under `type_string`, taken step by step to the current version of its type.

    Raises KeyError where a step is missing, ValueError where the type is not in the catalogue.
    """
    event_type = by_type(type_string)
    if event_type is None:
        raise ValueError("not a type of the catalogue")
    for version in range(version_of(type_string), event_type.version):
        data = steps[event_type.name, version](data)
    return data
