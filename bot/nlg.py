"""Words every reply of the assistant from ``bot/content``, inside the Rasa server (``nlg: type: bot.nlg.ContentNLG``).

Rasa and the actions name a key and give values; which language, which variant and which buttons is decided here. An edit of the
content shows without training. A key that can't be worded gives the apology, a log line and a counter, never silence.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

import structlog
from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.content.load import Content
from bot.content.model import SourceRef
from bot.content.render import Renderer, variable_text
from bot.content.store import ContentStore, shipped_content
from bot.errors import BotError
from bot.language import Language, conversation_language
from bot.ottawa import today

log = structlog.get_logger()

ANSWER = "utter_faq/"
APOLOGY = "utter_apology"
STRUCTURED_CHANNELS = frozenset({"rest", "collector"})
"""Channels whose reader is our own client: they get the parts of a reply beside its text, under ``custom``."""


class ContentNLG(NaturalLanguageGenerator):
    """Rasa's generator of responses, on content files."""

    unworded: ClassVar[int] = 0
    """How many replies of this process became the apology for want of words; ``bot.rasa_channel`` tells the gateway."""

    def __init__(
        self,
        endpoint_config: EndpointConfig | None = None,
        domain: Domain | None = None,
        *,
        store: ContentStore | None = None,
        today: Callable[[], date] = today,
    ) -> None:
        self._store = store or shipped_content()
        self._today = today

    async def generate(self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **kwargs: Any) -> dict[str, Any]:
        """Return the message for a key: ``text``, ``buttons``, and ``reply``, the parts that ``bot.engine`` reads.

        ``kwargs`` are the variables of the text. Some have a meaning of their own: ``offer`` (ids to put on buttons, before the
        phrase's own), ``choices`` (words to put on buttons), ``data`` (what a channel may show beside the text),
        ``cites`` (sources, as an answer's file writes them) and ``in_language``: Rasa words an action's replies before it applies the
        action's events, so an action that changes the language says it here too.
        """
        language = Language.of(kwargs.get("in_language")) or language_of(tracker)
        try:
            reply = self._reply(utter_action, language, tracker, kwargs)
        except (BotError, KeyError, ValueError) as error:
            ContentNLG.unworded += 1
            # The key and the fault only: variables may hold a person's words.
            log.error("nlg.unworded", key=utter_action, language=language.value, fault=_fault(error))
            reply = self._reply(APOLOGY, language, tracker, {})
        message: dict[str, Any] = {"text": reply.pop("full_text"), "reply": reply}
        if reply["buttons"]:
            message["buttons"] = [{"title": button["title"], "payload": button["title"]} for button in reply["buttons"]]
        if output_channel in STRUCTURED_CHANNELS:
            message["custom"] = reply
        return message

    def _reply(self, key: str, language: Language, tracker: DialogueStateTracker, variables: Mapping[str, Any]) -> dict[str, Any]:
        content = self._store.current()
        renderer = Renderer(content, language, self._today())
        reply: dict[str, Any] = {"key": key, "language": language.value, "data": variables.get("data") or {}}
        offer = list(variables.get("offer") or [])
        if key.startswith(ANSWER):
            answer = content.answers[key.removeprefix(ANSWER)]
            text, footer = renderer.answer(answer), renderer.footer(answer)
            reply.update(outcome=answer.id, footer=footer, notes=renderer.notes(answer))
            reply.update(sources=_sources(content, answer.sources, language))
            offer += [*(["human"] if "advisor" in answer.actions or answer.overdue(self._today()) else []), *answer.related]
        else:
            phrase = content.phrases[key]
            variants = phrase.variants(language)
            variant = _next_variant(tracker, key) % len(variants)
            text = renderer.text(variants[variant], variables)
            cited = [SourceRef(**source) for source in variables.get("cites") or []]
            footer = renderer.sources(cited) if cited else ""
            reply.update(outcome=phrase.outcome, variant=variant, footer=footer, notes="", sources=_sources(content, cited, language))
            offer += phrase.buttons
        reply.update(text=text, full_text=f"{text}\n\n{footer}" if footer else text)
        reply["buttons"] = _buttons(content, language, offer, variables.get("choices") or [])
        return reply


def language_of(tracker: DialogueStateTracker) -> Language:
    """Return the language to answer in."""
    return conversation_language(tracker.get_slot)


def _buttons(content: Content, language: Language, offer: list[str], choices: list[Any]) -> list[dict[str, Any]]:
    """Return buttons for ids, and for an action's own choices (``{"says": {"money": "4200.00"}}``): what one shows is what it says."""
    found: list[dict[str, Any]] = []
    for id in dict.fromkeys(offer):
        if not content.leads_somewhere(id):
            raise KeyError(f"button {id}")
        title = content.title(id, language)
        found.append({"title": title, "says": title, "answer": id})
    for choice in choices:
        title = variable_text(choice["says"], language)
        found.append({"title": title, "says": title, "answer": None})
    return found


def _sources(content: Content, sources: Sequence[SourceRef], language: Language) -> list[dict[str, str]]:
    found = []
    for source in sources:
        link = content.links[source.link].text(language)
        found.append({"title": link.title, "url": link.url, "checked": source.checked.isoformat()})
    return found


def _next_variant(tracker: DialogueStateTracker, key: str) -> int:
    """Return the place after that of the variant said last since the conversation was last started over."""
    for event in reversed(tracker.events):
        if isinstance(event, ActionExecuted) and event.action_name == "action_start_over":
            break
        if isinstance(event, BotUttered) and event.metadata.get("utter_action") == key:
            return int((event.metadata.get("reply") or {}).get("variant", 0)) + 1
    return 0


def _fault(error: Exception) -> str:
    if isinstance(error, BotError):
        return str(error)
    # What a ``ValueError`` says may quote a value.
    return f"unknown key {error}" if isinstance(error, KeyError) else type(error).__name__
