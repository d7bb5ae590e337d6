"""Which logs are trusted, and which witnesses have to have cosigned a checkpoint (c2sp.org/tlog-policy).

    log <vkey> [<url>]
    witness <name> <vkey> [<url>]
    group <name> <k>|any|all <name>...
    quorum <name>

Stricter than the specification where laxness would cost the whole point: `quorum none` is refused, a key
stands once whatever it is for, and `read_policy` refuses quorums of which two could cosign two trees.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from jejak_client.tlog import decimal
from jejak_client.tlog.cosignature import WitnessKey
from jejak_client.tlog.errors import Malformed, PolicyRefused
from jejak_client.tlog.note import NoteKey

MAX_POLICY_BYTES = 262_144
MAX_DEFINED = 256  # logs, witnesses and groups together; the specification asks for 32 of each
NONE = "none"
COLLUDERS_FROM = 4  # with so many witnesses one may collude; with fewer there is no majority left to spare


class Log(NamedTuple):
    """A trusted log, and where it answers, where that is said."""

    key: NoteKey
    url: str | None = None


class Witness(NamedTuple):
    """A witness under the name that the policy gives it, and where it answers, where that is said."""

    name: str
    key: WitnessKey
    url: str | None = None


class Group(NamedTuple):
    """So many of these members, witnesses or other groups, have to have cosigned."""

    name: str
    threshold: int
    members: tuple[str, ...]


class Policy(NamedTuple):
    """A policy as read; `quorum` is the name of a witness or a group of it."""

    logs: tuple[Log, ...]
    witnesses: Mapping[str, Witness]
    groups: Mapping[str, Group]
    quorum: str

    def satisfied(self, cosigned: Collection[str]) -> bool:
        """Whether the witnesses of these names are a quorum."""
        return self._has(self.quorum, frozenset(cosigned))

    def log(self, origin: str) -> NoteKey | None:
        """The key of a log by its origin, which is the name of its key."""
        return next((log.key for log in self.logs if log.key.name == origin), None)

    def with_log(self, key: NoteKey) -> Policy:
        """The policy with one log more; itself where it has that log. PolicyRefused for a witness's key."""
        if any(log.key == key for log in self.logs):
            return self
        changed = self._replace(logs=(*self.logs, Log(key)))
        _require_each_key_once(changed)
        return changed

    def in_quorum(self) -> frozenset[str]:
        """The witnesses that count towards the quorum."""
        return frozenset(_witnesses_below(self, self.quorum))

    def encode(self) -> bytes:
        """The policy as text, definitions before their use."""
        lines = [_line("log", log.key.vkey, log.url) for log in self.logs]
        lines += [_line("witness", each.name, each.key.vkey, each.url) for each in self.witnesses.values()]
        lines += [_line("group", g.name, str(g.threshold), *g.members) for g in self.groups.values()]
        return "".join(f"{line}\n" for line in [*lines, f"quorum {self.quorum}"]).encode()

    def _has(self, name: str, cosigned: frozenset[str]) -> bool:
        group = self.groups.get(name)
        if group is None:
            return name in cosigned
        return sum(self._has(member, cosigned) for member in group.members) >= group.threshold


def read_policy(raw: bytes, host_keys: Collection[bytes] = ()) -> Policy:
    """The policy of a file, refused unless its quorum rules out a second view of the log.

    `host_keys`: public keys that the operator of the log holds, none of which may be a witness's. Malformed
    for another format, PolicyRefused for a policy that must not be used.
    """
    policy = parse_policy(raw)
    require_majority(policy)
    if any(witness.key.public in host_keys for witness in policy.witnesses.values()):
        raise PolicyRefused("witness: the operator of the log cannot be a witness of it")
    return policy


def require_majority(policy: Policy) -> None:
    """PolicyRefused unless any two quorums share more witnesses than may collude.

    For k of n witnesses that is k > (n + f) / 2, with f = 1 from four witnesses on and 0 below
    (reference/evidence.md section 1.7): with fewer, two views of one size could each find a quorum.
    """
    colluding = 1 if len(policy.in_quorum()) >= COLLUDERS_FROM else 0
    if _least_shared(policy, policy.quorum) <= colluding:
        raise PolicyRefused("quorum: two of them could cosign two different trees; k > (n + f) / 2 is needed")


def _least_shared(policy: Policy, name: str) -> int:
    """How many witnesses any two sets that satisfy this name have in common at least.

    Of k members out of n, two choices share 2k - n or more; members are disjoint, for each stands once.
    """
    group = policy.groups.get(name)
    if group is None:
        return 1
    shared = sorted(_least_shared(policy, member) for member in group.members)
    return sum(shared[: max(0, 2 * group.threshold - len(group.members))])


def _witnesses_below(policy: Policy, name: str) -> list[str]:
    group = policy.groups.get(name)
    if group is None:
        return [name]
    return [found for member in group.members for found in _witnesses_below(policy, member)]


# -- reading


def parse_policy(raw: bytes) -> Policy:
    """Read the text of a policy. Malformed for another format, PolicyRefused without a quorum.

    Whether its quorum is strong enough is for require_majority to say.
    """
    found = _Reading()
    for line in _lines(raw):
        words = [word for word in line.replace("\t", " ").split(" ") if word]
        if words and not words[0].startswith("#"):
            found.take(words)
    return found.policy()


class _Reading:
    """A policy while its lines are read: what is used has to be defined before."""

    def __init__(self) -> None:
        self._logs: list[Log] = []
        self._witnesses: dict[str, Witness] = {}
        self._groups: dict[str, Group] = {}
        self._members: set[str] = set()
        self._quorum: str | None = None

    def take(self, words: list[str]) -> None:
        match words:
            case ["log", vkey, *url] if len(url) <= 1:
                self._logs.append(Log(NoteKey.parse(vkey), *url))
            case ["witness", name, vkey, *url] if len(url) <= 1:
                self._witnesses[self._new(name)] = Witness(name, WitnessKey.parse(vkey), *url)
            case ["group", name, threshold, *members] if members:
                self._groups[self._new(name)] = self._group(name, threshold, members)
            case ["quorum", name] if self._quorum is None:
                self._quorum = self._quorum_of(name)
            case _:
                raise Malformed("policy: a line is none of log, witness, group and one quorum")
        if len(self._logs) + len(self._witnesses) + len(self._groups) > MAX_DEFINED:
            raise Malformed("policy: it defines too many logs, witnesses and groups")

    def policy(self) -> Policy:
        if self._quorum is None:
            raise PolicyRefused("quorum: a policy without one lets every checkpoint pass")
        policy = Policy(tuple(self._logs), self._witnesses, self._groups, self._quorum)
        _require_each_key_once(policy)
        return policy

    def _new(self, name: str) -> str:
        if name == NONE or name in self._witnesses or name in self._groups:
            raise Malformed("policy: a name is defined once, and none is not a name")
        return name

    def _group(self, name: str, threshold: str, members: list[str]) -> Group:
        for member in members:
            self._require_defined(member)
            if member in self._members:
                raise Malformed("policy: each name is a member once, so that no witness counts twice")
            self._members.add(member)
        needed = {"any": 1, "all": len(members)}.get(threshold) or decimal.decode(threshold)
        if not 1 <= needed <= len(members):
            raise Malformed("policy: a group asks for one to all of its members")
        return Group(name, needed, tuple(members))

    def _quorum_of(self, name: str) -> str:
        if name == NONE:
            raise PolicyRefused("quorum: none lets every checkpoint pass")
        self._require_defined(name)
        return name

    def _require_defined(self, name: str) -> None:
        if name not in self._witnesses and name not in self._groups:
            raise Malformed("policy: a name is defined before it is used")


def _require_each_key_once(policy: Policy) -> None:
    keys = [log.key.public for log in policy.logs]
    keys += [witness.key.public for witness in policy.witnesses.values()]
    if len(set(keys)) != len(keys):
        raise PolicyRefused("key: each log and each witness has a key of its own")


def _lines(raw: bytes) -> list[str]:
    if len(raw) > MAX_POLICY_BYTES:
        raise Malformed("policy: it is too large")
    if any((octet < 0x20 and octet not in b"\t\n") or octet == 0x7F for octet in raw):
        raise Malformed("policy: it holds no control characters but tabs and line feeds")
    try:
        return raw.decode("utf-8").split("\n")
    except UnicodeDecodeError:
        raise Malformed("policy: it is UTF-8") from None


def _line(*words: str | None) -> str:
    return " ".join(word for word in words if word is not None)
