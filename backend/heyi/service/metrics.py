"""What the service counts and measures, as Prometheus reads it; every name begins with heyi_."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

__all__ = ["CONTENT_TYPE", "Metrics"]

CONTENT_TYPE = CONTENT_TYPE_LATEST
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """One set per process, handed to whoever counts."""

    def __init__(self) -> None:
        registry = CollectorRegistry()
        self._registry = registry
        self.indexed_height = Gauge("heyi_indexed_height", "Latest block that is read.", registry=registry)
        self.chain_height = Gauge("heyi_chain_height", "Latest block of the chain.", registry=registry)
        self.lag = Gauge("heyi_lag_blocks", "Blocks of the chain that are not read yet.", registry=registry)
        self.events = Counter("heyi_events", "Events read from the chain.", registry=registry)
        self.reorganisations = Counter(
            "heyi_reorganisations", "How often blocks that were read turned out to be replaced.", registry=registry
        )
        self.omitted_logs = Counter(
            "heyi_omitted_logs",
            "Logs that a node left out of an answer and gave in another.",
            registry=registry,
        )
        self.transactions = Gauge(
            "heyi_transactions", "Transactions by where they are on their way.", ["state"], registry=registry
        )
        self.relay_requests = Counter(
            "heyi_relay_requests", "Requests to the relayer by what became of them.", ["outcome"], registry=registry
        )
        self.closings = Counter("heyi_closings", "Closings that the keeper has carried out.", registry=registry)
        self.keeper_backlog = Gauge(
            "heyi_keeper_backlog", "Things that the keeper has found to do and not done yet.", registry=registry
        )
        self.oracle_statements = Counter(
            "heyi_oracle_statements",
            "Statements that the oracle node has offered or signed.",
            ["what"],
            registry=registry,
        )
        self.oracle_batches = Counter(
            "heyi_oracle_batches",
            "Batches of statements or corrections that the oracle node has posted.",
            registry=registry,
        )
        self.oracle_apart = Gauge(
            "heyi_oracle_apart",
            "Statements, not final yet, that another oracle node has read otherwise.",
            registry=registry,
        )
        self.webhook_backlog = Gauge(
            "heyi_webhook_backlog", "Messages that wait to be delivered, by endpoint.", ["endpoint"], registry=registry
        )
        self.webhooks = Counter(
            "heyi_webhooks",
            "Attempts to deliver messages by what became of them: delivered, failed, dead (given up).",
            ["outcome"],
            registry=registry,
        )
        self.webhooks_paused = Gauge(
            "heyi_webhooks_paused", "Endpoints that are tried once an hour only.", registry=registry
        )
        self.notices = Gauge("heyi_notices", "What waits for somebody, by kind.", ["kind"], registry=registry)
        self.step_failures = Counter(
            "heyi_step_failures",
            "Steps of a loop that failed and were tried again.",
            ["error"],
            registry=registry,
        )
        self.request_seconds = Histogram(
            "heyi_request_duration_seconds",
            "How long HTTP requests took, by route (not by address) and status.",
            ["route", "status"],
            buckets=_SECONDS,
            registry=registry,
        )
        ProcessCollector(namespace="heyi", registry=registry)

    def at(self, indexed: int, chain: int) -> None:
        """Notes how far the chain is read: heights."""
        self.indexed_height.set(indexed)
        self.chain_height.set(chain)
        self.lag.set(max(0, chain - indexed))

    def step_failed(self, error: Exception) -> None:
        """Counts a failure of a loop's step; fit for run_loop's `on_error`."""
        self.step_failures.labels(type(error).__name__).inc()

    def exposition(self) -> bytes:
        """All of it as text for Prometheus, of type CONTENT_TYPE."""
        return generate_latest(self._registry)
