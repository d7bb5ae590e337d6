"""Words of the timeline that no event type and no code list has, in Indonesian and English."""

from domain.events import Marks
from domain.shapes.conference import DisputeStatus
from server.dossier.shapes import Words

STATUS: dict[DisputeStatus, Words] = {
    "open": {"id": "Belum selesai", "en": "Open"},
    "proposed": {"id": "Penyelesaian diusulkan", "en": "An outcome is proposed"},
    "agreed": {"id": "Disepakati kedua pihak", "en": "Agreed by both sides"},
    "escalated": {"id": "Diteruskan kepada atasan", "en": "Escalated to the superiors"},
    "withdrawn": {"id": "Ditarik oleh pembukanya", "en": "Withdrawn by who opened it"},
}
MARKS: dict[Marks, Words] = {
    Marks.LATE: {
        "id": "Dicatat menyusul: terjadi sebelum catatan lain yang sudah ada.",
        "en": "Recorded late: it happened before an entry that was already there.",
    },
    Marks.CONFLICTING: {
        "id": "Sudah dilakukan di atas kertas ketika perkara telah berubah.",
        "en": "Already done on paper when the case had moved on.",
    },
    Marks.CLOCK_SUSPECT: {
        "id": "Bertanggal di masa depan; waktu catatannya yang dihitung.",
        "en": "Dated in the future; it counts from when it was recorded.",
    },
    Marks.ESCROW: {
        "id": "Ditandatangani peladen atas nama instansi: pengelola peladen dapat menulisnya sendiri.",
        "en": "Signed by the server for the agency: the host could have written it.",
    },
    Marks.PREV_UNMATCHED: {
        "id": "Menyebut catatan pendahulu yang tidak ada di sini.",
        "en": "Names an earlier entry that is not on record here.",
    },
}
WITHDRAWN: Words = {
    "id": "Dibatalkan kemudian oleh pencatatnya.",
    "en": "Taken back later by who recorded it.",
}
IN_OTHER_HANDS: Words = {
    "id": "Ditandatangani ketika kunci mungkin dipegang orang lain: perlu ditegaskan ulang oleh instansinya.",
    "en": "Signed while the key may have been in other hands: its agency has to affirm it again.",
}
FILE: Words = {"id": "Berkas perkara", "en": "Case file"}
DISCREPANCY: Words = {"id": "Perbedaan", "en": "Discrepancy"}
OPENED: Words = {"id": "Dibuka", "en": "Opened"}
OUTCOME: Words = {"id": "Usulan penyelesaian", "en": "Outcome proposed"}


def corrected(positions: str) -> Words:
    """An entry that others correct."""
    return {"id": f"Dibetulkan oleh catatan {positions}.", "en": f"Corrected by entry {positions}."}


def withheld(classes: list[Words]) -> Words:
    """Classes of data that are in the event and not in the dossier."""
    named = {each: ", ".join(words[each] for words in classes) for each in ("id", "en")}
    return {
        "id": f"Tidak disertakan (tersegel): {named['id']}.",
        "en": f"Not included (sealed): {named['en']}.",
    }


def stated_by(awaited: str) -> Words:
    """A joint act that not all named parties have answered."""
    return {
        "id": f"Baru pernyataan pencatatnya; belum dijawab oleh {awaited}.",
        "en": f"Stated by its publisher alone; not answered yet by {awaited}.",
    }


def confirmed(by: str) -> Words:
    """A joint act that other parties confirmed."""
    return {"id": f"Dibenarkan oleh {by}.", "en": f"Confirmed by {by}."}


def contested(by: str) -> Words:
    """A joint act that other parties contested."""
    return {"id": f"Disanggah oleh {by}.", "en": f"Contested by {by}."}


def owed(to: str) -> Words:
    """An event that an office was owed and has not fetched."""
    return {"id": f"Tersedia bagi {to}, belum diambil.", "en": f"Ready for {to}, not fetched yet."}


def fetched(by: str, at: str) -> Words:
    """An event that an office fetched and has not acknowledged."""
    return {"id": f"Diambil {by}: {at}.", "en": f"Fetched by {by}: {at}."}


def acknowledged(by: str, at: str) -> Words:
    """An event that an office says it holds."""
    return {"id": f"Diakui diterima oleh {by}: {at}.", "en": f"Acknowledged by {by}: {at}."}


def existed(after: str | None, before: str | None) -> Words | None:
    """Between which cosigned checkpoints an event was recorded; None where no witness vouches for the end."""
    if before is None:
        return None
    if after is None:
        return {"id": f"Menurut saksi sudah ada pada {before}.", "en": f"Witnessed by {before}."}
    return {
        "id": f"Menurut saksi dicatat antara {after} dan {before}.",
        "en": f"Witnessed as recorded between {after} and {before}.",
    }
