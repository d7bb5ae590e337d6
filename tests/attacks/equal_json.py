"""One JSON text in many others that say the same: what a host, a proxy or a library might make of it."""

import json
import random
from typing import Any


def re_encodings(payload: bytes, count: int, seed: int = 0) -> list[bytes]:
    """So many texts with the same value as `payload`, none of them its bytes."""
    chance, value = random.Random(seed), json.loads(payload)
    found: list[bytes] = []
    while len(found) < count:
        made = _written(value, chance).encode()
        if made != payload and made not in found:
            assert json.loads(made) == value
            found.append(made)
    return found


def _written(value: Any, chance: random.Random) -> str:
    """Space, order of members, escapes and forms of numbers as they come."""
    space = chance.choice(["", "", " ", "\n", "\t ", "\r\n"])
    if isinstance(value, dict):
        members = list(value.items())
        if chance.random() < 0.5:
            chance.shuffle(members)
        inside = ",".join(
            f"{space}{_text(name, chance)}{space}:{_written(each, chance)}" for name, each in members
        )
        return f"{{{inside}{space}}}"
    if isinstance(value, list):
        return f"[{space}{','.join(_written(each, chance) for each in value)}{space}]"
    return _text(value, chance) if isinstance(value, str) else _number(value, chance)


def _text(text: str, chance: random.Random) -> str:
    written = json.dumps(text, ensure_ascii=chance.random() < 0.5)
    if chance.random() < 0.3:
        written = written.replace("/", "\\/")
    if chance.random() < 0.3 and text and text[0].isalpha() and ord(text[0]) < 0x10000:
        written = f'"\\u{ord(text[0]):04x}{json.dumps(text[1:])[1:]}'
    return written


def _number(value: Any, chance: random.Random) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return chance.choice([str(value), f"{value}.0", f"{value}e0", f"{value * 10}e-1"])
    return json.dumps(value)
