"""Closed code lists of the case conference and of disputes. Sources: reference/domain.md 2.4, 2.5 and 2.6."""

from domain.catalogue.fields import Code


class PositionSubject(Code):
    """What a position is about."""

    FILE = "file", "Berkas", "File"
    ELEMENT = "element", "Unsur", "Element"
    ARTICLE = "article", "Pasal", "Article"
    DISCREPANCY = "discrepancy", "Perbedaan", "Discrepancy"


class PositionHeld(Code):
    """What is held of a subject: of an element or article whether it is met, of a discrepancy whose record
    stands."""

    MET = "met", "Terpenuhi", "Met"
    PARTLY = "partly", "Terpenuhi sebagian", "Partly met"
    NOT_MET = "not_met", "Belum terpenuhi", "Not met"
    MAINTAINED = "maintained", "Catatan sendiri dipertahankan", "Own record maintained"
    CONCEDED = "conceded", "Catatan pihak lain diterima", "The other side's record accepted"


class DiscrepancyKind(Code):
    """Kinds of disagreement that follow from the log, as `domain/discrepancies/` derives them."""

    NOT_RECEIVED = "not_received", "Dikirim, belum dinyatakan diterima", "Sent, not stated as received"
    NOT_SENT = "not_sent", "Diterima, tidak dinyatakan dikirim", "Received, not stated as sent"
    DOCUMENTS_DIFFER = (
        "documents_differ",
        "Dokumen yang diterima berbeda dari yang dikirim",
        "The document received is not the one sent",
    )
    RECEIVED_BEFORE_SENT = (
        "received_before_sent",
        "Tanggal terima mendahului tanggal kirim",
        "Received before it was sent",
    )
    ITEM_CONTESTED = "item_contested", "Petunjuk disanggah", "Instruction contested"
    ITEM_RAISED_LATE = (
        "item_raised_late",
        "Petunjuk baru pada pengembalian berikutnya",
        "Instruction first raised in a later round",
    )
    ARTICLES_DIFFER = "articles_differ", "Pasal yang diterapkan berbeda", "The articles held differ"
    ELEMENTS_DIFFER = "elements_differ", "Pandangan atas unsur berbeda", "The views of an element differ"
    JOINT_ACT_CONTESTED = "joint_act_contested", "Catatan bersama disanggah", "Joint act contested"
    ACT_CONFLICTING = (
        "act_conflicting",
        "Tindakan di atas kertas bertentangan dengan catatan",
        "An act on paper conflicts with the log",
    )
    DATES_DIFFER = "dates_differ", "Tanggal peristiwa yang sama berbeda", "The same act is dated differently"
    STATUS_DIFFERS = (
        "status_differs",
        "Status korban dinilai berbeda",
        "The status of a victim is assessed differently",
    )
    INTERVIEW_WITHOUT_REASON = (
        "interview_without_reason",
        "Wawancara ketiga atau lebih tanpa alasan",
        "Third or later interview without a reason",
    )
    SILENCE = "silence", "Diam melewati tenggat", "Silence past a deadline"


class ConferenceForm(Code):
    """Held because KUHAP 2025 art 62(2) asks for it, or because the offices agreed to."""

    STATUTORY = "statutory", "Wajib (Pasal 62 ayat (2))", "Statutory (art 62(2))"
    VOLUNTARY = "voluntary", "Sukarela", "Voluntary"


class ConferenceRole(Code):
    """In what role one sits in a case conference; the first five are the quorum of KUHAP 2025 art 62(2)."""

    INVESTIGATOR = "investigator", "Penyidik", "investigator"
    INVESTIGATOR_SUPERVISOR = "investigator_supervisor", "Atasan penyidik", "investigator's supervisor"
    PROSECUTOR = "prosecutor", "Penuntut umum", "prosecutor"
    PROSECUTOR_SUPERVISOR = "prosecutor_supervisor", "Atasan penuntut umum", "prosecutor's supervisor"
    EXPERT = "expert", "Ahli", "expert"
    FACILITATOR = "facilitator", "Fasilitator gugus tugas", "facilitator of the task force"
    VICTIM_COMPANION = "victim_companion", "Pendamping korban", "companion of the victim"
    DEFENCE = "defence", "Penasihat hukum tersangka", "defence counsel"


class ExpertQualification(Code):
    """What makes a person an expert (KUHAP 2025 art 1 no. 51)."""

    CERTIFICATE = "certificate", "Sertifikat", "Certificate"
    DEGREE = "degree", "Ijazah", "Degree"
    SPECIAL_EXPERIENCE = "special_experience", "Pengalaman khusus", "Special experience"


class ExpertPanel(Code):
    """From whose list an expert comes: who appoints is part of the question of interests."""

    TASK_FORCE = "task_force", "Daftar gugus tugas", "Task force"
    POLICE = "police", "Daftar kepolisian", "Police"
    PROSECUTOR = "prosecutor", "Daftar kejaksaan", "Prosecutor's office"
    UNIVERSITY = "university", "Perguruan tinggi", "University"
    MINISTRY = "ministry", "Kementerian/lembaga", "Ministry or agency"
    NONE = "none", "Di luar daftar", "Outside any list"


class TerminationGround(Code):
    """On what ground a conference finds that the investigation is to be terminated (KUHAP 2025 art 24(2))."""

    NOT_ENOUGH_PROOF = "not_enough_proof", "Tidak cukup bukti", "Not enough proof"
    NOT_A_CRIME = "not_a_crime", "Bukan tindak pidana", "Not a crime"
    BY_LAW = "by_law", "Demi hukum", "By operation of law"


class Continuation(Code):
    """What the prosecutor decides after a disputed handover (KUHAP 2025 art 62(6))."""

    CONTINUED = "continued", "Penuntutan dilanjutkan", "Prosecution continued"
    NOT_CONTINUED = "not_continued", "Penuntutan tidak dilanjutkan", "Prosecution not continued"


class DisputeOutcome(Code):
    """How a dispute is proposed to end."""

    POLICE_POSITION = "police_position", "Pendapat penyidik diikuti", "The investigator's position"
    PROSECUTOR_POSITION = "prosecutor_position", "Pendapat penuntut umum diikuti", "The prosecutor's position"
    ARTICLES_AGREED = "articles_agreed", "Pasal disepakati", "Articles agreed"
    EVIDENCE_TO_BE_ADDED = "evidence_to_be_added", "Alat bukti ditambah", "Evidence to be added"
    FILE_COMPLETE = "file_complete", "Berkas lengkap", "File complete"
    TERMINATION = "termination", "Penyidikan dihentikan", "Investigation terminated"
    RECORD_CORRECTED = "record_corrected", "Catatan dibetulkan", "Record corrected"


class EscalatedTo(Code):
    """Who takes a dispute on where the two offices find no outcome."""

    POLICE_SUPERIOR = "police_superior", "Atasan di kepolisian (Polda)", "Superior police office"
    PROSECUTOR_SUPERIOR = (
        "prosecutor_superior",
        "Atasan di kejaksaan (Kejati)",
        "Superior prosecutor's office",
    )
    BOTH_SUPERIORS = "both_superiors", "Atasan kedua instansi", "Superiors of both offices"
    STATUTORY_CONFERENCE = "statutory_conference", "Gelar perkara wajib", "Statutory case conference"


class EscalationReason(Code):
    """Why a dispute goes further."""

    NO_AGREEMENT = "no_agreement", "Tidak tercapai kesepakatan", "No agreement"
    NO_ANSWER = "no_answer", "Tidak ada jawaban", "No answer"
    DEADLINE = "deadline", "Tenggat berakhir", "Deadline reached"
    OUTCOME_NOT_CARRIED_OUT = "outcome_not_carried_out", "Hasil tidak dilaksanakan", "Outcome not carried out"


class DisputeWithdrawalReason(Code):
    """Why the one who opened a dispute takes it back."""

    SETTLED = "settled", "Selesai tanpa putusan", "Settled otherwise"
    RECORD_CORRECTED = "record_corrected", "Catatan sudah dibetulkan", "Record has been corrected"
    OPENED_IN_ERROR = "opened_in_error", "Salah dibuka", "Opened in error"
