"""Policies: the grammar of the specification, and quorums that would let two views of a log pass."""

from itertools import chain, combinations

import pytest
from jejak_client.tlog.errors import Malformed, PolicyRefused, TlogError
from jejak_client.tlog.policy import Policy, parse_policy, read_policy, require_majority

from tests.clients.tlog.vectors import log_key, public, witness_key

LOG = log_key().vkey
KEYS = {name: witness_key(name).vkey for name in ("w1", "w2", "w3", "w4", "w5", "w6")}
W1, W2, W3, W4, W5, W6 = KEYS.values()

EXAMPLE = f"""log {LOG}

witness X1 {W1}
witness X2 {W2}
witness X3 {W3}
group X-witnesses 2 X1 X2 X3

witness Y1 {W4}
witness Y2 {W5}
witness Y3 {W6}
group Y-witnesses any Y1 Y2 Y3

group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
"""


def k_of(k: int | str, n: int) -> str:
    names = [f"w{number}" for number in range(1, n + 1)]
    lines = [f"witness {name} {witness_key(name).vkey}" for name in names]
    return "\n".join([*lines, f"group g {k} {' '.join(names)}", "quorum g", ""])


def read(text: str) -> Policy:
    return parse_policy(text.encode())


def test_the_example_of_the_specification_is_read() -> None:
    policy = read(EXAMPLE)
    assert policy.log(log_key().name) == log_key()
    assert list(policy.witnesses) == ["X1", "X2", "X3", "Y1", "Y2", "Y3"]
    assert policy.groups["X-witnesses"].threshold == 2
    assert policy.groups["Y-witnesses"].threshold == 1
    assert policy.groups["X-and-Y"].threshold == 2
    assert policy.quorum == "X-and-Y"
    assert policy.in_quorum() == {"X1", "X2", "X3", "Y1", "Y2", "Y3"}


def test_the_example_of_the_specification_asks_for_two_of_x_and_one_of_y() -> None:
    policy = read(EXAMPLE)
    names = list(policy.witnesses)
    for cosigned in chain.from_iterable(combinations(names, count) for count in range(7)):
        of_x, of_y = sum(name[0] == "X" for name in cosigned), sum(name[0] == "Y" for name in cosigned)
        assert policy.satisfied(cosigned) == (of_x >= 2 and of_y >= 1)


def test_names_that_the_policy_does_not_know_count_for_nothing() -> None:
    assert not read(EXAMPLE).satisfied({"X1", "Y1", "Z1", "Z2"})


def test_a_policy_is_written_as_it_is_read() -> None:
    policy = read(EXAMPLE)
    assert parse_policy(policy.encode()) == policy
    again = read(f"log {LOG} https://log.example/\nwitness w1 {W1} https://w1.example/\nquorum w1\n")
    assert again.encode() == (
        f"log {LOG} https://log.example/\nwitness w1 {W1} https://w1.example/\nquorum w1\n".encode()
    )
    assert again.witnesses["w1"].url == "https://w1.example/"


GOOD = {
    "a quorum of one witness": f"witness w1 {W1}\nquorum w1\n",
    "no line feed at the end": f"witness w1 {W1}\nquorum w1",
    "spaces, tabs and comments": f"\n# one\n\t # two\n\twitness \t w1  {W1}  https://w/ \n\n quorum\tw1",
    "names that are keywords": f"witness all {W1}\nwitness any {W2}\ngroup group 2 all any\nquorum group\n",
    "names beyond ASCII": f"witness saksi-é {W1}\nquorum saksi-é\n",
    "a witness that counts for nothing": f"witness w1 {W1}\nwitness w2 {W2}\nquorum w1\n",
    "a quorum before later lines": f"witness w1 {W1}\nquorum w1\nwitness w2 {W2}\n",
}


@pytest.mark.parametrize("text", GOOD.values(), ids=GOOD.keys())
def test_what_the_grammar_allows_is_read(text: str) -> None:
    assert read(text).witnesses


TWO = f"witness w1 {W1}\nwitness w2 {W2}\n"
BAD = {
    "a control character": f"witness w1 {W1}\nquorum w1\n\x01",
    "carriage returns": f"witness w1 {W1}\r\nquorum w1\r\n",
    "a delete character": f"witness w1 {W1}\nquorum w1\n# \x7f",
    "an unknown word": f"witness w1 {W1}\nquibble w1\nquorum w1\n",
    "a comment behind a line": f"witness w1 {W1} https://w1.example/ # comment\nquorum w1\n",
    "a log without a key": f"log\nwitness w1 {W1}\nquorum w1\n",
    "a log with garbage": f"log garbage\nwitness w1 {W1}\nquorum w1\n",
    "a log with a cosignature key": f"log {W2}\nwitness w1 {W1}\nquorum w1\n",
    "a witness without a key": "witness w1\nquorum w1\n",
    "a witness with the key of a log": f"witness w1 {LOG}\nquorum w1\n",
    "a witness with a wrong key id": f"witness w1 {W1.replace('+', '+0', 1)}\nquorum w1\n",
    "a witness named none": f"witness none {W1}\nquorum none\n",
    "one name for two witnesses": f"witness w1 {W1}\nwitness w1 {W2}\nquorum w1\n",
    "one name for witness and group": f"witness w1 {W1}\ngroup w1 any w1\nquorum w1\n",
    "a group without members": f"witness w1 {W1}\ngroup g1 1\nquorum w1\n",
    "a group named none": f"witness w1 {W1}\ngroup none any w1\nquorum w1\n",
    "a threshold of zero": f"witness w1 {W1}\ngroup g1 0 w1\nquorum g1\n",
    "a negative threshold": f"witness w1 {W1}\ngroup g1 -1 w1\nquorum g1\n",
    "a threshold with a leading zero": f"witness w1 {W1}\ngroup g1 01 w1\nquorum g1\n",
    "a threshold above its members": f"witness w1 {W1}\ngroup g1 2 w1\nquorum g1\n",
    "an unknown member": f"witness w1 {W1}\ngroup g1 any w2\nquorum g1\n",
    "a member defined later": f"group g1 any w1\nwitness w1 {W1}\nquorum g1\n",
    "a group in itself": f"witness w1 {W1}\ngroup g1 any w1 g1\nquorum g1\n",
    "none as a member": f"witness w1 {W1}\ngroup g1 any none w1\nquorum g1\n",
    "a member twice in a group": f"witness w1 {W1}\ngroup g1 all w1 w1\nquorum g1\n",
    "a member of two groups": f"{TWO}group a any w1 w2\ngroup b any w1\nquorum a",
    "two quorums": f"witness w1 {W1}\nquorum w1\nquorum w1\n",
    "a quorum that is not defined": f"witness w1 {W1}\nquorum w2\n",
    "a quorum defined later": f"quorum w1\nwitness w1 {W1}\n",
    "a quorum without a name": f"witness w1 {W1}\nquorum\n",
    "a quorum of two names": f"witness w1 {W1}\nwitness w2 {W2}\nquorum w1 w2\n",
    "too large": f"witness w1 {W1}\nquorum w1\n#" + "a" * 262_144,
}


@pytest.mark.parametrize("text", BAD.values(), ids=BAD.keys())
def test_what_the_grammar_does_not_allow_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        read(text)


def test_bytes_that_are_not_utf8_are_refused() -> None:
    with pytest.raises(Malformed):
        parse_policy(f"witness w1 {W1}\nquorum w1\n# ".encode() + b"\xff")


OPEN = {
    "nothing": "",
    "comments alone": "# nothing\n",
    "no quorum": f"witness w1 {W1}\n",
    "quorum none": "quorum none\n",
    "quorum none beside witnesses": f"witness w1 {W1}\nquorum none\n",
    "quorum none after another": f"log {LOG}\nquorum none\n",
}


@pytest.mark.parametrize("text", OPEN.values(), ids=OPEN.keys())
def test_a_policy_that_asks_for_no_witness_is_refused(text: str) -> None:
    with pytest.raises(PolicyRefused):
        read(text)


def under_another_name(name: str) -> str:
    return type(witness_key(name))("impostor.example/witness", public(name)).vkey


DOUBLE = {
    "one key for two witnesses": f"witness w1 {W1}\nwitness w2 {under_another_name('w1')}\nquorum w1\n",
    "one key for two logs": f"log {LOG}\nlog {LOG}\nwitness w1 {W1}\nquorum w1\n",
    "a log's key as a witness": (
        f"log {LOG}\nwitness w1 {type(witness_key('w1'))('w.example', log_key().public).vkey}\nquorum w1\n"
    ),
}


@pytest.mark.parametrize("text", DOUBLE.values(), ids=DOUBLE.keys())
def test_a_key_stands_once_in_a_policy(text: str) -> None:
    with pytest.raises(PolicyRefused):
        read(text)


def test_a_log_is_added_unless_its_key_is_a_witness() -> None:
    policy = read(k_of(2, 3))
    added = policy.with_log(log_key())
    assert added.log(log_key().name) == log_key()
    assert added.with_log(log_key()) == added
    witness = witness_key("w1")
    with pytest.raises(PolicyRefused):
        policy.with_log(type(log_key())("other.example/log", witness.public))


# -- how many it takes

ENOUGH = [(1, 1), (2, 2), (2, 3), (3, 3), (3, 4), (4, 4), (4, 5), (5, 5), (4, 6), (5, 7), (5, 8)]
TOO_FEW = [(1, 2), (1, 3), (1, 4), (2, 4), (3, 5), (2, 5), (3, 6), (4, 7), (4, 8), ("any", 3)]


@pytest.mark.parametrize(("k", "n"), ENOUGH)
def test_a_majority_that_outnumbers_colluders_is_taken(k: int, n: int) -> None:
    assert read_policy(k_of(k, n).encode()).quorum == "g"


@pytest.mark.parametrize(("k", "n"), TOO_FEW)
def test_a_quorum_of_which_two_fit_beside_each_other_is_refused(k: int | str, n: int) -> None:
    with pytest.raises(PolicyRefused, match="two different trees"):
        read_policy(k_of(k, n).encode())


def test_the_rule_is_that_k_is_more_than_half_of_n_and_the_colluders() -> None:
    for n in range(1, 9):
        colluders = 1 if n >= 4 else 0
        for k in range(1, n + 1):
            try:
                read_policy(k_of(k, n).encode())
            except PolicyRefused:
                assert not k > (n + colluders) / 2
            else:
                assert k > (n + colluders) / 2


NESTED = {
    "all of two majorities": ("group a 2 w1 w2 w3\ngroup b 2 w4 w5 w6\ngroup q all a b\nquorum q", True),
    "any of two majorities": ("group a 2 w1 w2 w3\ngroup b 2 w4 w5 w6\ngroup q any a b\nquorum q", False),
    "the example of the specification": (
        "group a 2 w1 w2 w3\ngroup b any w4 w5 w6\ngroup q all a b\nquorum q", False,
    ),
    "one witness and any of the others": (
        "group b any w2 w3 w4\ngroup q all w1 b\nquorum q", False,
    ),
    "two of three groups, one of which is weak": (
        "group a 2 w1 w2 w3\ngroup b any w4 w5\ngroup q 2 a b w6\nquorum q", False,
    ),
    "three witnesses, others beside": ("group q 2 w1 w2 w3\nquorum q", True),
}  # fmt: skip


@pytest.mark.parametrize(("groups", "strong"), NESTED.values(), ids=NESTED.keys())
def test_groups_of_groups_are_held_to_the_same_rule(groups: str, strong: bool) -> None:
    text = "".join(f"witness {name} {vkey}\n" for name, vkey in KEYS.items()) + groups
    policy = read(text)
    assert least_shared_by_trying(policy) > (1 if len(policy.in_quorum()) >= 4 else 0) or not strong
    if strong:
        require_majority(policy)
    else:
        with pytest.raises(PolicyRefused):
            require_majority(policy)


@pytest.mark.parametrize("groups", [groups for groups, _ in NESTED.values()], ids=NESTED.keys())
def test_what_quorums_share_is_computed_as_trying_all_of_them_finds_it(groups: str) -> None:
    policy = read("".join(f"witness {name} {vkey}\n" for name, vkey in KEYS.items()) + groups)
    colluders = 1 if len(policy.in_quorum()) >= 4 else 0
    try:
        require_majority(policy)
    except PolicyRefused:
        assert least_shared_by_trying(policy) <= colluders
    else:
        assert least_shared_by_trying(policy) > colluders


def least_shared_by_trying(policy: Policy) -> int:
    names = list(policy.witnesses)
    sets = chain.from_iterable(combinations(names, count) for count in range(len(names) + 1))
    quorums = [set(chosen) for chosen in sets if policy.satisfied(chosen)]
    return min(len(one & other) for one in quorums for other in quorums)


def test_the_operator_of_the_log_is_no_witness_of_it() -> None:
    assert read_policy(k_of(2, 3).encode(), host_keys=[public("host")])
    with pytest.raises(PolicyRefused, match="operator"):
        read_policy(k_of(2, 3).encode(), host_keys=[public("w2")])


@pytest.mark.parametrize("text", [*OPEN.values(), *DOUBLE.values(), k_of("any", 3), k_of(2, 4)])
def test_whatever_is_wrong_with_a_policy_is_one_family_of_errors(text: str) -> None:
    with pytest.raises(TlogError):
        read_policy(text.encode())
