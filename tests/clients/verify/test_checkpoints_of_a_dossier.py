"""When: between which cosigned checkpoints an event came into the log, and what witnesses' times show."""

from datetime import datetime
from typing import Any

from jejak_client.tlog.cosignature import WitnessKey
from jejak_client.tlog.note import NoteKey
from jejak_client.verify.dossier import Verdict, verify_dossier

from tests.clients.verify.changing import change_json, with_checkpoint
from tests.clients.verify.made_log import HOST, LOG, WITNESSES, MadeLog, Signer, witness_key
from tests.clients.verify.making import Files, dossier_files, packed, policy_text
from tests.clients.verify.telling import Story, story


def verdict_on(told: Story, files: Files, policy: bytes | None = None, **manifest: Any) -> Verdict:
    return verify_dossier(packed(told, files, **manifest), told.verified_at, policy or policy_text())


def codes(verdict: Verdict) -> set[str]:
    return {problem.code for problem in verdict.result.problems}


def seconds(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()


def test_an_event_lies_between_the_checkpoints_around_it() -> None:
    told = story(1)
    verdict = verdict_on(told, dossier_files(told))
    for event in verdict.result.events:
        without = [time for size, time in told.log.cosigned if size < event.position]
        holding = [time for size, time in told.log.cosigned if size >= event.position]
        assert (seconds(event.after) if event.after else None) == (without[-1] if without else None)
        assert event.before is not None
        assert holding[0] <= seconds(event.before) <= holding[0] + len(WITNESSES)
    assert any(event.after for event in verdict.result.events)


def test_without_earlier_checkpoints_there_is_no_moment_before() -> None:
    told = story(1)
    files = {name: raw for name, raw in dossier_files(told).items() if not name.startswith("older/")}
    verdict = verdict_on(told, files)
    assert verdict.result.ok
    assert {event.after for event in verdict.result.events} == {None}


def test_a_pending_earlier_checkpoint_says_nothing_of_time() -> None:
    told = story(1)
    files = dossier_files(told)
    for size, time in told.log.cosigned[:-1]:
        files[f"older/{size}"] = told.log.note(size, time, ["kejari", "ngo"])
    verdict = verdict_on(told, files)
    assert verdict.result.ok
    assert {event.after for event in verdict.result.events} == {None}


def test_an_event_that_the_host_dated_back_is_flagged() -> None:
    told = story(1)
    log = told.log
    first = log.cosigned[0][0]
    late = next(entry for entry in told.shown if entry.position > first)
    for entry in log.entries[
        late.position - 1 :
    ]:  # times of recording never go back, so all that follow as well
        entry.recorded = log.entries[0].recorded
        log.leaves[entry.position - 1] = entry.leaf
    log.cosigned = [(size, time + 3_600) for size, time in log.cosigned]
    verdict = verdict_on(told, dossier_files(told))
    flagged = {event.position for event in verdict.result.events if "late_sealed" in event.flags}
    assert late.position in flagged
    assert not flagged & set(range(1, first + 1))


def test_a_witness_that_goes_back_in_time_contradicts_itself() -> None:
    told = story(1)
    files = dossier_files(told)
    _, time = told.log.cosigned[-1]
    small = told.log.cosigned[0][0]
    files[f"older/{small}"] = told.log.note(small, time + 3_600)
    assert "times_contradict" in codes(verdict_on(told, files))


def test_a_checkpoint_of_another_log_of_the_deployment_is_foreign() -> None:
    told = story(1)
    verdict = verdict_on(told, dossier_files(told), policy_text(with_log=False), log=f"{LOG}/2")
    assert codes(verdict) == {"checkpoint_foreign"}
    assert codes(verdict_on(told, dossier_files(told), log=f"{LOG}/2")) == {"log_key_unknown"}


def test_a_pinned_policy_without_the_log_s_key_takes_the_registered_one() -> None:
    told = story(1)
    verdict = verdict_on(told, dossier_files(told), policy_text(with_log=False))
    assert verdict.result.ok


def test_a_pinned_key_of_the_log_wins_over_the_registered_one() -> None:
    told = story(1)
    other = NoteKey(LOG, Signer("another log", HOST).public).vkey
    policy = f"log {other}\n".encode() + policy_text(with_log=False)
    assert codes(verdict_on(told, dossier_files(told), policy)) == {"checkpoint_unverified"}


def test_a_witness_that_is_the_operator_s_own_makes_no_quorum() -> None:
    told = story(1)
    own = WitnessKey("operator.example/witness", Signer("host", HOST).public).vkey
    policy = policy_text().replace(witness_key("auditor").vkey.encode(), own.encode())
    assert codes(verdict_on(told, dossier_files(told), policy)) == {"policy_refused"}


def test_a_tree_that_the_agency_saw_otherwise_is_flagged_as_a_fork() -> None:
    def forked(log: MadeLog, case: str) -> int:
        entry = log.append(
            log.signers["polres-ttu"],
            "SpdpSent",
            case,
            {},
            seensize=log.cosigned[0][0],
            seenroot="A" * 43 + "=",
        )
        return entry.position

    told = story(1, rotated=False)
    position = forked(told.log, told.case)
    told.log.cosign()
    verdict = verdict_on(told, dossier_files(told))
    assert verdict.result.ok
    assert {event.position for event in verdict.result.events if "fork" in event.flags} == {position}


def test_a_tree_larger_than_the_log_was_is_flagged_as_a_fork() -> None:
    told = story(1, rotated=False)
    entry = told.log.append(
        told.log.signers["polres-ttu"], "SpdpSent", told.case, {}, seensize=10**6, seenroot="A" * 43 + "="
    )
    told.log.cosign()
    verdict = verdict_on(told, dossier_files(told))
    assert [event.position for event in verdict.result.events if "fork" in event.flags] == [entry.position]


def test_another_event_before_than_the_one_that_the_agency_saw_is_flagged() -> None:
    told = story(1, rotated=False)
    last = told.log.versions[told.case]
    entry = told.log.append(
        told.log.signers["polres-ttu"], "SpdpSent", told.case, {}, prevversion=last, prevhash="0" * 64
    )
    told.log.cosign()
    verdict = verdict_on(told, dossier_files(told))
    assert verdict.result.ok
    assert [event.position for event in verdict.result.events if "prev_differs" in event.flags] == [
        entry.position
    ]


def test_checkpoints_that_nobody_can_prove_are_left_out_of_the_windows() -> None:
    told = story(1)
    files = dossier_files(told)
    change_json(files, "consistency.json", lambda leads: [])
    verdict = verdict_on(told, files)
    assert codes(verdict) == {"consistency_missing"}
    assert {event.after for event in verdict.result.events} == {None}


def test_more_witnesses_than_the_quorum_are_named() -> None:
    told = story(1)
    files = dossier_files(told)
    with_checkpoint(files, told.log.note(*told.log.cosigned[-1], WITNESSES))
    checkpoint = verdict_on(told, files).result.checkpoint
    assert checkpoint is not None
    assert checkpoint.witnesses == tuple(sorted(WITNESSES))
