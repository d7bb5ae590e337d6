"""Makes the files of test vectors anew: `python -m tests.vectors.make`. A test holds the files against it."""

import json
from pathlib import Path
from typing import Any

from tests.vectors.bad_bodies import bad_bodies
from tests.vectors.bad_disclosures import bad_disclosures
from tests.vectors.bad_signatures import bad_signatures
from tests.vectors.good_events import good_events
from tests.vectors.parts import HMAC_KEY, ORIGIN, SEEDS, P, b64, compact, jws, kid, public, thumbprint

HERE = Path(__file__).parent


def low_order_keys() -> list[str]:
    """The eight points of order 1, 2, 4 and 8, and the six other encodings that decode to one of them."""
    eighth = 2707385501144840649318225287225658788936804267575313519463743609750303402022
    ys = [0, 1, P - 1, eighth, P - eighth, P, P + 1]
    return [(y | sign << 255).to_bytes(32, "little").hex() for y in ys for sign in (0, 1)]


def keys() -> dict[str, Any]:
    return {
        "keys": [
            {"name": name, "seed": SEEDS[name].hex(), "x": b64(public(name)), "kid": kid(name)}
            for name in SEEDS
        ],
        "rfc8037_a3": {
            "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
            "thumbprint": "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k",
        },
        "low_order": low_order_keys(),
        "not_canonical": [
            (y | sign << 255).to_bytes(32, "little").hex() for y in range(P, 2**255) for sign in (0, 1)
        ],
    }


def possession() -> dict[str, Any]:
    statement = {
        "agency": "polres-ttu", "origin": ORIGIN,
        "thumbprint": thumbprint(public("polres-ttu")), "use": "root",
    }  # fmt: skip
    signed = jws("polres-ttu", compact(statement), {"alg": "Ed25519", "typ": "jejak-possession+jws"})
    return {
        "key": "polres-ttu",
        "statement": statement,
        "compact": f"{signed['protected']}.{signed['payload']}.{signed['signature']}",
    }


def write(name: str, value: Any) -> None:
    (HERE / name).write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def make() -> dict[str, Any]:
    """Every vector file by its name."""
    made = good_events()
    return {
        "keys.json": keys(),
        "events.json": {"origin": ORIGIN, "hmac_key": HMAC_KEY.hex(), "events": made},
        "possession.json": possession(),
        "must_reject.json": {
            "origin": ORIGIN,
            "cases": [*bad_signatures(made), *bad_disclosures(made), *bad_bodies(made)],
        },
    }


if __name__ == "__main__":
    for name, value in make().items():
        write(name, value)
