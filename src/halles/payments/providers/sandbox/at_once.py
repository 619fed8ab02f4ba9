"""The sandbox's side of nearly every purchase, in one statement: a kept card that pays at once."""

from __future__ import annotations

import json
import secrets
from dataclasses import replace

from halles.kit import clock
from halles.kit.statements import fetch_one
from halles.payments.providers.port import AuthorizeRequest, CardFact, Charge
from halles.payments.providers.sandbox.models import SandboxCharge
from halles.payments.providers.sandbox.wire import charge_to_json

# Nothing is waited for at the end: whoever asked has the answer on disk when its own outcome is, and if the machine
# stops before, charge and outcome are gone together and the same key is asked for again.
_CHARGE = """
WITH card AS (
    SELECT token, brand, last4, exp_month, exp_year, set_config('synchronous_commit', 'off', true) AS of_this_statement
    FROM payments_sandboxcard
    WHERE token = %(token)s AND is_reusable AND behavior = 'approved' AND customer = %(customer)s
        AND forgotten_at IS NULL
), opened AS (
    INSERT INTO payments_sandboxcharge (
        ref, key, method, behavior, status, currency, amount_minor, captured_minor, refunded_minor, decline_code,
        card_id, kept_token, reference_number, return_url, created_at)
    SELECT %(ref)s, %(key)s, 'card', 'approved', %(status)s, %(currency)s, %(amount_minor)s, 0, 0, '',
        card.token, '', %(reference_number)s, %(return_url)s, %(now)s
    FROM card
    ON CONFLICT (key) DO NOTHING
    RETURNING ref, card_id
), told AS (
    INSERT INTO payments_sandboxevent (id, charge_id, kind, body, delivered_count, due_at, created_at)
    SELECT %(event_id)s, opened.ref, %(kind)s, %(body)s::jsonb || jsonb_build_object('card', jsonb_build_object(
        'brand', card.brand, 'last4', card.last4, 'exp_month', card.exp_month, 'exp_year', card.exp_year, 'token', '')),
        0, %(now)s, %(now)s
    FROM opened JOIN card ON card.token = opened.card_id
)
SELECT card.brand, card.last4, card.exp_month, card.exp_year, card.of_this_statement
FROM opened JOIN card ON card.token = opened.card_id
"""


def charge_at_once(request: AuthorizeRequest) -> Charge | None:
    """Charge a kept card that is good, and announce it; None with nothing written in any other case, such as a key
    that has been used."""
    if request.method != "card":
        return None
    status = SandboxCharge.Status.AUTHORIZED
    plain = Charge(
        request.key, f"ch_{secrets.token_hex(12)}", request.amount_minor, request.currency, is_authorized=True
    )
    card = fetch_one(
        _CHARGE,
        {
            "token": request.token,
            "customer": request.customer,
            "ref": plain.ref,
            "key": request.key,
            "status": status.value,
            "currency": request.currency,
            "amount_minor": request.amount_minor,
            "reference_number": request.reference_number,
            "return_url": request.return_url,
            "now": clock.now(),
            "event_id": f"ev_{secrets.token_hex(12)}",
            "kind": f"charge.{status.value}",
            "body": json.dumps(charge_to_json(plain)),
        },
    )
    return None if card is None else replace(plain, card=CardFact(*card[:4]))
