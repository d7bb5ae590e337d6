"""Names of reference/domain.md sections 1 and 7 under which nothing is recorded: where what they say stands.

What follows from events is derived from them whenever it is asked for, so that a late or correcting event
changes it; what the server does itself it keeps in its own books.
"""

OTHER_NAMES: dict[str, str] = {
    "ChildRegimeApplied": "follows from the age last known of a person (IdentityVerified, FactCorrected ...)",
    "CountAdjusted": "follows from DuplicateLinked and DuplicateUnlinked wherever persons are counted",
    "DifferenceListed": "a discrepancy, derived from what the sides state",
    "EventIngestedLate": "both clocks of an event, and the mark `late` where its case had later ones",
    "LegalFileRead": "a row of the read log",
    "ReporterConfidentialityRequested": "the member `reporter_confidential` of ReportReceived",
}
