"""Every call of the API."""

from litestar.types import ControllerRouterHandler

from server.api.account_changes import read_audit_accounts
from server.api.audit import read_audit_events, read_audit_reads
from server.api.case_list import list_my_cases
from server.api.case_manifest import read_case_manifest
from server.api.cases import read_case
from server.api.catalogue import get_event_type, list_event_types
from server.api.clocks import list_clocks
from server.api.commitments import list_commitments
from server.api.discrepancies import read_case_discrepancies, read_discrepancies
from server.api.disputes import list_my_disputes, read_dispute
from server.api.dossiers import read_dossier
from server.api.erasures import confirm_erasure, read_erasures
from server.api.events import publish_events
from server.api.feed import acknowledge_feed, read_feed, read_manifest, stream_feed
from server.api.files import read_file
from server.api.findings import list_findings
from server.api.health import live, prometheus, ready
from server.api.keys import list_keys
from server.api.log_policy import read_log_policy
from server.api.log_reads import (
    read_read_log_checkpoint,
    read_read_log_entries,
    read_read_log_proof,
    read_read_log_tile,
)
from server.api.log_tree import read_log_checkpoint, read_log_entries, read_log_proof, read_log_tile
from server.api.notices import acknowledge_confidentiality_notice, read_confidentiality_notice
from server.api.problem_pages import describe_problem
from server.api.reads import read_case_reads, read_reads_checkpoint
from server.api.referrals import list_referrals
from server.api.rights import list_rights
from server.api.session import change_password, log_in, log_out, read_session
from server.api.sign_in import go_to_provider, return_from_provider
from server.api.subjects import read_subject_access, read_subject_access_package
from server.api.submissions import get_submission
from server.api.timeline import read_timeline
from server.api.worklist import read_worklist

ROUTES: list[ControllerRouterHandler] = [
    publish_events,
    get_submission,
    read_feed,
    stream_feed,
    acknowledge_feed,
    read_manifest,
    read_case_manifest,
    list_my_cases,
    read_case,
    read_subject_access,
    read_subject_access_package,
    read_timeline,
    read_case_reads,
    read_reads_checkpoint,
    read_audit_accounts,
    read_audit_events,
    read_audit_reads,
    read_confidentiality_notice,
    acknowledge_confidentiality_notice,
    read_worklist,
    list_clocks,
    list_my_disputes,
    read_dispute,
    read_dossier,
    read_file,
    read_case_discrepancies,
    read_discrepancies,
    list_referrals,
    list_commitments,
    list_rights,
    log_in,
    read_session,
    log_out,
    change_password,
    go_to_provider,
    return_from_provider,
    confirm_erasure,
    read_erasures,
    read_log_policy,
    list_keys,
    list_findings,
    read_log_checkpoint,
    read_log_tile,
    read_log_entries,
    read_log_proof,
    read_read_log_checkpoint,
    read_read_log_tile,
    read_read_log_entries,
    read_read_log_proof,
    list_event_types,
    get_event_type,
    describe_problem,
    live,
    ready,
    prometheus,
]
