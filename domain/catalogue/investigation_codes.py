"""Closed code lists of inquiry, investigation, suspects, detention. Sources: reference/domain.md 2.3, 2.5."""

from domain.catalogue.fields import Code


class InquiryOutcome(Code):
    """What a case conference on an inquiry (gelar perkara lidik) came to (Perkap 6/2019 art 9)."""

    INVESTIGATION = "investigation", "Naik ke penyidikan", "Goes to investigation"
    CLOSED = "closed", "Penyelidikan dihentikan", "Inquiry closed"
    PASSED_ON = "passed_on", "Dilimpahkan", "Passed on to another unit"


class ProofKind(Code):
    """Kinds of proof: a suspect is designated on at least two (KUHAP 2025 art 90; Perkap 6/2019 art 25)."""

    WITNESS = "witness", "Keterangan saksi", "Testimony of a witness"
    EXPERT = "expert", "Keterangan ahli", "Testimony of an expert"
    DOCUMENT = "document", "Surat", "Document"
    SUSPECT = "suspect", "Keterangan tersangka", "Statement of the suspect"
    OBJECT = "object", "Barang bukti", "Object"
    ELECTRONIC = "electronic", "Bukti elektronik", "Electronic evidence"
    INDICATION = "indication", "Petunjuk", "Indication"


class EvidenceKind(Code):
    """What an item of evidence is (UU 21/2007 art 29: electronic data and documents are evidence too)."""

    TESTIMONY = "testimony", "Keterangan", "Testimony"
    PAPER = "paper", "Surat/dokumen", "Paper"
    ACCOUNTS = "accounts", "Catatan upah/utang", "Accounts of wages or debts"
    FINANCIAL = "financial", "Data transaksi keuangan", "Financial transactions"
    TRAVEL = "travel", "Dokumen perjalanan", "Travel documents"
    COMMUNICATION = "communication", "Percakapan elektronik", "Electronic messages"
    IMAGE = "image", "Foto/video", "Image or video"
    DEVICE = "device", "Perangkat elektronik", "Electronic device"
    OBJECT = "object", "Barang", "Object"


class DetentionStage(Code):
    """At which stage a person is detained (KUHAP 1981 arts 24-29; KUHAP 2025 arts 102-107)."""

    INVESTIGATION = "investigation", "Penyidikan", "Investigation"
    PROSECUTION = "prosecution", "Penuntutan", "Prosecution"
    TRIAL = "trial", "Pemeriksaan di PN", "Trial"
    APPEAL = "appeal", "Banding", "Appeal"
    CASSATION = "cassation", "Kasasi", "Cassation"


class ExtensionGround(Code):
    """On what ground a detention is extended (KUHAP 1981 arts 24-29; KUHAP 2025 arts 102-107)."""

    EXAMINATION = "examination", "Kepentingan pemeriksaan", "Examination not finished"
    NINE_YEARS = "nine_years", "Ancaman pidana 9 tahun atau lebih", "Offence of nine years or more"
    GRAVE_ILLNESS = "grave_illness", "Gangguan fisik atau mental berat", "Grave illness"


class DetentionEndReason(Code):
    """Why a detention ended."""

    TIME_ENDED = "time_ended", "Masa penahanan habis", "Time of detention ended"
    SUSPENDED = "suspended", "Penangguhan", "Suspended"
    RELEASED = "released", "Dikeluarkan", "Released"
    NEXT_STAGE = "next_stage", "Beralih ke tahap berikutnya", "Passed to the next stage"
    TERMINATED = "terminated", "Perkara dihentikan", "Case terminated"
    ARTICLE_CHANGED = "article_changed", "Perubahan pasal", "Articles changed"
    DIED = "died", "Meninggal", "Died"
    ESCAPED = "escaped", "Melarikan diri", "Escaped"


class CustodyKind(Code):
    """In what kind of place a suspect is kept (KUHAP 1981 art 22; UU 11/2012 for children)."""

    POLICE_CELL = "police_cell", "Rutan Polri", "Police cell"
    RUTAN = "rutan", "Rumah tahanan negara", "Remand centre"
    LAPAS = "lapas", "Lembaga pemasyarakatan", "Prison"
    CHILD_PLACE = "child_place", "LPAS/LPKS", "Place for children"
    HOUSE = "house", "Tahanan rumah", "House arrest"
    CITY = "city", "Tahanan kota", "City arrest"
    HOSPITAL = "hospital", "Pembantaran di rumah sakit", "Hospital"


class TransferReason(Code):
    """Why a file passes to another office."""

    NETWORK = "network", "Bagian dari perkara jaringan", "Part of a network case"
    PLACE_OF_ACT = "place_of_act", "Tempat kejadian perkara", "Place of the act"
    TAKEN_OVER = "taken_over", "Diambil alih satuan atas", "Taken over by a superior unit"
    JOINED = "joined", "Penggabungan berkas", "Files joined"
    CONFLICT_OF_INTEREST = "conflict_of_interest", "Benturan kepentingan", "Conflict of interest"


class PretrialParty(Code):
    """Who asks for a pretrial ruling (praperadilan, KUHAP 2025 art 158)."""

    SUSPECT = "suspect", "Tersangka/keluarga", "Suspect or family"
    VICTIM = "victim", "Korban", "Victim"
    REPORTER = "reporter", "Pelapor", "Reporter"
    PROSECUTOR = "prosecutor", "Penuntut umum", "Prosecutor"
    INVESTIGATOR = "investigator", "Penyidik", "Investigator"


class PretrialGround(Code):
    """What a pretrial ruling is asked on (KUHAP 2025 art 158; unjustified delay: letter e)."""

    COERCIVE_MEASURE = "coercive_measure", "Sah tidaknya upaya paksa", "Lawfulness of a coercive measure"
    DESIGNATION = "designation", "Sah tidaknya penetapan tersangka", "Lawfulness of the designation"
    TERMINATION = "termination", "Sah tidaknya penghentian", "Lawfulness of a termination"
    COMPENSATION = "compensation", "Ganti rugi/rehabilitasi", "Compensation or rehabilitation"
    UNRELATED_SEIZURE = "unrelated_seizure", "Penyitaan benda tak terkait", "Seizure of unrelated things"
    DELAY = "delay", "Penundaan tanpa alasan sah", "Unjustified delay"
