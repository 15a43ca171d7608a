"""What the gateway counts, for Prometheus. Labels are closed sets: no address, id or word of a person."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from bot.conversation.meter import TurnTimes
from bot.conversation.model import Message

_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Metrics:
    """Fulfils ``bot.conversation.meter.Meter``; a registry of its own, so that several apps can live in one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        registry = self.registry
        self.messages = Counter("carm_messages", "Messages stored", ["author"], registry=registry)
        self.turns = Counter("carm_turns", "Turns of the bot by result", ["result"], registry=registry)
        self.turn_seconds = Histogram("carm_turn_seconds", "Time of a turn by part", ["part"], buckets=_BUCKETS, registry=registry)
        self.engine_failures = Counter("carm_engine_failures", "Failures of the assistant by kind", ["kind"], registry=registry)
        self.requests = Counter("carm_http_requests", "Requests by route and status", ["route", "status"], registry=registry)
        self.request_seconds = Histogram(
            "carm_http_request_seconds", "Time of a request, streams apart", ["route"], buckets=_BUCKETS, registry=registry
        )
        self.refused = Counter("carm_refused", "Requests refused by code", ["code"], registry=registry)
        self.csp_reports = Counter("carm_csp_reports", "Reports of the content security policy", registry=registry)
        self.open_streams = Gauge("carm_open_streams", "Streams of events that are open", registry=registry)
        self.engine_up = Gauge("carm_engine_up", "1 unless the assistant is known to be down", registry=registry)
        self.actions_up = Gauge("carm_actions_up", "1 unless the Rasa server can't reach the action server", registry=registry)
        self.actions_up.set(1)
        self.unworded = Gauge("carm_unworded_replies", "Replies without words since the Rasa server started: apologies", registry=registry)
        self.telegram_requests = Counter("carm_telegram_requests", "Messages to Telegram by result", ["result"], registry=registry)
        self.telegram_up = Gauge("carm_telegram_up", "1 unless Telegram is out of reach or refuses the token", registry=registry)
        self.telegram_polled = Gauge("carm_telegram_last_poll_seconds", "When Telegram last gave its updates, Unix time", registry=registry)
        self.telegram_waiting = Gauge("carm_telegram_outbox", "Messages that wait to be sent to Telegram", registry=registry)
        self.telegram_waiting_seconds = Gauge("carm_telegram_outbox_oldest_seconds", "For how long the oldest waits", registry=registry)
        self.bot_after_claim = Gauge("carm_bot_messages_after_claim", "Bot messages while an advisor had it: always 0", registry=registry)
        self.mails = Counter("carm_mails", "E-mails to advisors by what became of a try", ["result"], registry=registry)
        self.loop_lag = Gauge("carm_event_loop_lag_seconds", "How late the event loop last woke up", registry=registry)

    def message(self, message: Message) -> None:
        self.messages.labels(message.author.value).inc()

    def turn(self, result: str, times: TurnTimes) -> None:
        self.turns.labels(result).inc()
        for part in ("queue", "engine", "store"):
            self.turn_seconds.labels(part).observe(getattr(times, part))

    def mail(self, result: str) -> None:
        self.mails.labels(result).inc()

    def engine_failed(self, kind: str) -> None:
        self.engine_failures.labels(kind).inc()

    def text(self) -> bytes:
        return generate_latest(self.registry)
