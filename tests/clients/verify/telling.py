"""The story of a log: police and prosecutor disagree about a file, and what of it is in their dossier."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tests.clients.verify.made_log import HOST, Entry, MadeLog, Signer


@dataclass
class Story:
    """A log in which police and prosecutor disagree, and what of it is in the dossier of their dispute."""

    log: MadeLog
    case: str
    dispute: str
    withheld: frozenset[int]  # positions of the case that are not in the dossier
    hidden: Mapping[int, int]  # of an event at a position so many disclosures are left out

    @property
    def shown(self) -> list[Entry]:
        registry = ("AgencyRegistered", "KeyRegistered", "KeyRotated", "KeyRevoked")
        return [
            entry
            for entry in self.log.entries
            if entry.position not in self.withheld
            and (entry.subject == self.case or entry.body["type"].split(".")[1] in registry)
        ]

    @property
    def verified_at(self) -> int:
        """A moment after everything in it, seconds since 1970."""
        return int((self.log.now + timedelta(days=1)).timestamp())


def story(seed: int = 0, *, rotated: bool | None = None, revoked: bool | None = None) -> Story:
    """A log that ends in a dispute; what varies is drawn from the seed where it is not said."""
    log = MadeLog(seed)
    chance = log.random
    root = log.signer("root", HOST)
    log.register_agency(root, HOST, "deployment", root)
    host = log.signer("host", HOST)
    log.register_key(root, host, "agency")
    log.register_key(root, log.signer("receipt", HOST), "receipt")
    log.register_key(root, log.signer("log", HOST), "log")
    for agency, kind in (("polres-ttu", "polres"), ("kejari-ttu", "kejari")):
        own_root = log.signer(f"root {agency}", agency)
        log.register_agency(host, agency, kind, own_root)
        log.register_key(own_root, log.signer(agency, agency), "agency" if kind == "polres" else "device")
    log.register_agency(host, "uptdppa-ttu", "uptd_ppa", None)
    log.register_key(host, log.signer("escrow", "uptdppa-ttu", escrow=True), "escrow")
    case, dispute, other = log.uuid(), log.uuid(), log.uuid()
    if chance.random() < 0.8:
        log.cosign()
    tell = Telling(log, case, dispute, other)
    tell.case_begins()
    if rotated if rotated is not None else chance.random() < 0.3:
        tell.police_change_their_key()
    tell.file_goes_back_and_forth(chance.randint(1, 4))
    if revoked if revoked is not None else chance.random() < 0.3:
        tell.prosecutor_loses_a_key()
    tell.dispute_opens()
    log.cosign()
    of_case = [entry for entry in log.entries if entry.subject == case]
    withheld = [entry.position for entry in of_case if entry.disclosures and chance.random() < 0.15]
    hidden = {
        entry.position: chance.randint(0, len(entry.disclosures)) for entry in of_case if entry.disclosures
    }
    return Story(log, case, dispute, frozenset(withheld[:1]), hidden)


class Telling:
    """The steps of the story, with noise of another case between them."""

    def __init__(self, log: MadeLog, case: str, dispute: str, other: str) -> None:
        self.log, self.case, self.dispute, self.other = log, case, dispute, other
        self.police, self.prosecutor = log.signers["polres-ttu"], log.signers["kejari-ttu"]
        self.social = log.signers["escrow"]

    def case_begins(self) -> None:
        told = {"victim_name": "Maria Fahik", "statement": "Dijanjikan pekerjaan.\nPaspor ditahan."}
        self._record(self.social, "ReportReceived", {"channel": "walk_in", "child": False}, told)
        self._noise()
        self._record(
            self.police, "PoliceReportFiled", {"articles": ["UU-21-2007:2"]}, {"report_number": "LP/1/III"}
        )
        self._record(self.police, "SpdpSent", {"to": "kejari-ttu"})
        self._record(self.prosecutor, "SpdpReceived", {"from": "polres-ttu"}, marks=1)

    def police_change_their_key(self) -> None:
        new = self.log.signer("polres-ttu 2", "polres-ttu")
        self.log.rotate_key(self.log.signers["root polres-ttu"], self.police, new, "agency")
        self.police = new

    def file_goes_back_and_forth(self, rounds: int) -> None:
        for number in range(1, rounds + 1):
            self._record(
                self.police, "FileSubmitted", {"round": number}, {"file_note": f"Berkas tahap {number}"}
            )
            if self.log.random.random() < 0.5:
                self.log.cosign()
            self._noise()
            self._record(self.prosecutor, "FileReturned", {"round": number, "items": 3 - number % 2},
                         {"instructions": ["Lengkapi unsur tujuan", "Periksa saksi ‘L’"]})  # fmt: skip

    def prosecutor_loses_a_key(self) -> None:
        root = self.log.signers["root kejari-ttu"]
        since = max(1, len(self.log.entries) - 3)
        self.log.revoke_key(root, self.prosecutor, since)
        self.prosecutor = self.log.signer("kejari-ttu 2", "kejari-ttu")
        self.log.register_key(root, self.prosecutor, "agency")

    def dispute_opens(self) -> None:
        self._record(self.police, "DisputeOpened", {"dispute": self.dispute, "element": "purpose"})
        self._noise()
        self._record(self.prosecutor, "PositionRecorded", {"dispute": self.dispute, "holds": "not_proven"},
                     {"reasons": "Unsur tujuan belum terang."})  # fmt: skip

    def _record(
        self,
        signer: Signer,
        type_name: str,
        data: dict[str, Any],
        classed: dict[str, Any] | None = None,
        marks: int = 0,
    ) -> Entry:
        return self.log.append(signer, type_name, self.case, data, classed, marks=marks)

    def _noise(self) -> None:
        for _ in range(self.log.random.randint(0, 6)):
            self.log.append(self.social, "ReportReceived", self.other, {"channel": "walk_in"})
            self.other = self.log.uuid()
