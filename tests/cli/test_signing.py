from __future__ import annotations

import base64
import datetime as dt

import pytest

from halles.kit.signing import SignatureRefused, sign, unsign

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
KEY = b"k" * 32
TOKEN = sign("upload", {"upload_id": "a1", "bytes_max": 5}, key=KEY, expires_at=NOW + dt.timedelta(minutes=1))


def test_what_was_signed_is_read_back() -> None:
    assert unsign("upload", TOKEN, key=KEY, now=NOW) == {"upload_id": "a1", "bytes_max": 5}
    for_ever = sign("source", {"név": "é\u2028"}, key=KEY, expires_at=None)
    assert unsign("source", for_ever, key=KEY, now=NOW + dt.timedelta(days=9999)) == {"név": "é\u2028"}
    assert for_ever.replace(".", "").replace("-", "").replace("_", "").isalnum()


@pytest.mark.parametrize(
    ("purpose", "key", "seconds", "reason"),
    [
        ("upload", KEY, 59, None),
        ("upload", KEY, 60, "expired"),
        ("internal", KEY, 0, "wrong"),
        ("upload", b"another", 0, "wrong"),
        ("internal", b"another", 999, "wrong"),
    ],
)
def test_it_is_good_for_one_purpose_one_key_and_its_time(
    purpose: str, key: bytes, seconds: int, reason: str | None
) -> None:
    now = NOW + dt.timedelta(seconds=seconds)
    if reason is None:
        unsign(purpose, TOKEN, key=key, now=now)
        return
    with pytest.raises(SignatureRefused) as refused:
        unsign(purpose, TOKEN, key=key, now=now)
    assert refused.value.reason == reason


def test_nothing_altered_is_accepted() -> None:
    text, signature = TOKEN.split(".")
    forged = base64.urlsafe_b64encode(b'{"p":{"upload_id":"b2","bytes_max":5}}').rstrip(b"=").decode()
    altered = [f"{forged}.{signature}", f"{text}.{'A' * 43}", f"{text}.", text, "", ".", "é.é", "a.b.c", f" {TOKEN}"]
    altered += [f"{text}.{signature}x", f"{text}\udce9.{signature}", "x" * 10_000 + f".{signature}"]
    for token in altered:
        with pytest.raises(SignatureRefused):
            unsign("upload", token, key=KEY, now=NOW)
