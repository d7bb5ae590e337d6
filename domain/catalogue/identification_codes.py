"""Closed code lists of identification and of corrections. Sources: UU 27/2022 arts 6, 30; scenario Sc-8."""

from domain.catalogue.fields import Code


class RepeatReason(Code):
    """Why a person is interviewed again, though every repetition may harm (Permen PPPA 8/2021)."""

    NEW_FACTS = "new_facts", "Ada fakta baru", "New facts"
    STATEMENTS_DIFFER = "statements_differ", "Keterangan berbeda", "Statements differ"
    UNFIT_BEFORE = "unfit_before", "Sebelumnya belum siap", "Was not fit before"
    INTERPRETER_OR_COMPANION_MISSING = (
        "interpreter_or_companion_missing",
        "Sebelumnya tanpa penerjemah/pendamping",
        "Interpreter or companion was missing",
    )
    ASKED_BY_PROSECUTOR = "asked_by_prosecutor", "Petunjuk jaksa", "Asked for by the prosecutor"
    ASKED_BY_PERSON = "asked_by_person", "Permintaan korban", "Asked for by the person"


class CorrectionReason(Code):
    """On what a recorded fact is corrected."""

    REGISTER_EXTRACT = "register_extract", "Kutipan data kependudukan", "Extract of a register"
    PERSONS_PAPERS = "persons_papers", "Dokumen korban", "Papers of the person"
    AGE_EXAMINATION = "age_examination", "Pemeriksaan usia", "Medical estimate of age"
    PERSONS_REQUEST = "persons_request", "Permintaan korban", "Request by the person"
    TYPING_ERROR = "typing_error", "Salah ketik", "Typing error"
    MISUNDERSTANDING = "misunderstanding", "Salah paham", "Misunderstanding"
    CLOCK_WRONG = "clock_wrong", "Jam atau tanggal salah", "Clock or date was wrong"


class WithdrawalReason(Code):
    """Why an agency takes an entry of its own back."""

    WRONG_CASE = "wrong_case", "Salah kasus", "Wrong case"
    WRONG_PERSON = "wrong_person", "Salah orang", "Wrong person"
    ENTERED_TWICE = "entered_twice", "Tercatat dua kali", "Entered twice"
    DID_NOT_HAPPEN = "did_not_happen", "Tidak terjadi", "Did not happen"
    WRONG_CONTENT = "wrong_content", "Isi keliru", "Content was wrong"
    NOT_AUTHORISED = "not_authorised", "Tanpa wewenang", "Entered without authority"


class CorrectedField(Code):
    """The field of an entry that is corrected; the value stands in the field of that name, or in `date`."""

    TIME = "time", "Waktu kejadian", "Time it happened"
    CHILD = "child", "Anak (< 18 tahun)", "Child (under 18)"
    AGE_BAND = "age_band", "Kelompok usia", "Age band"
    SEX = "sex", "Jenis kelamin", "Sex"
    REGENCY = "regency", "Kabupaten/kota asal", "Regency of origin"
    COUNTRY = "country", "Negara keberadaan", "Country where the person is"
    CITIZENSHIP = "citizenship", "Kewarganegaraan", "Citizenship"
    LANGUAGE = "language", "Bahasa utama", "Primary language"
    DESTINATION_COUNTRY = "destination_country", "Negara tujuan", "Destination country"
    NAME = "name", "Nama", "Name"
    NIK = "nik", "NIK", "Identity number"
    PASSPORT = "passport", "Nomor paspor", "Passport number"
    BIRTH_DATE = "birth_date", "Tanggal lahir", "Date of birth"
    PHONE = "phone", "Telepon", "Phone"
    PARENTS_NAMES = "parents_names", "Nama orang tua", "Names of the parents"
    HOME_ADDRESS = "home_address", "Alamat rumah", "Home address"
    ADMITTED_ON = "admitted_on", "Tanggal diterima di rumah aman", "Admitted on"
    ARRIVED_ON = "arrived_on", "Tanggal tiba", "Arrived on"
    ASSESSED_ON = "assessed_on", "Tanggal penilaian", "Assessed on"
    ASSIGNED_ON = "assigned_on", "Tanggal penunjukan", "Assigned on"
    CHECKED_ON = "checked_on", "Diperiksa pada", "Checked on"
    COMPLETED_ON = "completed_on", "Tanggal selesai", "Completed on"
    DEPARTED_ON = "departed_on", "Tanggal berangkat", "Departed on"
    DESIGNATED_ON = "designated_on", "Tanggal penetapan", "Designated on"
    EXAMINED_ON = "examined_on", "Tanggal pemeriksaan", "Examined on"
    EXPLAINED_ON = "explained_on", "Tanggal penjelasan", "Explained on"
    HELD_ON = "held_on", "Tanggal pelaksanaan", "Held on"
    IDENTIFIED_ON = "identified_on", "Tanggal identifikasi", "Identified on"
    ISSUED_ON = "issued_on", "Tanggal terbit", "Issued on"
    LEFT_ON = "left_on", "Tanggal meninggalkan", "Left on"
    NOTIFIED_ON = "notified_on", "Tanggal pemberitahuan", "Notified on"
    OPENED_ON = "opened_on", "Tanggal dibuka", "Opened on"
    ORDERED_ON = "ordered_on", "Tanggal surat perintah", "Date of the order"
    PLACED_ON = "placed_on", "Tanggal ditempatkan", "Placed on"
    RECEIVED_ON = "received_on", "Tanggal diterima", "Received on"
    REFUSED_ON = "refused_on", "Tanggal ditolak", "Refused on"
    REQUESTED_ON = "requested_on", "Tanggal permintaan", "Requested on"
    RESUBMITTED_ON = "resubmitted_on", "Tanggal pengiriman kembali", "Resubmitted on"
    REVIEWED_ON = "reviewed_on", "Tanggal ditinjau", "Reviewed on"
    SENT_ON = "sent_on", "Tanggal pengiriman", "Sent on"
    SUBMITTED_ON = "submitted_on", "Tanggal pengiriman berkas", "Submitted on"
    TAKEN_ON = "taken_on", "Tanggal pengambilan", "Taken on"
    VISITED_ON = "visited_on", "Tanggal kunjungan", "Visited on"
