"""The two logs of a deployment: what happened, and who read of it. Each has its own origin and key."""

from typing import Literal, NamedTuple

from server.evidence.keystore import Use

Kind = Literal["log", "reads"]


class Log(NamedTuple):
    """`kind` is what it is called below the deployment's origin, `use` which key signs its checkpoints."""

    kind: Kind
    use: Use

    def origin(self, deployment: str, generation: int) -> str:
        """The origin that its checkpoints name. A log that had to begin anew is another one, numbered."""
        return f"{deployment}/{self.kind}" + (f"/{generation}" if generation > 1 else "")


EVENTS, READS = Log("log", "log"), Log("reads", "reads-log")
LOGS = EVENTS, READS
