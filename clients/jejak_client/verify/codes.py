"""Every code that a verification can find, with the sentence that goes with it (codes.md is made from this).

The page for browsers holds the same table. A code and its sentence never change their meaning.
"""

from __future__ import annotations

PROBLEMS = {
    # the zip
    "archive_refused": "The zip has something before, between or behind its files, or tells a length twice.",
    "archive_damaged": "A file in the zip is damaged.",
    "too_large": "The dossier is larger than a verifier reads.",
    "name_refused": "The zip holds a file that no dossier has.",
    "name_repeated": "The zip holds two files of one name.",
    "manifest_missing": "There is no manifest.",
    "manifest_malformed": "The manifest is not one of jejak-dossier/1.",
    "file_unlisted": "The manifest does not name this file.",
    "file_missing": "A file that a dossier has, or that the manifest names, is missing.",
    "file_changed": "The file is not the one whose hash stands in the manifest.",
    "file_malformed": "The file has another form than jejak-dossier/1 gives it.",
    # the log and its checkpoints
    "policy_missing": "Nothing says which witnesses must have cosigned: give a policy.",
    "policy_malformed": "The policy cannot be read (c2sp.org/tlog-policy).",
    "policy_refused": "The policy must not be used: it would let two views of the log pass.",
    "log_key_unknown": "The key of the log is neither pinned nor registered by its operator.",
    "checkpoint_malformed": "The checkpoint cannot be read (c2sp.org/tlog-checkpoint).",
    "checkpoint_unverified": "A signature on the checkpoint does not hold, or the log has not signed it.",
    "checkpoint_foreign": "The checkpoint is of another log than the manifest names.",
    "not_final": "Too few witnesses have cosigned: the host could still show another log to others.",
    "older_unverified": "An earlier checkpoint cannot be read, or a signature on it does not hold.",
    "consistency_missing": "Nothing shows that the log grew from this earlier checkpoint.",
    "consistency_unverified": "The proof does not show that the log grew from this earlier checkpoint.",
    "times_contradict": "Witnesses cosigned the smaller log after the larger one.",
    # keys
    "genesis_missing": "The first entry of the log, the operator's own registration, is not here.",
    "registry_refused": "A key was registered, exchanged or revoked by somebody who may not.",
    "registry_gap": "Entries of an agency's key history are missing.",
    "root_unpinned": "The root key of the agency is not among the pinned ones.",
    "root_differs": "The root key of the agency is another than the pinned one.",
    "keys_differ": "keys.json says something else of a key than the log does.",
    # events
    "dispute_missing": "The entry that opened the dispute of the manifest is not here.",
    "event_malformed": "The event cannot be read.",
    "event_misnamed": "The file holds the event of another position.",
    "event_repeated": "Two events have one id.",
    "origin_differs": "It was made for another deployment.",
    "case_differs": "The event is of another case.",
    "position_late": "The event is later than the position that the dossier is as of.",
    "order_broken": "The event has an earlier time of recording, or version, than one before it.",
    "key_unknown": "No key of this id was registered for the agency before the event.",
    "key_not_valid": "The key was revoked before the event, or is not one that signs such events.",
    "signature_invalid": "The agency's signature does not hold: this is not what it signed.",
    "assurance_differs": "The event is marked as signed by another kind of key than signed it.",
    "disclosure_malformed": "A disclosed value cannot be read.",
    "disclosure_unmatched": "A disclosed value is not the one that the agency signed.",
    "proof_missing": "There is no proof that the event is in the log.",
    "proof_malformed": "The proof cannot be read (c2sp.org/tlog-proof).",
    "proof_foreign": "The proof is of another position or leads to another checkpoint.",
    "not_included": "The proof does not show the event, as it stands here, at its position of the log.",
    # receipts and deliveries
    "receipt_malformed": "The receipt cannot be read.",
    "receipt_unverified": "The receipt is not signed with a receipt key of the operator.",
    "receipt_key_ended": "The key of the receipt ended there or before: the operator took back what it had "
    "promised, or somebody else signed.",
    "receipt_contradicts": "The operator signed that it recorded something else there: this convicts it.",
    "receipt_broken": "Witnesses saw the log without it after the time promised: if they are the agreed "
    "ones, this convicts the operator.",
    "receipt_foreign": "The receipt is not of the event that is given with it.",
    "delivery_malformed": "The record of a delivery cannot be read, or names an event that is not here.",
    "delivery_contradicts": "Statement, receipt and record of a delivery do not say the same.",
    "statement_unverified": "The agency's statement that it received is not signed with its key of then.",
    "stage_overlaps": "A position is given both in full and as a bare row.",
}

NOTES = {
    "own_policy": "The policy is the dossier's own: on who must witness it vouches for itself.",
    "own_roots": "No root keys were pinned: on whose keys these are, the dossier vouches for itself.",
    "own_keys": "The keys are as given with the file: nothing here shows that they were registered.",
    "cosignature_ignored": "A witness cosigned at a time that cannot be; its cosignature does not count.",
    "pages_unproved": "Nobody has signed timeline, README, manifest and bare rows, nor when something was "
    "owed or fetched: whoever had the file can have changed them. What is proved is listed here.",
    "end_unproved": "That nothing follows is not proved: the last entries of the case, and of the keys, can "
    "be left out unseen.",
    "events_withheld": "Events of the case are not in the dossier.",
    "values_withheld": "Some signed values are not in the dossier: only their digests are.",
    "proof_unused": "Of the proof its checkpoint alone was checked: the entry that it is of was not given.",
    "receipt_key_doubted": "The operator calls the key of the receipt stolen: it may be forged.",
    "promise_open": "Whether the promise of the receipt was kept is not shown: that takes a proof.",
}

# Marks of the server, and what is seen of an event that holds: it stands, but is read with this.
FLAGS = {
    "clock_suspect": "Dated in the future when it was recorded.",
    "conflicting": "An act already done on paper, recorded although the case had moved on.",
    "fork": "The agency says that it had verified another log than this one, or more of it than there was.",
    "late_sealed": "Witnesses saw the log without it long after the host says that it recorded it.",
    "late": "It happened before an event that was already in the case.",
    "needs_reaffirmation": "Signed while the key, or one that registered it, may have been in other hands.",
    "prev_differs": "The agency names another event as the one before than the one here.",
    "prev_unmatched": "When recorded, the case had no such event as the agency named as the one before.",
}
