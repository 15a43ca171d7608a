"""What a password costs to check. The tests that sign in to a gateway make do with less (``tests/integration/conftest.py``)."""

from argon2 import extract_parameters
from argon2.low_level import Type
from argon2.profiles import RFC_9106_LOW_MEMORY

from bot.desk import sign_in
from bot.desk.sign_in import SignIn


async def test_passwords_are_kept_as_rfc_9106_recommends_and_known_again() -> None:
    kept = await SignIn(None, None).hashed("correct horse battery")  # type: ignore[arg-type]
    assert RFC_9106_LOW_MEMORY.type is Type.ID
    assert extract_parameters(kept) == RFC_9106_LOW_MEMORY
    assert sign_in._matches(kept, "correct horse battery")
    assert not sign_in._matches(kept, "correct horse batterie")


def test_an_unknown_address_takes_as_long_as_a_wrong_password() -> None:
    assert extract_parameters(sign_in._NOBODY) == RFC_9106_LOW_MEMORY
