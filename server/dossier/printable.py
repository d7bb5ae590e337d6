"""Which signs the paper can print: those of the fonts that typst brings, and no others on any machine.

A paper that is kept for long holds no sign without a shape (ISO 19005-2): typst would refuse to make it.
Signs that turn the direction of a text could make it read as another.
"""

import re
from typing import Any

UNPRINTED = "▯"
# Latin, Greek and Cyrillic; Arabic as it is written today; punctuation, currencies, numbers, arrows, frames.
_RANGES = (
    *("\n", " -~", "\u00a0-\u00ac", "\u00ae-\u0377", "\u0384-\u038a", "\u038e-\u03a1", "\u03a3-\u04ff"),
    *("\u060c", "\u0621-\u063a", "\u0640-\u0652", "\u0660-\u066d"),
    *("\u1e00-\u1eff", "\u2010-\u2027", "\u2030-\u2040", "\u2074-\u208e", "\u20a0-\u20bf"),
    *("\u2100-\u211e", "\u2126-\u214f", "\u2190-\u22ff", "\u2500-\u25ff"),
)
_NOT_PRINTED = re.compile(f"[^{''.join(_RANGES)}]")


def printable(value: Any) -> Any:
    """What msgspec.to_builtins gives, every text in it with UNPRINTED in place of what cannot be printed."""
    if isinstance(value, str):
        return _NOT_PRINTED.sub(UNPRINTED, value.replace("\t", " ").replace("\r\n", "\n"))
    if isinstance(value, dict):
        return {name: printable(each) for name, each in value.items()}
    return [printable(each) for each in value] if isinstance(value, list | tuple) else value
