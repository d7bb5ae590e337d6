"""Joint acts: confirmed or contested by the parties they name alone."""

from __future__ import annotations

from domain.command import Command
from domain.fold.intake import joint_act_key
from domain.guards import Guard
from domain.problems import Refusal, refuse


def requires_named_party(command: Command) -> Refusal | None:
    """A joint act is confirmed or contested by the parties it names alone (DESIGN section 2)."""
    act = command.state.joint_acts.get(joint_act_key(command.data)) if command.state else None
    if act is not None and command.agency in act.named:
        return None
    rule = "Only a party that a joint act names confirms or contests it."
    return refuse("authority_missing", rule, "data.event_id")


PARTIES: dict[str, Guard] = {
    "RecordConfirmed": requires_named_party,
    "RecordContested": requires_named_party,
}
