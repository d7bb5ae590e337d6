"""Closed code lists of companions, rights and remote statements. Sources: UU 21/2007 arts 34-37, 44-52."""

from domain.catalogue.fields import Code


class CompanionTask(Code):
    """What the companion is there for (UU 21/2007 arts 35, 37; UU 12/2022 art 26)."""

    INTERVIEW = "interview", "Wawancara identifikasi", "Identification interview"
    EXAMINATION = "examination", "Pemeriksaan medis/visum", "Medical examination"
    POLICE_STATEMENT = "police_statement", "Pemeriksaan penyidik (BAP)", "Statement to police"
    PROSECUTOR_STATEMENT = "prosecutor_statement", "Pemeriksaan jaksa", "Statement to the prosecutor"
    HEARING = "hearing", "Sidang", "Hearing"
    RESTITUTION = "restitution", "Pengajuan restitusi", "Claim for restitution"
    REPATRIATION = "repatriation", "Perjalanan pulang", "Journey home"
    ALL = "all", "Seluruh proses", "The whole way"


class VictimRight(Code):
    """A right that is explained to a victim, each with its article."""

    COMPANION = "companion", "Pendamping dan penasihat hukum (ps. 35)", "Companion and lawyer (art 35)"
    CASE_PROGRESS = "case_progress", "Informasi perkembangan kasus (ps. 36)", "Case progress (art 36)"
    CONFIDENTIALITY = "confidentiality", "Kerahasiaan identitas (ps. 44)", "Confidentiality (art 44)"
    PROTECTION = "protection", "Perlindungan kepolisian dan LPSK (ps. 47)", "Protection (art 47)"
    RESTITUTION = "restitution", "Restitusi (ps. 48)", "Restitution (art 48)"
    HEALTH_REHABILITATION = (
        "health_rehabilitation",
        "Rehabilitasi kesehatan (ps. 51)",
        "Health rehabilitation (art 51)",
    )
    SOCIAL_REHABILITATION = (
        "social_rehabilitation",
        "Rehabilitasi sosial (ps. 51)",
        "Social rehabilitation (art 51)",
    )
    REPATRIATION = "repatriation", "Pemulangan (ps. 51)", "Repatriation (art 51)"
    REINTEGRATION = "reintegration", "Reintegrasi sosial (ps. 51)", "Reintegration (art 51)"
    REMOTE_TESTIMONY = "remote_testimony", "Kesaksian jarak jauh (ps. 34)", "Remote testimony (art 34)"
    INTERPRETER = "interpreter", "Penerjemah", "Interpreter"
    PERSONAL_DATA = "personal_data", "Hak atas data pribadi (UU 27/2022)", "Personal data (UU 27/2022)"
    PRETRIAL = "pretrial", "Praperadilan (KUHAP 2025 ps. 158)", "Pretrial review (KUHAP 2025 art 158)"


class Understanding(Code):
    """Whether the person understood what was explained."""

    UNDERSTOOD = "understood", "Dipahami", "Understood"
    TO_BE_REPEATED = "to_be_repeated", "Perlu diulang", "To be repeated"
    NOT_FIT = "not_fit", "Belum siap", "Not fit yet"


class StatementUse(Code):
    """For which stage a statement is taken."""

    INVESTIGATION = "investigation", "Penyidikan (BAP)", "Investigation"
    PROSECUTION = "prosecution", "Penuntutan", "Prosecution"
    TRIAL = "trial", "Persidangan", "Trial"


class StatementMeans(Code):
    """How a person who is not present gives a statement (UU 21/2007 art 34)."""

    VIDEO_LINK = "video_link", "Telekonferensi", "Video link"
    VIDEO_RECORDING = "video_recording", "Rekaman video", "Video recording"
    AUDIO_RECORDING = "audio_recording", "Rekaman suara", "Sound recording"
    WRITTEN = "written", "Tertulis di hadapan pejabat", "In writing before an officer"
