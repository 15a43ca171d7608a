"""What can go wrong at the desk, told by code; the console picks the words (``bot/content/desk/console.yml``)."""

from __future__ import annotations

from bot.errors import BotError


class UnknownCase(BotError):
    """No case has this reference, or the person deleted it with their conversation."""

    code = "unknown_case"


class CaseClosed(BotError):
    """The case is resolved: nothing about it changes any more."""

    code = "case_closed"


class CaseChanged(BotError):
    """Somebody else changed the case between our reading and our writing: nothing was written, try again."""

    code = "case_changed"


class NotYourCase(BotError):
    """A step that only the advisor who has the case may take; ``advisor`` is their name, empty when nobody has it."""

    code = "not_your_case"

    def __init__(self, *, advisor: str) -> None:
        super().__init__(advisor=advisor)
        self.advisor = advisor


class UnknownAnswer(BotError):
    """No answer of the FAQ has this id."""

    code = "unknown_answer"


class NoShipment(BotError):
    """A packet for CBSA was asked for in a case that isn't about goods held at the border."""

    code = "no_shipment"


class UnknownAdvisor(BotError):
    """No advisor who may work at the desk has this id."""

    code = "unknown_advisor"


class EmailTaken(BotError):
    """Another advisor signs in with this e-mail address."""

    code = "email_taken"


class NotSignedIn(BotError):
    """No session, one that ended, or one that we did not give."""

    code = "not_signed_in"


class SignInRefused(BotError):
    """The address or the password is wrong; which of the two is not told."""

    code = "sign_in_refused"


class LockedOut(BotError):
    """Too many wrong passwords: ``minutes`` until another try."""

    code = "locked_out"

    def __init__(self, *, minutes: int) -> None:
        super().__init__(minutes=minutes)
        self.minutes = minutes


class WeakPassword(BotError):
    """A new password shorter than ``least`` characters."""

    code = "weak_password"

    def __init__(self, *, least: int) -> None:
        super().__init__(least=least)


class NotAllowed(BotError):
    """The advisor's role doesn't open this page."""

    code = "not_allowed"


class PictureTooLarge(BotError):
    """A picture above ``megabytes`` or, whatever its file's size, above ``megapixels``."""

    code = "picture_too_large"

    def __init__(self, *, megabytes: int, megapixels: int) -> None:
        super().__init__(megabytes=megabytes, megapixels=megapixels)


class PictureKind(BotError):
    """Something else than a PNG, JPEG or WebP picture, by its content."""

    code = "picture_kind"


class PictureUnreadable(BotError):
    """A picture that is empty, damaged or cut short."""

    code = "picture_unreadable"


class PictureUnexpected(BotError):
    """A picture where nobody would look at it: no questions about stuck goods, no case, no advisor."""

    code = "picture_unexpected"


class TooManyPictures(BotError):
    """More than ``most`` pictures in one conversation."""

    code = "too_many_pictures"

    def __init__(self, *, most: int) -> None:
        super().__init__(most=most)


class NoSuchPage(BotError):
    """Nothing of the console is at this address."""

    code = "not_found"
