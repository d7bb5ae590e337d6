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
    """The field of an entry that is corrected. The value stands in the field of that name; of a date (DATES)
    in `date`, of a moment (MOMENTS) in `time`."""

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
    ACKNOWLEDGED_ON = "acknowledged_on", "Tanggal diakui", "Acknowledged on"
    ACTED_FROM = "acted_from", "Waktu kejadian dari", "Act from"
    ACTED_UNTIL = "acted_until", "Waktu kejadian sampai", "Act until"
    ADMITTED_ON = "admitted_on", "Tanggal diterima di rumah aman", "Admitted on"
    ANSWER_BY = "answer_by", "Mohon dijawab sebelum", "Please answer by"
    ARRIVED_ON = "arrived_on", "Tanggal tiba", "Arrived on"
    ASSESSED_ON = "assessed_on", "Tanggal penilaian", "Assessed on"
    ASSIGNED_ON = "assigned_on", "Tanggal penunjukan", "Assigned on"
    AUCTIONED_ON = "auctioned_on", "Tanggal lelang", "Auctioned on"
    CHECKED_ON = "checked_on", "Diperiksa pada", "Checked on"
    CLAIMED_ON = "claimed_on", "Tanggal tuntutan", "Claimed on"
    COMPLETED_ON = "completed_on", "Tanggal selesai", "Completed on"
    DECIDED_ON = "decided_on", "Tanggal gelar perkara", "Decided on"
    DEEMED_ON = "deemed_on", "Dianggap lengkap pada", "Deemed complete on"
    DEPARTED_ON = "departed_on", "Tanggal berangkat", "Departed on"
    DESIGNATED_ON = "designated_on", "Tanggal penetapan", "Designated on"
    DUE_ON = "due_on", "Jatuh tempo", "Due on"
    EXAMINED_ON = "examined_on", "Tanggal pemeriksaan", "Examined on"
    EXPECTED_ON = "expected_on", "Perkiraan tiba", "Expected on"
    EXPLAINED_ON = "explained_on", "Tanggal penjelasan", "Explained on"
    EXTENDED_ON = "extended_on", "Tanggal perpanjangan", "Extended on"
    FILED_ON = "filed_on", "Tanggal permohonan", "Filed on"
    FINAL_ON = "final_on", "Tanggal berkekuatan tetap", "Final on"
    FIRST_APPOINTMENT = "first_appointment", "Pertemuan pertama", "First appointment"
    FIRST_VISIT_ON = "first_visit_on", "Kunjungan pertama", "First visit on"
    FOUND_ON = "found_on", "Tanggal P-18", "Date of the P-18"
    GIVEN_ON = "given_on", "Tanggal putusan", "Given on"
    HELD_ON = "held_on", "Tanggal pelaksanaan", "Held on"
    IDENTIFIED_ON = "identified_on", "Tanggal identifikasi", "Identified on"
    IMPOSED_ON = "imposed_on", "Tanggal pidana pengganti", "Imposed on"
    ISSUED_ON = "issued_on", "Tanggal terbit", "Issued on"
    LEFT_ON = "left_on", "Tanggal meninggalkan", "Left on"
    LODGED_ON = "lodged_on", "Tanggal pengajuan", "Lodged on"
    NEXT_REVIEW = "next_review", "Tinjauan berikutnya", "Next review"
    NEXT_VISIT_ON = "next_visit_on", "Kunjungan berikutnya", "Next visit on"
    NOTIFIED_ON = "notified_on", "Tanggal pemberitahuan", "Notified on"
    OPENED_ON = "opened_on", "Tanggal dibuka", "Opened on"
    ORDERED_ON = "ordered_on", "Tanggal surat perintah", "Date of the order"
    PAID_ON = "paid_on", "Tanggal pembayaran", "Paid on"
    PERMIT_ON = "permit_on", "Tanggal izin PN", "Date of the court's permit"
    PLACED_ON = "placed_on", "Tanggal ditempatkan", "Placed on"
    PLANNED_END = "planned_end", "Rencana selesai", "Planned end"
    RECEIVED_ON = "received_on", "Tanggal diterima", "Received on"
    REFUSED_ON = "refused_on", "Tanggal ditolak", "Refused on"
    REMINDED_ON = "reminded_on", "Tanggal P-21A", "Date of the P-21A"
    REPORTED_ON = "reported_on", "Tanggal laporan", "Reported on"
    REQUESTED_ON = "requested_on", "Tanggal permintaan", "Requested on"
    RESUBMITTED_ON = "resubmitted_on", "Tanggal pengiriman kembali", "Resubmitted on"
    RESUMED_ON = "resumed_on", "Tanggal dilanjutkan", "Resumed on"
    RETAINED_UNTIL = "retained_until", "Disimpan sampai", "Retained until"
    RETURNED_ON = "returned_on", "Tanggal pengembalian", "Returned on"
    REVIEWED_ON = "reviewed_on", "Tanggal ditinjau", "Reviewed on"
    RULED_ON = "ruled_on", "Tanggal putusan praperadilan", "Ruled on"
    SEEN_ON = "seen_on", "Terakhir terlihat", "Last seen on"
    SEIZED_ON = "seized_on", "Tanggal sita", "Seized on"
    SENT_ON = "sent_on", "Tanggal pengiriman", "Sent on"
    SINCE = "since", "Sejak", "Since"
    STARTS_ON = "starts_on", "Mulai", "Starts on"
    SUBMITTED_ON = "submitted_on", "Tanggal pengiriman berkas", "Submitted on"
    TAKEN_ON = "taken_on", "Tanggal pengambilan", "Taken on"
    TERMINATED_ON = "terminated_on", "Tanggal penghentian", "Terminated on"
    TOLD_ON = "told_on", "Tanggal diberitahukan", "Told on"
    TRANSFERRED_ON = "transferred_on", "Tanggal pelimpahan", "Transferred on"
    UNTIL = "until", "Sampai", "Until"
    VALID_UNTIL = "valid_until", "Berlaku sampai", "Valid until"
    VISITED_ON = "visited_on", "Tanggal kunjungan", "Visited on"
    WARNED_ON = "warned_on", "Tanggal teguran pengadilan", "Warned by the court on"
    APPREHENDED_AT = "apprehended_at", "Waktu penangkapan", "Apprehended at"
    ENDED_AT = "ended_at", "Berakhir pada", "Ended at"
    MOVED_AT = "moved_at", "Waktu pemindahan", "Moved at"
    SCHEDULED_FOR = "scheduled_for", "Waktu gelar perkara", "Scheduled for"
    STARTED_AT = "started_at", "Ditahan sejak", "Detained from"


MOMENTS = frozenset(
    {
        CorrectedField.APPREHENDED_AT,
        CorrectedField.ENDED_AT,
        CorrectedField.MOVED_AT,
        CorrectedField.SCHEDULED_FOR,
        CorrectedField.STARTED_AT,
    }
)
DATES = frozenset(
    {
        *(field for field in CorrectedField if field.endswith("_on")),
        CorrectedField.ACTED_FROM,
        CorrectedField.ACTED_UNTIL,
        CorrectedField.ANSWER_BY,
        CorrectedField.FIRST_APPOINTMENT,
        CorrectedField.NEXT_REVIEW,
        CorrectedField.PLANNED_END,
        CorrectedField.RETAINED_UNTIL,
        CorrectedField.SINCE,
        CorrectedField.UNTIL,
        CorrectedField.VALID_UNTIL,
    }
)
