"""A mail's words: the reference, whether it is urgent, our own title of the topic, and a link. Nothing that a person wrote."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from bot.conversation.wording import Wording
from bot.desk.mail.outbox import Mail
from bot.desk.model import Case, Urgency
from bot.errors import BotError
from bot.language import Language


class NoAddress(BotError):
    """A recipient's address can't stand in a mail's head."""

    code = "no_mail_address"


@dataclass(frozen=True)
class Letters:
    """Writes mails in the recipient's language. ``address`` is where the console is; ``title`` names a topic of the
    catalogue, or gives an empty text for one that isn't in it."""

    wording: Wording
    address: str
    sender: Address
    title: Callable[[str, Language], str]

    def link(self, case: Case) -> str:
        return f"{self.address}/console/cases/{case.reference}"

    def subject(self, mail: Mail, case: Case) -> str:
        subject = self._say(f"subject.{mail.kind.value}", mail, reference=case.reference)
        return self._say("urgent_subject", mail, subject=subject) if case.urgency is Urgency.URGENT else subject

    def write(self, mail: Mail, case: Case) -> EmailMessage:
        """Return the mail, the same one each time it is tried: its ``Message-ID`` shows a double. Raises ``NoAddress``."""
        message = EmailMessage(policy=SMTP)
        message["From"] = self.sender
        message["To"] = _address(mail.recipient)
        message["Subject"] = self.subject(mail, case)
        message["Date"] = format_datetime(mail.at)
        message["Message-ID"] = f"<carm.{case.reference}.{mail.kind.value}.{mail.id}@{self.sender.domain}>"
        message["Auto-Submitted"] = "auto-generated"
        if case.urgency is Urgency.URGENT:
            message["Importance"] = "high"
        message.set_content(self._body(mail, case), cte="quoted-printable")
        message["Content-Language"] = mail.language.tag  # content's own headers go when content is set
        return message

    def _body(self, mail: Mail, case: Case) -> str:
        return self._say(
            "body",
            mail,
            what=self._say(f"what.{mail.kind.value}", mail, reference=case.reference),
            urgency=self._say(f"urgency.{case.urgency.value}", mail),
            topic=self.title(case.topic, mail.language) or self._say("no_topic", mail),
            channel=self._say(f"channel.{case.channel}", mail),
            mode=self._say(f"mode.{case.mode.value}", mail),
            spoken=self._say(f"language.in_{case.language.value}", mail),
            link=self.link(case),
        )

    def _say(self, key: str, mail: Mail, **values: object) -> str:
        return self.wording.say(f"mail.{key}", mail.language, **values)


def _address(recipient: str) -> Address:
    try:
        return Address(addr_spec=recipient)
    except (ValueError, IndexError, MessageError):
        raise NoAddress() from None
