"""Closed code lists of judgments and restitution. Sources: reference/domain.md 1.2, 2.5; PP 43/2017."""

from domain.catalogue.fields import Code


class Instance(Code):
    """The court that decides: KUHAP 1981 arts 67, 244, 263; KUHAP 2025 likewise."""

    FIRST = "first", "Tingkat pertama", "First instance"
    APPEAL = "appeal", "Banding", "Appeal"
    CASSATION = "cassation", "Kasasi", "Cassation"
    REVIEW = "review", "Peninjauan kembali", "Judicial review"


class AppealBy(Code):
    """Who lodges an appeal."""

    PROSECUTOR = "prosecutor", "Penuntut umum", "Prosecutor"
    DEFENDANT = "defendant", "Terdakwa", "Defendant"
    BOTH = "both", "Penuntut umum dan terdakwa", "Both"


class CopyRecipient(Code):
    """To whom a copy of the judgment goes (KUHAP 2025 art 181(2))."""

    CONVICT = "convict", "Terpidana", "Convict"
    VICTIM = "victim", "Korban", "Victim"
    LPSK = "lpsk", "LPSK", "LPSK"
    PROSECUTOR = "prosecutor", "Penuntut umum", "Prosecutor"
    INVESTIGATOR = "investigator", "Penyidik", "Investigator"


class ProsecutionEnd(Code):
    """Why a prosecution ends. KUHAP 1981 art 140(2)(a): any of these; KUHAP 2025 art 71: lapse alone."""

    INSUFFICIENT_EVIDENCE = "insufficient_evidence", "Tidak cukup bukti", "Not enough proof"
    NOT_A_CRIME = "not_a_crime", "Bukan tindak pidana", "Not a crime"
    SUSPECT_DIED = "suspect_died", "Tersangka meninggal dunia", "The suspect died"
    TIME_BARRED = "time_barred", "Daluwarsa", "Time-barred"
    DECIDED_ALREADY = "decided_already", "Ne bis in idem", "Decided already"
    COMPLAINT_WITHDRAWN = "complaint_withdrawn", "Pengaduan ditarik", "Complaint withdrawn"
    AMNESTY = "amnesty", "Amnesti atau abolisi", "Amnesty or abolition"
    LAW_REPEALED = "law_repealed", "Ketentuan pidana dicabut", "The provision was repealed"


class ResumptionReason(Code):
    """Why a terminated prosecution is taken up again (KUHAP 1981 art 140(2)(d); 2025 art 158)."""

    NEW_GROUNDS = "new_grounds", "Alasan baru", "New grounds"
    PRETRIAL_RULING = "pretrial_ruling", "Putusan praperadilan", "Pretrial ruling"
    ORDER_OF_SUPERIOR = "order_of_superior", "Perintah atasan", "Order of a superior"


class Loss(Code):
    """What restitution makes good (UU 21/2007 art 48(2); PP 43/2017 art 3; PP 7/2018 art 19)."""

    WAGES = "wages", "Kehilangan penghasilan", "Lost income"
    ASSETS = "assets", "Kehilangan kekayaan", "Lost assets"
    SUFFERING = "suffering", "Penderitaan", "Suffering"
    MEDICAL = "medical", "Perawatan medis", "Medical care"
    PSYCHOLOGICAL = "psychological", "Perawatan psikologis", "Psychological care"
    TRANSPORT = "transport", "Transportasi", "Transport"
    LEGAL_COSTS = "legal_costs", "Biaya proses hukum", "Costs of proceedings"
    PROMISED_WAGES = "promised_wages", "Upah yang dijanjikan pelaku", "Wages that the offender promised"
    OTHER = "other", "Kerugian lain", "Other loss"


class Claimant(Code):
    """Who asks for restitution."""

    VICTIM = "victim", "Korban", "Victim"
    GUARDIAN = "guardian", "Orang tua/wali", "Parent or guardian"
    HEIR = "heir", "Ahli waris", "Heir"
    COMPANION = "companion", "Pendamping atau kuasa", "Companion or attorney"
    LPSK = "lpsk", "LPSK", "LPSK"
    PROSECUTOR = "prosecutor", "Penuntut umum", "Prosecutor"


class RequestRoute(Code):
    """Through whom a request goes (PP 43/2017 arts 7-9, 14; UU 31/2014 art 7A)."""

    INVESTIGATOR = "investigator", "Penyidik", "Investigator"
    PROSECUTOR = "prosecutor", "Penuntut umum", "Prosecutor"
    LPSK = "lpsk", "LPSK", "LPSK"
    COURT = "court", "Pengadilan", "Court"


class RequestLack(Code):
    """What a request for restitution lacks (PP 43/2017 arts 7, 10)."""

    IDENTITY = "identity", "Identitas pemohon", "Identity of the claimant"
    OFFENDER = "offender", "Identitas pelaku", "Identity of the offender"
    STORY = "story", "Uraian peristiwa", "Account of what happened"
    LOSS = "loss", "Uraian kerugian", "Account of the loss"
    AMOUNT = "amount", "Besaran restitusi", "Amount of restitution"
    PROOF_OF_LOSS = "proof_of_loss", "Bukti kerugian", "Proof of loss"
    PROOF_OF_KINSHIP = "proof_of_kinship", "Bukti hubungan keluarga", "Proof of kinship"
    POWER_OF_ATTORNEY = "power_of_attorney", "Surat kuasa", "Power of attorney"


class ClaimIn(Code):
    """Where the prosecutor, or LPSK, claims restitution (UU 31/2014 art 7A; KUHAP 2025 art 144)."""

    INDICTMENT = "indictment", "Dakwaan", "Indictment"
    DEMAND = "demand", "Tuntutan (requisitoir)", "Prosecutor's demand"
    AFTER_JUDGMENT = "after_judgment", "Sesudah putusan", "After the judgment"


class AssetKind(Code):
    """What is seized or sold."""

    MONEY = "money", "Uang", "Money"
    BANK_ACCOUNT = "bank_account", "Rekening bank", "Bank account"
    VEHICLE = "vehicle", "Kendaraan", "Vehicle"
    LAND_OR_BUILDING = "land_or_building", "Tanah atau bangunan", "Land or building"
    GOODS = "goods", "Barang", "Goods"
    BUSINESS = "business", "Usaha", "Business"
    OTHER = "other", "Lainnya", "Other"


class PaidBy(Code):
    """Where a payment came from."""

    CONVICT = "convict", "Terpidana", "Convict"
    FAMILY = "family", "Keluarga terpidana", "Family of the convict"
    THIRD_PARTY = "third_party", "Pihak ketiga", "Third party"
    DEPOSIT = "deposit", "Titipan di pengadilan", "Deposit with the court"
    AUCTION = "auction", "Hasil lelang", "Proceeds of an auction"
    STATE_FUND = "state_fund", "Dana bantuan korban", "State victim fund"


class RightsRecipient(Code):
    """Who is told of the right to restitution (KUHAP 2025 art 179(1)-(2))."""

    VICTIM = "victim", "Korban", "Victim"
    GUARDIAN = "guardian", "Orang tua/wali", "Parent or guardian"
    HEIR = "heir", "Ahli waris", "Heir"
    COMPANION = "companion", "Pendamping", "Companion"
    LPSK = "lpsk", "LPSK", "LPSK"
