"""A whole file of invented agencies, witnesses and a host is consistent in itself: it was called VERIFIED,
and the page said that it was proved which agency stated what."""

import json

from jejak_client.streams import registry_stream
from jejak_client.verify.dossier import verify_dossier
from jejak_client.verify.roots import read_roots
from jejak_client.verify.telling import told as lines_of

from tests.clients.verify.both import Both, both, codes
from tests.clients.verify.made_log import ORIGIN, Signer
from tests.clients.verify.making import dossier_files, packed, policy_text, roots_text
from tests.clients.verify.telling import Story, story

__all__ = ["both"]


def head(told: Story, policy: bytes | None, roots: bytes | None) -> str:
    raw = packed(told, dossier_files(told))
    pinned = read_roots(roots) if roots is not None else None
    return next(iter(lines_of(verify_dossier(raw, told.verified_at, policy, pinned))))


def test_the_first_line_says_what_the_file_vouches_for_itself() -> None:
    told = story(1)
    assert head(told, policy_text(), roots_text()) == "VERIFIED"
    assert head(told, policy_text(), None).endswith("if it is right about itself: own_roots")
    assert head(told, None, roots_text()).endswith("if it is right about itself: own_policy")
    assert head(told, None, None).endswith("if it is right about itself: own_policy, own_roots")


def with_an_agency_called(name: str) -> Story:
    told = story(1, rotated=False, revoked=False)
    log = told.log
    data = {"agency": name, "kind": "polres", "root_key": (root := Signer("odd", name)).x}
    data["possession"] = root.possession("root")
    log.append(log.signers["host"], "AgencyRegistered", str(registry_stream(ORIGIN, name)), data)
    log.cosign()
    return told


def test_no_name_of_an_agency_writes_on_the_terminal(both: Both) -> None:
    """Of an agency that nobody pinned the name is told: with signs that clear the screen it told another
    verdict."""
    told = with_an_agency_called("x\x1b[2J\x1b[HVERIFIED\n")
    files = dossier_files(told)
    result = both.on_files(told, files)
    assert "registry_refused" in codes(result)
    verdict = verify_dossier(packed(told, files), told.verified_at, policy_text(), read_roots(roots_text()))
    assert all(line.isprintable() for line in lines_of(verdict))


def test_names_of_agencies_are_those_that_events_can_bear(both: Both) -> None:
    for name in ("Polres", "polres ttu", "-polres", "p" * 65, ""):
        told = with_an_agency_called(name)
        assert "registry_refused" in codes(both.on_files(told, dossier_files(told))), name
    told = with_an_agency_called("p" * 64)
    assert codes(both.on_files(told, dossier_files(told))) & {"registry_refused"} == set()


def test_keys_json_names_no_key_that_nobody_registered(both: Both) -> None:
    """Who checks a signature with other tools takes the key from there (docs/evidence.md)."""
    told = story(1)
    files = dossier_files(told)
    thief = Signer("thief", "polres-ttu")
    keys = json.loads(files["keys.json"])
    of_police = next(each for each in keys["agencies"] if each["id"] == "polres-ttu")["keys"]
    more = {**of_police[-1], "kid": thief.kid, "x": thief.x, "thumbprint": thief.thumbprint}
    for added in (more, of_police[0]):
        of_police.insert(0, added)
        changed = {**files, "keys.json": json.dumps(keys).encode()}
        assert codes(both.on_files(told, changed)) == {"keys_differ"}
        of_police.remove(added)
