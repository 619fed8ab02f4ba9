"""The sandbox's callbacks as they travel: JSON of one charge, signed with the time."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings

from halles.kit import clock
from halles.payments.providers.port import (
    CardFact,
    Charge,
    ChargebackFact,
    Notice,
    NotSignedError,
    RefundFact,
)

SIGNATURE_HEADER = "Sandbox-Signature"
SIGNATURE_SECONDS_MAX = 300
BODY_BYTES_MAX = 64 * 1024


def charge_to_json(charge: Charge) -> dict[str, Any]:
    """The charge in plain values."""
    return {
        **vars(charge),
        "card": None if charge.card is None else vars(charge.card),
        "refunds": [vars(refund) for refund in charge.refunds],
        "chargebacks": [vars(chargeback) for chargeback in charge.chargebacks],
    }


def write_notice(event_id: str, kind: str, charge: dict[str, Any]) -> tuple[dict[str, str], bytes]:
    """Headers and body of one delivery, signed now."""
    body = json.dumps({"id": event_id, "kind": kind, "charge": charge}, separators=(",", ":")).encode()
    return {SIGNATURE_HEADER: sign(body)}, body


def sign(body: bytes) -> str:
    """The signature of a body at this instant, as `t=<seconds>,v1=<hex>`."""
    seconds = str(int(clock.now().timestamp()))
    return f"t={seconds},v1={_mac(seconds, body)}"


def read_notice(headers: Mapping[str, str], body: bytes) -> Notice:
    """The notice of a body whose signature is ours and fresh, else NotSignedError."""
    parts = dict(part.partition("=")[::2] for part in headers.get(SIGNATURE_HEADER, "").split(","))
    seconds, given = parts.get("t", ""), parts.get("v1", "")
    if len(body) > BODY_BYTES_MAX or not (seconds.isascii() and seconds.isdigit() and len(seconds) < 12):
        raise NotSignedError
    is_ours = hmac.compare_digest(_mac(seconds, body).encode(), given.encode("utf-8", "surrogateescape"))
    if not is_ours or abs(clock.now().timestamp() - int(seconds)) > SIGNATURE_SECONDS_MAX:
        raise NotSignedError
    message = json.loads(body)
    return Notice(message["id"], message["kind"], _charge_from_json(message["charge"]))


def _charge_from_json(values: dict[str, Any]) -> Charge:
    card = values["card"]
    return Charge(
        **{
            **values,
            "card": None if card is None else CardFact(**card),
            "refunds": tuple(RefundFact(**refund) for refund in values["refunds"]),
            "chargebacks": tuple(ChargebackFact(**chargeback) for chargeback in values["chargebacks"]),
        }
    )


def _mac(seconds: str, body: bytes) -> str:
    key = hashlib.sha256(b"halles.payments.sandbox:" + settings.SECRET_KEY.encode()).digest()
    return hmac.new(key, seconds.encode() + b"." + body, hashlib.sha256).hexdigest()
