"""A form with a file in it, read as browsers write it."""

from __future__ import annotations

import pytest

from bot.channels.multipart import fields_of
from bot.channels.wire import BadRequest

KIND = "multipart/form-data; boundary=----b1"


def a_form(*parts: bytes, end: bytes = b"------b1--\r\n") -> bytes:
    return b"".join(b"------b1\r\n" + part + b"\r\n" for part in parts) + end


def test_fields_and_files_are_read_by_their_names_and_bytes_stay_bytes() -> None:
    content = bytes(range(256)) + b"\r\n--\r\n\r\n------b\r\n"
    body = a_form(
        b'Content-Disposition: form-data; name="client_id"\r\n\r\nabc',
        b'content-disposition: form-data; name="picture"; filename="\xc3\xa9 \\"x\\".png"\r\nContent-Type: image/png\r\n\r\n' + content,
        b'Content-Disposition: form-data; name="picture"\r\n\r\nsecond',
    )
    assert fields_of(body, KIND) == {"client_id": b"abc", "picture": content}
    assert fields_of(body, 'multipart/form-data; boundary="----b1"; charset=utf-8')["client_id"] == b"abc"


ONE = a_form(b'Content-Disposition: form-data; name="a"\r\n\r\nx')


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        pytest.param(b"", KIND, id="empty"),
        pytest.param(a_form(), KIND, id="no field"),
        pytest.param(a_form(b'Content-Disposition: form-data; name="a"\r\n\r\nx', end=b""), KIND, id="no end"),
        pytest.param(a_form(b"Content-Type: text/plain\r\n\r\nx"), KIND, id="no name"),
        pytest.param(a_form(b'Content-Disposition: form-data; name="a"'), KIND, id="no content"),
        pytest.param(a_form(*[b'Content-Disposition: form-data; name="a"\r\n\r\nx'] * 30), KIND, id="too many"),
        pytest.param(ONE, "multipart/form-data", id="no boundary"),
        pytest.param(ONE, "multipart/form-data; boundary=" + "b" * 71, id="long boundary"),
        pytest.param(b"a=b", "application/x-www-form-urlencoded", id="another form"),
        pytest.param(b"a=b", "\r\n", id="no kind"),
        pytest.param(ONE, "multipart/form-data; boundary*=a; boundary*0=b", id="a boundary in pieces, as in no browser's form"),
        pytest.param(ONE, "multipart/form-data; boundary*" + "9" * 5000 + "=b", id="a piece of an endless number"),
        pytest.param(ONE.replace(b"name=", b"name*=a; name*0="), KIND, id="a name in pieces"),
    ],
)
def test_what_is_no_such_form_is_refused(body: bytes, kind: str) -> None:
    with pytest.raises(BadRequest):
        fields_of(body, kind)
