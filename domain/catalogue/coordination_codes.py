"""Closed code lists of meetings, commitments and figures. Sources: reference/domain.md 1.3, 5, 6."""

from domain.catalogue.fields import Code


class MeetingKind(Code):
    """What a meeting of the task force was for (UU 21/2007 art 58; PP 9/2008 art 22)."""

    COORDINATION = "coordination", "Rapat koordinasi", "Coordination"
    MONITORING = "monitoring", "Pemantauan", "Monitoring"
    EVALUATION = "evaluation", "Evaluasi", "Evaluation"
    PLANNING = "planning", "Perencanaan", "Planning"
    CASE_DISCUSSION = "case_discussion", "Pembahasan penanganan", "Discussion of how cases are handled"
    EXTRAORDINARY = "extraordinary", "Rapat khusus", "Extraordinary meeting"


class Agenda(Code):
    """What was on the agenda: the duties of UU 21/2007 art 58 and the six sub task forces."""

    PREVENTION = "prevention", "Pencegahan", "Prevention"
    PROTECTION = "protection", "Pelindungan korban", "Protection of victims"
    PROSECUTION = "prosecution", "Penegakan hukum", "Law enforcement"
    REPATRIATION = "repatriation", "Pemulangan dan reintegrasi", "Repatriation and reintegration"
    SOP = "sop", "Prosedur standar operasional", "Standard operating procedure"
    BUDGET = "budget", "Anggaran", "Budget"
    DATA = "data", "Data dan pelaporan", "Data and reporting"
    STALLED_CASES = "stalled_cases", "Perkara yang tertahan", "Stalled cases"
    RESTITUTION = "restitution", "Restitusi", "Restitution"
    CAPACITY = "capacity", "Peningkatan kapasitas", "Training and capacity"


class CommitmentProgress(Code):
    """How far the owner of a commitment says it is."""

    STARTED = "started", "Dimulai", "Started"
    ON_TRACK = "on_track", "Sesuai rencana", "On track"
    DELAYED = "delayed", "Terlambat", "Delayed"
    BLOCKED = "blocked", "Terhambat", "Blocked"
    POSTPONED = "postponed", "Tenggat diundur", "Postponed"
    DROPPED = "dropped", "Tidak dilanjutkan", "Dropped"


class Indicator(Code):
    """The indicators of reference/domain.md section 5.2."""

    I1 = "I1", "Korban teridentifikasi", "Victims identified"
    I2 = "I2", "Laporan diterima dan duplikat", "Reports received and duplicates linked"
    I3 = "I3", "Cakupan layanan", "Service coverage"
    I4 = "I4", "Ketepatan waktu", "Timeliness"
    I5 = "I5", "Kelanjutan ke proses hukum", "Conversion to the legal process"
    I6 = "I6", "Pengembalian berkas", "Returns of files"
    I7 = "I7", "Gelar perkara bersama", "Joint case conferences"
    I8 = "I8", "Perubahan pasal", "Article changes"
    I9 = "I9", "Restitusi", "Restitution"
    I10 = "I10", "Peran pelaku yang terjangkau", "Perpetrator role reached"
    I11 = "I11", "Tahap pemulangan", "Repatriation legs"
    I12 = "I12", "Kunjungan reintegrasi", "Reintegration visits"
    I13 = "I13", "Wawancara ulang", "Re-interviews"
    I14 = "I14", "Komitmen gugus tugas", "Task-force commitments"
    I15 = "I15", "Catatan yang datang terlambat", "Late-arriving events"


class RestatementReason(Code):
    """Why figures that were given out are given anew."""

    FACT_CORRECTED = "fact_corrected", "Data dikoreksi", "A fact was corrected"
    LATE_EVENT = "late_event", "Catatan datang terlambat", "An event arrived late"
    DUPLICATE_LINKED = "duplicate_linked", "Duplikat ditautkan", "Duplicates were linked"
    DUPLICATE_UNLINKED = "duplicate_unlinked", "Tautan duplikat dilepas", "Duplicates were unlinked"
    ENTRY_WITHDRAWN = "entry_withdrawn", "Catatan ditarik", "An entry was withdrawn"
    DEFINITION_CHANGED = "definition_changed", "Definisi berubah", "The definition changed"
