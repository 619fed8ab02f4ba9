"""Mails about acts of live shows: a prize, a piece that came free."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from babel.dates import format_datetime, get_timezone
from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _

from halles.kit.money import format_money
from halles.markets.queries import get_market
from halles.notifications.services import Letter, Words
from halles.promotions.models import PricePromise
from halles.promotions.queries import find_promise


def giveaway_won(promise_id: str) -> list[Letter]:
    """The winner: what it is, until when to fetch it, and that nothing is to be paid."""
    promise = find_promise(uuid.UUID(promise_id))
    if promise is None or promise.status != PricePromise.Status.OPEN:
        return []

    def words() -> Words:
        facts = {"title": promise.variant.product.title, "until": _until(promise)}
        return Words(
            subject=_("You won: %(title)s") % facts,
            heading=_("You won"),
            paragraphs=(
                _("You were drawn in the giveaway of a live show: %(title)s is yours.") % facts,
                _("Say by %(until)s where it should go. It costs you nothing, delivery included; after that it lapses.")
                % facts,
            ),
            door=(_("Fetch your prize"), _way(promise)),
            after=(_("Nobody asks you for money or card numbers for a prize."),),
        )

    return [_to(promise, "giveaway_won", words)]


def waitlist_offered(promise_id: str) -> list[Letter]:
    """Whoever waited: the price is theirs for some minutes."""
    promise = find_promise(uuid.UUID(promise_id))
    if promise is None or promise.status != PricePromise.Status.OPEN:
        return []

    def words() -> Words:
        language = get_language() or "en"
        price = format_money(promise.unit_minor, promise.currency, language)
        facts = {"title": promise.variant.product.title, "until": _until(promise), "price": price}
        return Words(
            subject=_("Your turn: %(title)s for %(price)s") % facts,
            heading=_("A piece came free"),
            paragraphs=(_("You waited for %(title)s. It is kept for you at %(price)s until %(until)s.") % facts,),
            door=(_("Buy it now"), _way(promise)),
            after=(_("After that it goes to whoever is next."),),
        )

    return [_to(promise, "waitlist_offered", words)]


def _until(promise: PricePromise) -> str:
    zone = get_market(promise.market).time_zone
    locale = to_locale(get_language() or "en")
    return str(format_datetime(promise.until, "short", tzinfo=get_timezone(zone), locale=locale))


def _way(promise: PricePromise) -> str:
    page = reverse("storefront:product_by_id", args=[promise.variant.product_id])
    return f"{settings.BASE_URL}{page}?claim={promise.pk}"


def _to(promise: PricePromise, kind: str, words: Callable[[], Words]) -> Letter:
    return Letter(
        kind=kind,
        key=f"{kind}:{promise.pk}",
        to=promise.user.email,
        language=promise.user.language or get_market(promise.market).language,
        words=words,
        reference=("promise", promise.pk),
    )
