"""Mails to shops and creators about what is paid out to them, and what holds it back."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import replace

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from halles.creators import queries as creators
from halles.kit import clock
from halles.markets.market import Market
from halles.markets.queries import get_market
from halles.notifications.services import Letter, Words
from halles.notifications.telling.amounts import day, instant, money
from halles.payouts import queries as payouts
from halles.payouts.models import PayeeKind, Payout
from halles.payouts.schedule import next_payout_after
from halles.payouts.words import why_words
from halles.sellers import queries as sellers


def payout_paid(payout_id: str) -> list[Letter]:
    """The money has arrived."""
    payout = payouts.get_payout_for_staff(uuid.UUID(payout_id))

    def words() -> Words:
        facts = _facts(payout)
        return Words(
            subject=_("%(amount)s has been paid to you") % facts,
            heading=_("Your money is in your bank"),
            paragraphs=(_("Payout %(number)s of %(amount)s went to the account %(account)s.") % facts,),
            door=_door(payout.payee_kind, payout.payee_id),
        )

    return [_letter(payout.payee_kind, payout.payee_id, "payout_paid", f"payout_paid:{payout.bank_key}", words)]


def payout_failed(payout_id: str, attempt: str, why: str) -> list[Letter]:
    """The bank refused it; nothing is lost."""
    return _went_wrong(payout_id, f"payout_failed:{payout_id}:{attempt}", why, is_back=False)


def payout_returned(payout_id: str, attempt: str, why: str) -> list[Letter]:
    """The bank sent it back; nothing is lost."""
    return _went_wrong(payout_id, f"payout_returned:{payout_id}:{attempt}", why, is_back=True)


def _went_wrong(payout_id: str, key: str, why: str, *, is_back: bool) -> list[Letter]:
    payout = payouts.get_payout_for_staff(uuid.UUID(payout_id))

    def words() -> Words:
        rules = payouts.payee_of(payout.payee_kind, payout.payee_id).market.settlement
        facts = _facts(payout) | {"why": why_words(why), "days": str(rules.new_account_days)}
        told = (
            _("The bank sent payout %(number)s of %(amount)s back: %(why)s.")
            if is_back
            else _("The bank refused payout %(number)s of %(amount)s: %(why)s.")
        )
        return Words(
            subject=_("%(amount)s could not be paid to you") % facts,
            heading=_("Please check your bank account"),
            paragraphs=(
                told % facts,
                _(
                    "The money is yours and free again. Give another account, and it goes with the next payout: "
                    "%(days)s days after the change at the earliest, for your safety."
                )
                % facts,
            ),
            door=_account(payout.payee_kind, payout.payee_id),
        )

    return [_letter(payout.payee_kind, payout.payee_id, "payout_failed", key, words)]


def seller_account_changed(seller_id: str, at: str) -> list[Letter]:
    """Whoever changes an account is not always its owner: the shop's address is told, and the owner's own."""
    seller = sellers.get_seller_for_staff(uuid.UUID(seller_id))
    payee = payouts.payee_of(PayeeKind.SELLER, seller.pk)

    def words() -> Words:
        facts = {"shop": seller.name, "account": payee.account_shown, "at": instant(_when(at), payee.market.code)}
        return Words(
            subject=_("The bank account of %(shop)s was changed") % facts,
            heading=_("Another bank account"),
            paragraphs=(
                _("On %(at)s the account that the money of %(shop)s goes to became %(account)s.") % facts,
                *rest_words(at, payee.market),
                _("Was it not you? Change your password at once, give your own account again, and write to us."),
            ),
            door=_account(PayeeKind.SELLER, seller.pk),
        )

    kind = "seller_account_changed"
    letter = _letter(PayeeKind.SELLER, seller.pk, kind, f"{kind}:{seller_id}:{at}", words)
    return [letter] if seller.owner.email == letter.to else [letter, replace(letter, to=seller.owner.email)]


def rest_words(changed_at: str, market: Market) -> tuple[str, ...]:
    """Until when nothing is paid to an account that was changed then; empty where accounts need no rest."""
    days = market.settlement.new_account_days
    if not days:
        return ()
    until = instant(_when(changed_at) + dt.timedelta(days=days), market.code)
    return (_("Nothing is paid to it before %(until)s, so that you have time to notice.") % {"until": until},)


def payee_held(hold_id: str) -> list[Letter]:
    """Why, and until when."""
    hold = payouts.get_hold(uuid.UUID(hold_id))
    market = payouts.payee_of(hold.payee_kind, hold.payee_id).market

    def words() -> Words:
        return Words(
            subject=_("Your payouts are on hold until %(day)s") % {"day": day(hold.until.date())},
            heading=_("Your payouts wait"),
            paragraphs=(
                _("Reason: %(reason)s") % {"reason": hold.get_reason_display()},
                hold.words,
                _("The hold ends by itself on %(until)s. What you earn until then is kept for you.")
                % {"until": instant(hold.until, market.code)},
            ),
            door=_door(hold.payee_kind, hold.payee_id),
        )

    return [_letter(hold.payee_kind, hold.payee_id, "payee_held", f"payee_held:{hold_id}", words)]


def payee_hold_lifted(hold_id: str) -> list[Letter]:
    """Payouts go on."""
    hold = payouts.get_hold(uuid.UUID(hold_id))
    market = payouts.payee_of(hold.payee_kind, hold.payee_id).market

    def words() -> Words:
        return Words(
            subject=_("Your payouts go on"),
            heading=_("The hold is over"),
            paragraphs=(
                hold.lifted_why,
                _("The next payout is made on %(day)s.") % {"day": day(next_payout_after(market, clock.now()))},
            ),
            door=_door(hold.payee_kind, hold.payee_id),
        )

    return [_letter(hold.payee_kind, hold.payee_id, "payee_hold_lifted", f"payee_hold_lifted:{hold_id}", words)]


def tier_changed(seller_id: str, tier: str, was: str, why: str, at: str) -> list[Letter]:
    """Sales are free sooner, or later, and why."""
    market = payouts.payee_of(PayeeKind.SELLER, uuid.UUID(seller_id)).market
    rules = market.settlement.tiers[tier]

    def words() -> Words:
        reason = _("the score of your shop") if why == "score" else why
        return Words(
            subject=_("Your sales are free %(days)s days after delivery") % {"days": rules.days},
            heading=_("When your money is free has changed"),
            paragraphs=(
                _("For what is delivered from now on: %(days)s days after delivery instead of %(before)s.")
                % {"days": rules.days, "before": market.settlement.tiers[was].days},
                _("Reason: %(reason)s") % {"reason": reason},
            ),
            door=_door(PayeeKind.SELLER, uuid.UUID(seller_id)),
        )

    return [_letter(PayeeKind.SELLER, uuid.UUID(seller_id), "tier_changed", f"tier_changed:{seller_id}:{at}", words)]


def _facts(payout: Payout) -> dict[str, str]:
    return {
        "amount": money(payout.amount_minor, payout.currency),
        "number": payout.number,
        "account": payout.account_shown,
    }


def _when(at: str) -> dt.datetime:
    return dt.datetime.fromisoformat(at)


def _account(payee_kind: str, payee_id: uuid.UUID) -> tuple[str, str]:
    if payee_kind == PayeeKind.SELLER:
        path = reverse("studio:shop_account", args=[sellers.get_seller_for_staff(payee_id).slug])
    else:
        path = reverse("studio:payout_details")
    return _("Your bank account"), settings.BASE_URL + path


def _door(payee_kind: str, payee_id: uuid.UUID) -> tuple[str, str]:
    if payee_kind == PayeeKind.SELLER:
        path = reverse("studio:money", args=[sellers.get_seller_for_staff(payee_id).slug])
    else:
        path = reverse("studio:creator_money", args=[payee_id])
    return _("Your money"), settings.BASE_URL + path


def _letter(payee_kind: str, payee_id: uuid.UUID, kind: str, key: str, words: Callable[[], Words]) -> Letter:
    if payee_kind == PayeeKind.SELLER:
        seller = sellers.get_seller_for_staff(payee_id)
        to, language = seller.contact_email, seller.owner.language or get_market(seller.market).language
    else:
        creator = creators.get_creator_for_staff(payee_id)
        to, language = creator.user.email, creator.user.language or get_market(creator.market).language
    return Letter(kind=kind, key=key, to=to, language=language, words=words, reference=(payee_kind, payee_id))
