"""The chat that works without JavaScript: a page, forms and redirects, on the same service and storage as the widget.

The session is a signed cookie that scripts can't read. Every form is a POST followed by a redirect, so reloading sends nothing again,
and a message's form carries a random id, so pressing twice stores it once.
"""

from __future__ import annotations

import asyncio
import secrets

from starlette.requests import Request
from starlette.responses import Response

from bot.channels.context import Web, client_address
from bot.channels.downloads import Downloads
from bot.channels.forms import back_to, client_id_of, form_of, page_language, path_of
from bot.channels.multipart import fields_of
from bot.channels.numbers import whole_number
from bot.channels.pages import Pages
from bot.channels.pictures import BODY_BYTES, picture_response, read_body
from bot.channels.problems import status_of, words_for
from bot.channels.session import NoSession
from bot.channels.wire import BadRequest
from bot.conversation.errors import ConversationGone
from bot.conversation.events import MessageAdded, Watcher
from bot.conversation.model import Author, Owner
from bot.conversation.service import TEXT_LIMIT, Thread
from bot.desk.picture import MOST_BYTES
from bot.desk.pictures import Wish
from bot.errors import BotError
from bot.language import Language
from bot.ottawa import day_of

_WAIT_SECONDS = 6.0
_COOKIE_SECONDS = 180 * 24 * 3600
_BEGUN = "begun"
"""In the address after a first message: a browser that comes back there without our cookie doesn't keep it."""


class Chat:
    def __init__(self, web: Web, pages: Pages, downloads: Downloads) -> None:
        self._web, self._pages, self._downloads = web, pages, downloads
        # The prefix makes browsers refuse the cookie from anything but this host over TLS.
        self._cookie = "__Host-carm_chat" if web.settings.is_https else "carm_chat"

    async def page(self, request: Request) -> Response:
        language = page_language(request)
        try:
            thread = await self._thread(request)
        except ConversationGone:
            return self._without_cookie(await self._render(language, None, deleted=True))
        problem = self._web.words.say("errors.no_cookie", language) if thread is None and _BEGUN in request.query_params else ""
        return await self._render(language, thread, problem=problem, deleted="deleted" in request.query_params)

    async def say(self, request: Request) -> Response:
        language, form = page_language(request), await form_of(request)
        text, button = form.get("text", ""), form.get("button")
        try:
            conversation, is_new = await self._conversation(request, language)
            self._web.spend(request, conversation)
            with self._web.hub.watching(conversation) as watcher:
                heard = await self._web.conversations.hear(conversation, client_id_of(form), text=text, button=button)
                await self._answered(conversation, heard.number, watcher)
        except BotError as error:
            return await self._refused(request, language, error, text)
        if not is_new:
            return back_to(language)
        response = back_to(language, f"?{_BEGUN}#latest")
        self._set_cookie(response, conversation)
        return response

    async def send_picture(self, request: Request) -> Response:
        language = page_language(request)
        try:
            conversation = self._required(request)
            self._web.spend(request, conversation)
            form = fields_of(await read_body(request, BODY_BYTES), request.headers.get("content-type", ""))
            client_id = client_id_of({"client_id": form.get("client_id", b"").decode("ascii", "replace")})
            with self._web.hub.watching(conversation) as watcher:
                heard = await self._web.pictures.add(conversation, client_id, form.get("picture", b""))
                await self._answered(conversation, heard.number, watcher)
        except BotError as error:
            return await self._refused(request, language, error, "")
        return back_to(language)

    async def picture(self, request: Request) -> Response:
        return picture_response(await self._web.pictures.get(self._required(request), request.path_params["picture"]))

    async def language(self, request: Request) -> Response:
        language = Language.of((await form_of(request)).get("language")) or Language.EN
        conversation = self._known(request)
        if conversation is not None:
            try:
                self._web.spend(request, conversation)
                with self._web.hub.watching(conversation) as watcher:
                    asked = await self._web.conversations.choose_language(conversation, language)
                    if asked is not None:
                        await self._answered(conversation, asked, watcher)
            except BotError as error:
                return await self._refused(request, language, error, "")
        return back_to(language)

    async def feedback(self, request: Request) -> Response:
        language, form = page_language(request), await form_of(request)
        try:
            conversation = self._required(request)
            self._web.spend(request, conversation)
            number = whole_number(form.get("number", ""), most_digits=6)
            if number is None:
                raise BadRequest(field="number")
            await self._web.conversations.rate(conversation, number, form.get("helpful") == "yes", form.get("comment", ""))
        except BotError as error:
            return await self._refused(request, language, error, "")
        return back_to(language)

    async def restart(self, request: Request) -> Response:
        language = page_language(request)
        try:
            conversation = self._required(request)
            self._web.spend(request, conversation)
            await self._web.conversations.start_over(conversation)
        except BotError as error:
            return await self._refused(request, language, error, "")
        return back_to(language)

    async def delete(self, request: Request) -> Response:
        conversation = self._known(request)
        if conversation is not None:
            await self._web.conversations.delete(conversation)
        return self._without_cookie(back_to(page_language(request), "?deleted"))

    async def transcript(self, request: Request) -> Response:
        return await self._downloads.transcript(request, self._required(request))

    async def _answered(self, conversation: str, number: int, watcher: Watcher) -> None:
        """Wait a little for the answer, so that the page that follows mostly has it. Replies of a turn arrive together."""
        thread = await self._web.conversations.thread(conversation, after=number)
        if thread.conversation.owner is not Owner.BOT or any(message.reply_to == number for message in thread.messages):
            return

        async def answer() -> None:
            while True:
                event = await watcher.next()
                if isinstance(event, MessageAdded) and event.message.reply_to == number:
                    return

        try:
            await asyncio.wait_for(answer(), _WAIT_SECONDS)
        except asyncio.TimeoutError:
            return

    async def _thread(self, request: Request) -> Thread | None:
        conversation = self._known(request)
        return None if conversation is None else await self._web.conversations.thread(conversation)

    async def _wants_picture(self, thread: Thread | None) -> bool:
        try:
            return thread is not None and await self._web.pictures.wish(thread.conversation.id) is not Wish.NOBODY
        except BotError:  # deleted, or the database away, since the page's messages were read: they are shown all the same
            return False

    async def _conversation(self, request: Request, language: Language) -> tuple[str, bool]:
        known = self._known(request)
        if known is not None:
            return known, False
        self._web.limits.starts.spend(client_address(request))
        return (await self._web.conversations.start("web", language)).id, True

    def _known(self, request: Request) -> str | None:
        try:
            conversation = self._web.cookies.conversation(request.cookies.get(self._cookie, ""))
        except NoSession:
            return None
        request.state.conversation = conversation
        return conversation

    def _required(self, request: Request) -> str:
        conversation = self._known(request)
        if conversation is None:
            raise NoSession()
        return conversation

    async def _refused(self, request: Request, language: Language, error: BotError, text: str) -> Response:
        """Show the page again with what is wrong and what was written: nothing a person typed is lost."""
        self._web.metrics.refused.labels(error.code).inc()
        try:
            thread = await self._thread(request)
        except BotError:
            thread = None
        page = await self._render(language, thread, status=status_of(error), problem=words_for(self._web.words, error, language), text=text)
        return self._without_cookie(page) if isinstance(error, ConversationGone) else page

    async def _render(
        self, language: Language, thread: Thread | None, *, status: int = 200, problem: str = "", text: str = "", deleted: bool = False
    ) -> Response:
        messages = thread.messages if thread else ()
        asked = [message.number for message in messages if message.author is Author.PERSON]
        answered = {message.reply_to for message in messages}
        today = day_of(self._web.clock())
        return self._pages.render(
            "chat.html",
            language,
            status,
            thread=thread,
            messages=messages,
            choosable=_choosable(thread) if thread else None,
            pending=bool(thread and thread.conversation.owner is Owner.BOT and asked and asked[-1] not in answered),
            problem=problem,
            text=text,
            deleted=deleted,
            client_id=secrets.token_urlsafe(12),
            limit=TEXT_LIMIT,
            picture_megabytes=MOST_BYTES // 1024**2 if await self._wants_picture(thread) else None,
            days=self._web.settings.retention_days,
            news=[item for item in self._web.news if item.start <= today <= item.end],
            path=path_of(language),
        )

    def _set_cookie(self, response: Response, conversation: str) -> None:
        token = self._web.cookies.issue(conversation)
        secure = self._web.settings.is_https
        response.set_cookie(self._cookie, token, max_age=_COOKIE_SECONDS, httponly=True, samesite="lax", secure=secure, path="/")

    def _without_cookie(self, response: Response) -> Response:
        response.delete_cookie(self._cookie, httponly=True, samesite="lax", secure=self._web.settings.is_https, path="/")
        return response


def _choosable(thread: Thread) -> int | None:
    """Return the number of the message whose buttons are shown: the last one of all.

    While an advisor has the conversation or is awaited, nobody answers what the person adds: the buttons stay until somebody does.
    """
    messages = [*thread.messages]
    while (
        messages
        and thread.conversation.owner is not Owner.BOT
        and (messages[-1].author is Author.PERSON or messages[-1].outcome == "masked")
    ):
        messages.pop()
    return messages[-1].number if messages else None
