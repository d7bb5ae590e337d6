"""What the process counts for /metrics. Labels are types, outcomes and names: never a person or a case."""

from functools import lru_cache

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

METRICS = CollectorRegistry()

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)

EVENTS = Counter("jejak_events", "Events answered.", ["type", "outcome"], registry=METRICS)
COMMIT_EVENTS = Histogram(
    "jejak_commit_events",
    "Events in one commit of the log.",
    buckets=(1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1000),
    registry=METRICS,
)
COMMIT_SECONDS = Histogram(
    "jejak_commit_seconds", "Time of one commit of the log.", buckets=SECONDS, registry=METRICS
)
REQUEST_SECONDS = Histogram(
    "jejak_request_seconds",
    "Time of a request, by path template and status.",
    ["method", "path", "status"],
    buckets=SECONDS,
    registry=METRICS,
)
LAG_EVENTS = Gauge("jejak_lag_events", "Events a projection is behind.", ["projection"], registry=METRICS)
LAG_SECONDS = Gauge(
    "jejak_lag_seconds", "Age of the oldest event not applied.", ["projection"], registry=METRICS
)
SEAL_SECONDS = Histogram(
    "jejak_seal_seconds",
    "Time of one look at a log for what is to be sealed.",
    ["log"],
    buckets=SECONDS,
    registry=METRICS,
)
SEALED = Gauge("jejak_sealed", "Leaves under the newest checkpoint of a log.", ["log"], registry=METRICS)
UNSEALED_SECONDS = Gauge(
    "jejak_unsealed_seconds", "Age of the oldest leaf that is under no checkpoint.", ["log"], registry=METRICS
)
EVIDENCE_REFUSED = Gauge(
    "jejak_evidence_refused",
    "1 while nothing of a log is signed, by reason.",
    ["log", "problem"],
    registry=METRICS,
)
WITNESS_ANSWERS = Counter(
    "jejak_witness_answers",
    "Requests to witnesses, by what came of them.",
    ["witness", "outcome"],
    registry=METRICS,
)
FINAL = Gauge(
    "jejak_final", "Leaves under the newest checkpoint of a log with a quorum.", ["log"], registry=METRICS
)
QUORUM_SECONDS = Gauge(
    "jejak_quorum_seconds",
    "Time since a quorum of witnesses last confirmed a log; since its first checkpoint where none ever did.",
    ["log"],
    registry=METRICS,
)
FINDINGS = Counter(
    "jejak_findings", "What was found of recorded events, by kind.", ["kind"], registry=METRICS
)
LOG_HEAD = Gauge("jejak_log_head", "Position of the last event of the log.", registry=METRICS)
FEED_WAITS = Gauge("jejak_feed_waits", "Long polls and streams open now.", registry=METRICS)
BELL_RINGS = Counter("jejak_bell_rings", "Rings sent to agencies over NATS.", registry=METRICS)
READS = Counter("jejak_reads", "Reads recorded before the answer, by kind.", ["kind"], registry=METRICS)
LOG_LINES = Counter(
    "jejak_log_lines", "Lines for the log, and what became of them.", ["fate", "level"], registry=METRICS
)
MALFORMED = Counter("jejak_malformed_requests", "Requests that are no HTTP, or never end.", registry=METRICS)
AUTH_FAILURES = Counter("jejak_auth_failures", "Requests without a valid token.", registry=METRICS)


@lru_cache(maxsize=4096)
def events_of(type_name: str, outcome: str) -> Counter:
    """The counter of events of one kind; both labels come from closed sets."""
    return EVENTS.labels(type_name, outcome)


def exposition() -> bytes:
    """All metrics in the text format of Prometheus."""
    return generate_latest(METRICS)
