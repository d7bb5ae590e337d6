"""Closed code lists of the file exchange. Sources: reference/domain.md 2.2, 2.5 and 2.6; B-310."""

from domain.catalogue.fields import Code


class SpdpReturnReason(Code):
    """Why the SPDP goes back to police (B-310: SOP FORM-1 for the first two, SOP FORM-3 for the third)."""

    LATE = "late", "Terlambat lebih dari 7 hari", "More than 7 days late"
    WRONG_LEVEL = "wrong_level", "Salah tingkat kejaksaan", "Wrong level of the prosecution service"
    STALE = "stale", "Berkas tidak dikirim setelah dua kali P-17", "No file after two requests for progress"


class InstructionAnswer(Code):
    """What police answer to one instruction."""

    MET = "met", "Dipenuhi", "Met"
    PARTLY = "partly", "Dipenuhi sebagian", "Partly met"
    CONTESTED = "contested", "Disanggah", "Contested"


class AnswerReason(Code):
    """Why an instruction is met in part or contested."""

    IN_THE_FILE = "in_the_file", "Sudah ada dalam berkas", "Already in the file"
    NOT_OF_THE_ARTICLE = "not_of_the_article", "Bukan unsur pasal", "Not an element of the article"
    FIRST_ASKED_NOW = "first_asked_now", "Baru diminta pada tahap ini", "First asked for in this return"
    UNREACHABLE = "unreachable", "Saksi/korban tidak terjangkau", "Witness or victim not reached"
    EXPERT_AWAITED = "expert_awaited", "Menunggu ahli/laboratorium", "Expert or laboratory awaited"
    ABROAD = "abroad", "Bukti di luar negeri", "Evidence abroad"
    DIFFERENT_VIEW = "different_view", "Berbeda pendapat hukum", "Different view of the law"


class ElementHeld(Code):
    """What a side holds of an element of the offence (SOP FORM-5, KUHAP 2025 art 59(6))."""

    MET = "met", "Terpenuhi", "Met"
    PARTLY = "partly", "Terpenuhi sebagian", "Partly met"
    NOT_MET = "not_met", "Belum terpenuhi", "Not met"


class CoordinationForm(Code):
    """Which minutes were drawn up (B-310)."""

    COORDINATION = "coordination", "BA koordinasi (SOP FORM-6)", "Coordination (SOP FORM-6)"
    CONSULTATION = "consultation", "BA konsultasi (SOP FORM-6A)", "Consultation (SOP FORM-6A)"


class CoordinationReportTo(Code):
    """To whom a coordination that did not take place is reported (B-310: SOP FORM-1B, SOP FORM-1C)."""

    HEAD_OF_OFFICE = "head_of_office", "Kepala kejaksaan negeri", "Head of the prosecutor's office"
    POLICE_SUPERIOR = "police_superior", "Atasan penyidik", "Superior of the investigator"
