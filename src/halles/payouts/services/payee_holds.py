"""Payouts that wait: for a stated reason, until a stated day, told to the payee."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction
from django.db.models import F

from halles.creators.models import Creator
from halles.kit import clock
from halles.kit.events import emit
from halles.moderation.services import record_staff_action, require_other
from halles.moderation.services.recording import require_said
from halles.payouts.errors import HeldAlready, HoldEnded, HoldInvalid
from halles.payouts.events import PayeeHeld, PayeeHoldLifted
from halles.payouts.models import PayeeHold, PayeeKind
from halles.payouts.payees import get_payee
from halles.sellers.models import Seller, SellerStaff
from halles.users.models import User

WORDS_LENGTH_MAX = 1000


@transaction.atomic
def hold_payee(
    payee_kind: str, payee_id: uuid.UUID, *, reason: str, words: str, until: dt.datetime, by: User | None
) -> PayeeHold:
    """Pay nothing out to a shop or creator until an instant, at most the market's days away. Emits PayeeHeld.

    What is earned goes on being earned and settled; fees of a shop wait too. Refuses payouts.hold_invalid,
    payouts.held_already.
    """
    payee = get_payee(payee_kind, payee_id)
    if payee_kind == PayeeKind.SELLER:
        # Who sets money of the shop aside, or pays a creator from it, has looked for a hold under this lock.
        lock_shop(payee_id)
    now, days = clock.now(), payee.market.settlement.hold_days_max
    words = words.strip()[:WORDS_LENGTH_MAX]
    if reason not in PayeeHold.Reason.values or not words or not now < until <= now + dt.timedelta(days=days):
        raise HoldInvalid(days=days)
    end_holds()
    hold = PayeeHold(
        payee_kind=payee_kind, payee_id=payee_id, reason=reason, words=words, since=now, until=until, by=by
    )
    PayeeHold.objects.bulk_create([hold], ignore_conflicts=True)
    if not PayeeHold.objects.filter(pk=hold.pk).exists():
        raise HeldAlready
    if by is not None:
        data = {"reason": reason, "until": until.isoformat(timespec="minutes"), "payee": payee.name}
        record_staff_action(by=by, verb="hold_payee", kind=payee_kind, target_id=payee_id, why=words, data=data)
    emit(PayeeHeld(hold.pk, payee_kind, payee_id))
    return hold


def lock_shop(seller_id: uuid.UUID) -> None:
    """Until the transaction ends nobody else takes of the shop's free money, or holds its payouts."""
    Seller.objects.select_for_update(no_key=True).get(pk=seller_id)


def lift_hold(hold_id: uuid.UUID, *, by: User, why: str) -> PayeeHold:
    """Pay out again from the next run on; refuses payouts.hold_ended, and moderation.own_case to the payee. Emits
    PayeeHoldLifted."""
    hold = PayeeHold.objects.select_for_update().filter(pk=hold_id).first()
    if hold is None or hold.lifted_at is not None:
        raise HoldEnded
    require_other(by, *people_of(hold.payee_kind, hold.payee_id))
    said = require_said(why)[:WORDS_LENGTH_MAX]
    hold.lifted_at, hold.lifted_by, hold.lifted_why = clock.now(), by, said
    hold.save(update_fields=["lifted_at", "lifted_by", "lifted_why"])
    record_staff_action(by=by, verb="lift_payee_hold", kind=hold.payee_kind, target_id=hold.payee_id, why=said)
    emit(PayeeHoldLifted(hold.pk, hold.payee_kind, hold.payee_id))
    return hold


def people_of(kind: str, payee_id: uuid.UUID) -> list[uuid.UUID]:
    """Whose money it is: the person of a profile, or whoever works for the shop."""
    if kind == PayeeKind.CREATOR:
        return list(Creator.objects.filter(pk=payee_id).values_list("user", flat=True))
    return list(SellerStaff.objects.filter(seller=payee_id).values_list("user", flat=True))


def end_holds() -> int:
    """Close the holds whose day has come; how many."""
    over = PayeeHold.objects.filter(lifted_at=None, until__lte=clock.now())
    return over.update(lifted_at=F("until"))
