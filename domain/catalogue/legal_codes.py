"""Closed code lists of criminal procedure. Sources: reference/domain.md sections 2.2, 2.5 and 2.6."""

from domain.catalogue.fields import Code


class ReturnReason(Code):
    """Why a file is returned: formal (F) and material (M) shortcomings, KUHAP 2025 art 59(6)."""

    F1 = "F1", "Kewenangan/locus/tempus penyidik", "Authority, place or time of the investigator"
    F2 = "F2", "Bukti identitas/usia", "Proof of identity or age"
    F3 = "F3", "Izin sita/geledah/sadap tidak ada", "Permit for seizure, search or tap missing"
    F4 = "F4", "BAP tidak ditandatangani/anak tanpa pendamping", "Statement unsigned, or child unaccompanied"
    F5 = "F5", "Tanpa penerjemah tersumpah", "No sworn interpreter"
    F6 = "F6", "SPDP terlambat atau tidak ada", "Late or missing SPDP"
    F7 = "F7", "Cacat surat penahanan", "Detention paper defects"
    F8 = "F8", "Daftar barang bukti tidak cocok", "Evidence list mismatch"
    M1 = "M1", "Tujuan eksploitasi belum terbukti", "Purpose of exploitation not shown"
    M2 = "M2", "Cara belum terbukti", "Means not shown"
    M3 = "M3", "Proses dibaca terlalu sempit", "Process read too narrowly"
    M4 = "M4", "Pasal keliru atau kurang", "Wrong or missing article"
    M5 = "M5", "Alat bukti kurang", "Not enough proof"
    M6 = "M6", "Perlu keterangan ahli", "Expert opinion needed"
    M7 = "M7", "Restitusi belum lengkap", "Restitution incomplete"
    M8 = "M8", "Pelaku utama buron/rantai belum diuraikan", "Main actor at large or chain not described"
    M9 = "M9", "Korban di luar negeri/tidak terjangkau", "Victim abroad, unreachable or unwilling"
    M10 = "M10", "Bukti elektronik belum diautentikasi", "Electronic evidence not authenticated"


class ReturnInstrument(Code):
    """The paper a file is returned with: P-19 once, ordinary letters after (B-3326/E/EJP/11/2011)."""

    P19 = "P19", "P-19", "P-19"
    FOLLOW_UP_LETTER = "follow_up_letter", "Surat susulan", "Follow-up letter"


class ArticleRole(Code):
    """What an article is to a file."""

    PRIMARY = "primary", "Primer", "Primary"
    SUBSIDIARY = "subsidiary", "Subsider", "Subsidiary"
    ALTERNATIVE = "alternative", "Alternatif", "Alternative"
    CUMULATIVE = "cumulative", "Kumulatif", "Cumulative"


class ArticleChangeReason(Code):
    """Why the articles of a file changed."""

    INSTRUCTION = "instruction", "Petunjuk jaksa", "Prosecutor's instruction"
    COORDINATION = "coordination", "Hasil koordinasi", "Outcome of coordination"
    CONFERENCE = "conference", "Hasil gelar perkara", "Outcome of the case conference"
    NEW_EVIDENCE = "new_evidence", "Bukti baru", "New evidence"
    AGE_OF_VICTIM = "age_of_victim", "Usia korban", "Age of the victim"
    LAW_CHANGED = "law_changed", "Perubahan undang-undang", "Change of law"


class CoordinationStage(Code):
    """Before or after the file reached the prosecutor: KUHAP 2025 art 59(5) allows one after."""

    BEFORE_FILE = "before_file", "Sebelum berkas", "Before the file"
    AFTER_FILE = "after_file", "Sesudah berkas", "After the file"


class ExpertField(Code):
    """Fields of expertise a file may need (return reason M6)."""

    TRAFFICKING = "trafficking", "Ahli TPPO", "Trafficking"
    CRIMINAL_LAW = "criminal_law", "Ahli hukum pidana", "Criminal law"
    LABOUR = "labour", "Ahli ketenagakerjaan", "Labour"
    DIGITAL_FORENSICS = "digital_forensics", "Ahli digital forensik", "Digital forensics"
    PSYCHOLOGY = "psychology", "Psikolog", "Psychology"
    FORENSIC_MEDICINE = "forensic_medicine", "Ahli kedokteran forensik", "Forensic medicine"


class HearingOption(Code):
    """Measures at a hearing (UU 21/2007 arts 34, 37-40; UU 11/2012 for children)."""

    CLOSED = "closed", "Sidang tertutup", "Closed hearing"
    REMOTE_TESTIMONY = "remote_testimony", "Kesaksian jarak jauh", "Remote testimony"
    RECORDED_TESTIMONY = "recorded_testimony", "Kesaksian terekam", "Recorded testimony"
    ACCUSED_REMOVED = "accused_removed", "Terdakwa dikeluarkan", "Accused removed from the room"
    NO_ROBES = "no_robes", "Tanpa toga", "No robes"
    COMPANION_PRESENT = "companion_present", "Didampingi", "Companion present"


class HearingStage(Code):
    """What a hearing was for."""

    INDICTMENT_READ = "indictment_read", "Pembacaan dakwaan", "Indictment read"
    EVIDENCE = "evidence", "Pembuktian", "Evidence"
    DEMAND = "demand", "Tuntutan", "Prosecutor's demand"
    DEFENCE = "defence", "Pembelaan", "Defence"
    VERDICT = "verdict", "Putusan", "Verdict"
    ADJOURNED = "adjourned", "Ditunda", "Adjourned"


class VerdictOutcome(Code):
    """What the court decided."""

    CONVICTED = "convicted", "Terbukti bersalah", "Convicted"
    ACQUITTED = "acquitted", "Bebas", "Acquitted"
    RELEASED = "released", "Lepas dari tuntutan", "Released from all charges"


class IndictmentForm(Code):
    """How an indictment is built."""

    SINGLE = "single", "Tunggal", "Single"
    ALTERNATIVE = "alternative", "Alternatif", "Alternative"
    SUBSIDIARY = "subsidiary", "Subsider", "Subsidiary"
    CUMULATIVE = "cumulative", "Kumulatif", "Cumulative"
    COMBINED = "combined", "Kombinasi", "Combined"
