"""A charge as the sandbox tells it, and what happens to it inside: each step moves it forward once."""

from __future__ import annotations

import secrets

from django.db.models import Sum
from django.urls import reverse

from halles.kit import clock
from halles.kit.statements import columns_of, fetch_one, model_of
from halles.payments.providers.port import (
    AuthorizeRequest,
    CardFact,
    Charge,
    ChargebackFact,
    ProviderRefusedError,
    RefundFact,
)
from halles.payments.providers.sandbox.cards import decline_code
from halles.payments.providers.sandbox.models import (
    SandboxCard,
    SandboxCharge,
    SandboxChargeback,
    SandboxRefund,
)

_STATUS = SandboxCharge.Status
_CARD = f"""
SELECT {columns_of(SandboxCard, "card")} FROM payments_sandboxcard card
WHERE card.token = %s AND card.forgotten_at IS NULL
"""  # noqa: S608 - our own columns
# Stands in for the token of a card that is to be kept, until the charge is authorised.
TO_KEEP = "to keep"
_TRANSFER_HOLDER = "Halles Sandbox Bank"


def snapshot(charge: SandboxCharge) -> Charge:
    """All that the sandbox knows about the charge now."""
    card = charge.card
    return Charge(
        key=charge.key,
        ref=charge.ref,
        amount_minor=charge.amount_minor,
        currency=charge.currency,
        is_authorized=charge.status in {_STATUS.AUTHORIZED, _STATUS.CAPTURED},
        captured_minor=charge.captured_minor,
        is_canceled=charge.status == _STATUS.CANCELED,
        decline_code=charge.decline_code,
        next_action=_next_action(charge) if charge.status == _STATUS.REQUIRES_ACTION else None,
        card=None if card is None else _card_fact(card, charge.kept_token),
        refunds=_refunds(charge),
        chargebacks=_chargebacks(charge),
    )


def draft_charge(request: AuthorizeRequest) -> SandboxCharge:
    """The charge that a request asks for, not written yet; refused for a token that is of no use."""
    card = _use_card(request) if request.method == "card" else None
    behavior = card.behavior if card else "approved"
    charge = SandboxCharge(
        ref=f"ch_{secrets.token_hex(12)}",
        key=request.key,
        method=request.method,
        behavior=behavior,
        status=_first_status(request.method, behavior),
        currency=request.currency,
        amount_minor=request.amount_minor,
        decline_code=decline_code(card.last4) if card and behavior == "declined" else "",
        card=card,
        kept_token=TO_KEEP if request.should_save_card and card is not None and not card.is_reusable else "",
        reference_number=request.reference_number,
        return_url=request.return_url,
        created_at=clock.now(),
    )
    if charge.status == _STATUS.AUTHORIZED:
        _keep_card(charge, request.customer)
    return charge


def find_known(key: str) -> SandboxCharge:
    """The charge that a key stands for already; refused when it was canceled before it was ever asked for."""
    known = SandboxCharge.objects.select_related("card").get(key=key)
    if not known.amount_minor:
        raise ProviderRefusedError("canceled")
    return known


def lock_charge(ref: str) -> SandboxCharge:
    """The charge, its row locked."""
    return SandboxCharge.objects.select_for_update(of=("self",)).select_related("card").get(ref=ref)


def agree(charge: SandboxCharge) -> bool:
    """The customer (or time) said yes: a card is authorised, everything else is captured; whether it changed."""
    if charge.status not in {_STATUS.PROCESSING, _STATUS.REQUIRES_ACTION}:
        return False
    if charge.method == "card":
        charge.status = _STATUS.AUTHORIZED
        _keep_card(charge, charge.card.customer if charge.card else "")
    else:
        charge.status, charge.captured_minor = _STATUS.CAPTURED, charge.amount_minor
    charge.save()
    return True


def refuse(charge: SandboxCharge, code: str) -> bool:
    """The customer said no; whether it changed."""
    if charge.status != _STATUS.REQUIRES_ACTION:
        return False
    charge.status, charge.decline_code = _STATUS.DECLINED, code
    charge.save()
    return True


def capture(charge: SandboxCharge, amount_minor: int) -> bool:
    """Take the money, once; whether anything changed. What cannot be captured is released."""
    if charge.status != _STATUS.AUTHORIZED:
        return False
    if charge.behavior == "capture_fails":
        charge.status = _STATUS.CANCELED
    else:
        if not 0 < amount_minor <= charge.amount_minor:
            raise ProviderRefusedError("amount_too_large")
        charge.status, charge.captured_minor = _STATUS.CAPTURED, amount_minor
    charge.save()
    return True


def cancel(charge: SandboxCharge) -> bool:
    """Let go of a charge that is not captured; whether it changed."""
    if charge.status in {_STATUS.CAPTURED, _STATUS.CANCELED, _STATUS.DECLINED}:
        return False
    charge.status = _STATUS.CANCELED
    charge.save()
    return True


def refund(charge: SandboxCharge, amount_minor: int, key: str) -> bool:
    """Give money back once per key; whether it is a new refund. Cards are quick, other methods take their time."""
    if SandboxRefund.objects.filter(key=key).exists():
        return False
    if charge.chargebacks.exclude(status="won").exists():
        raise ProviderRefusedError("charged_back")
    if not 0 < amount_minor <= charge.captured_minor - charge.refunded_minor:
        raise ProviderRefusedError("refund_too_large")
    is_quick = charge.method == "card" and charge.behavior != "refund_fails"
    charge.refunded_minor += amount_minor
    charge.save()
    SandboxRefund.objects.create(
        ref=f"re_{secrets.token_hex(12)}",
        key=key,
        charge=charge,
        amount_minor=amount_minor,
        status="succeeded" if is_quick else "pending",
        created_at=clock.now(),
    )
    return True


def settle_refund(charge: SandboxCharge, row: SandboxRefund) -> bool:
    """End a pending refund; the first one of a card made for it fails. Whether it changed."""
    if row.status != "pending":
        return False
    fails = charge.behavior == "refund_fails" and not charge.refunds.filter(status="failed").exists()
    row.status = "failed" if fails else "succeeded"
    if fails:
        row.failure_code = "account_closed"
        charge.refunded_minor -= row.amount_minor
        charge.save()
    row.save()
    return True


def take_back(charge: SandboxCharge) -> bool:
    """The customer's bank takes back all that is left; whether there was anything."""
    left = charge.captured_minor - charge.refunded_minor
    if left == 0 or charge.chargebacks.exists():
        return False
    SandboxChargeback.objects.create(
        ref=f"cb_{secrets.token_hex(12)}",
        charge=charge,
        amount_minor=left,
        status="open",
        reason="fraudulent",
        created_at=clock.now(),
    )
    return True


def decide(chargeback: SandboxChargeback, *, is_won: bool) -> bool:
    """End the case; whether it was open."""
    if chargeback.status != "open":
        return False
    chargeback.status = "won" if is_won else "lost"
    chargeback.save()
    return True


def totals(currency: str) -> tuple[int, int]:
    """What the sandbox holds in a currency: promised and not captured; captured less what went back."""
    rows = SandboxCharge.objects.filter(currency=currency)
    promised = rows.filter(status=_STATUS.AUTHORIZED).aggregate(total=Sum("amount_minor", default=0))["total"]
    captured = rows.aggregate(total=Sum("captured_minor", default=0))["total"]
    refunds = SandboxRefund.objects.filter(charge__currency=currency, status="succeeded")
    lost = SandboxChargeback.objects.filter(charge__currency=currency).exclude(status="won")
    for gone in (refunds, lost):
        captured -= gone.aggregate(total=Sum("amount_minor", default=0))["total"]
    return int(promised), int(captured)


def _use_card(request: AuthorizeRequest) -> SandboxCard:
    """A fresh token pays for one key; a kept card pays for its customer only."""
    row = fetch_one(_CARD, [request.token])
    card = model_of(SandboxCard, row) if row else None
    if card is None or (card.is_reusable and card.customer != request.customer):
        raise ProviderRefusedError("token_unusable")
    if not card.is_reusable:
        free = SandboxCard.objects.filter(token=card.token, used_by__in=["", request.key])
        if not free.update(used_by=request.key, customer=request.customer):
            raise ProviderRefusedError("token_unusable")
    return card


def _first_status(method: str, behavior: str) -> SandboxCharge.Status:
    if method != "card" or behavior == "challenge":
        return _STATUS.REQUIRES_ACTION
    return {"slow": _STATUS.PROCESSING, "declined": _STATUS.DECLINED}.get(behavior, _STATUS.AUTHORIZED)


def keep(card: SandboxCard, customer: str) -> SandboxCard:
    """A copy of a fresh card that pays again and again for its customer."""
    return SandboxCard.objects.create(
        token=f"card_{secrets.token_hex(12)}",
        behavior=card.behavior,
        brand=card.brand,
        last4=card.last4,
        exp_month=card.exp_month,
        exp_year=card.exp_year,
        customer=customer,
        is_reusable=True,
        created_at=clock.now(),
    )


def _keep_card(charge: SandboxCharge, customer: str) -> None:
    if charge.kept_token == TO_KEEP and charge.card is not None:
        charge.kept_token = keep(charge.card, customer).token


def _card_fact(card: SandboxCard, kept_token: str) -> CardFact:
    token = "" if kept_token == TO_KEEP else kept_token
    return CardFact(card.brand, card.last4, card.exp_month, card.exp_year, token)


def _next_action(charge: SandboxCharge) -> dict[str, object]:
    if charge.method == "transfer":
        return {
            "kind": "transfer",
            "holder": _TRANSFER_HOLDER,
            "account": "SANDBOX-0001-0002-0003",
            "reference": charge.reference_number or charge.ref,
            "amount_minor": charge.amount_minor,
            "currency": charge.currency,
            "url": reverse("payments:sandbox_transfer", args=[charge.ref]),
        }
    page = "payments:sandbox_challenge" if charge.method == "card" else "payments:sandbox_wallet"
    return {"kind": "redirect", "url": reverse(page, args=[charge.ref])}


def _refunds(charge: SandboxCharge) -> tuple[RefundFact, ...]:
    if not charge.captured_minor:
        return ()
    rows = charge.refunds.order_by("created_at", "ref")
    return tuple(RefundFact(row.key, row.ref, row.amount_minor, row.status, row.failure_code) for row in rows)  # type: ignore[arg-type]


def _chargebacks(charge: SandboxCharge) -> tuple[ChargebackFact, ...]:
    if not charge.captured_minor:
        return ()
    rows = charge.chargebacks.order_by("created_at", "ref")
    return tuple(ChargebackFact(row.ref, row.amount_minor, row.status, row.reason) for row in rows)  # type: ignore[arg-type]
