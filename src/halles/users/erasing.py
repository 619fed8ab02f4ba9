"""Leaving for good: asked, taken back, carried out step by step."""

from __future__ import annotations

import datetime as dt
import uuid

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.urls import reverse

from halles.kit import clock, transactions
from halles.markets.market import Market
from halles.markets.queries import all_markets
from halles.users import copies, personal
from halles.users.errors import ErasureBegun, NothingAsked, StaffStays
from halles.users.mails import account_mail
from halles.users.models import ERASED_DOMAIN, Erasure, User
from halles.users.services import lock_user, revoke_all_tokens

BATCH_MAX = 100
# After the sign-out: no request, room or job that knew the person before can still be at work.
ONCE_MORE_AFTER = dt.timedelta(days=1)


def market_of(user: User) -> Market:
    """Whose law holds for a person: that of the market they chose, else of the one that keeps records longest."""
    known = all_markets()
    return known.get(user.market) or max(known.values(), key=lambda one: one.privacy.records_years)


def find_erasure(user: User) -> Erasure | None:
    """The wish of this person that stands, else None."""
    return Erasure.objects.filter(user=user, canceled_at=None).first()


@transaction.atomic
def ask_erasure(user: User) -> Erasure:
    """Write down that this person wants to be erased when the market's days are over; asked twice, it is asked once.

    Refuses what any module has against it (`personal.list_hindrances`), the first of them.
    """
    locked = lock_user(user.pk)
    standing = find_erasure(locked)
    if standing is not None:
        return standing
    for hindrance in personal.list_hindrances(locked):
        raise hindrance
    market = market_of(locked)
    now = clock.now()
    due_at = now + dt.timedelta(days=market.privacy.erasure_wait_days)
    made = Erasure.objects.create(user=locked, market=market.code, asked_at=now, due_at=due_at)
    _tell(locked, "erasure_asked", days=market.privacy.erasure_wait_days)
    return made


@transaction.atomic
def cancel_erasure(user: User) -> None:
    """Take the wish back; refuses users.nothing_asked and users.erasure_begun."""
    standing = Erasure.objects.select_for_update().filter(user=user, canceled_at=None).first()
    if standing is None:
        raise NothingAsked
    if standing.begun_at is not None:
        raise ErasureBegun
    standing.canceled_at = clock.now()
    standing.save(update_fields=["canceled_at"])
    _tell(user, "erasure_canceled")


def list_due() -> list[uuid.UUID]:
    """Wishes whose day has come and for which something is to be done now, at most 100, the oldest first."""
    now = clock.now()
    is_time = Q(swept_at=None) | Q(begun_at__lte=now - ONCE_MORE_AFTER)
    due = Erasure.objects.filter(is_time, due_at__lte=now, canceled_at=None, done_at=None)
    return list(due.order_by("due_at").values_list("pk", flat=True)[:BATCH_MAX])


def carry_out(erasure_id: uuid.UUID) -> bool:
    """Erase the person; whether it is done. While something hinders it, it waits and can be taken back.

    Each module erases in transactions of its own and may be asked again, so that a run that died is simply run again.
    They come twice: a request that was signed in before may write where they have been already. So they come once more
    when a day has gone by, and only then goes the name, by which they find what is the person's.
    """
    transactions.assert_none_open()
    user = transactions.run(lambda: _begin(erasure_id))
    if user is None:
        return False
    for keeper in personal.list_keepers():
        keeper.erase(user)
    return transactions.run(lambda: _finish(erasure_id))


def hinder(user: User) -> None:
    """Refuses users.staff_stays: what staff decide is written down under their names."""
    if user.is_staff:
        raise StaffStays


def erase(user: User) -> None:
    """Keys and copies of a person; the row itself stays without anything that names somebody, until `_finish`."""
    copies.delete_copies(user)
    transactions.run(lambda: _empty(user))


def _begin(erasure_id: uuid.UUID) -> User | None:
    erasure = Erasure.objects.select_for_update().get(pk=erasure_id)
    if erasure.canceled_at is not None or erasure.done_at is not None:
        return None
    # A purchase under way points to the person and waits here, or is seen by what follows.
    user = lock_user(erasure.user_id)
    if erasure.begun_at is not None:
        is_waiting = erasure.swept_at is not None and clock.now() < erasure.begun_at + ONCE_MORE_AFTER
        return None if is_waiting else user
    if personal.list_hindrances(user):
        return None
    revoke_all_tokens(user)
    user.set_unusable_password()
    user.is_active = False
    user.session_epoch += 1
    user.save(update_fields=["password", "is_active", "session_epoch"])
    erasure.begun_at = clock.now()
    erasure.save(update_fields=["begun_at"])
    return user


def _empty(user: User) -> None:
    for held in (user.addresses, user.consents, user.api_tokens, user.former_addresses):
        held.all().delete()


def _finish(erasure_id: uuid.UUID) -> bool:
    """The last line, in one transaction: the name goes, and with it the way to find anything again. Not before a day
    has gone by."""
    erasure = Erasure.objects.select_for_update().get(pk=erasure_id)
    assert erasure.begun_at is not None
    if clock.now() < erasure.begun_at + ONCE_MORE_AFTER:
        erasure.swept_at = clock.now()
        erasure.save(update_fields=["swept_at"])
        return False
    user = lock_user(erasure.user_id)
    EmailAddress.objects.filter(user=user).delete()
    User.objects.filter(pk=user.pk).update(
        email=f"{user.pk.hex}@{ERASED_DOMAIN}",
        name="",
        market="",
        language="",
        ship_country="",
        last_login=None,
        session_epoch=F("session_epoch") + 1,
    )
    erasure.done_at = clock.now()
    erasure.save(update_fields=["done_at"])
    return True


def records_needed_since(market: Market) -> dt.datetime:
    """From then on this market wants its records; the years count from the end of the one they were made in."""
    return dt.datetime(clock.now().year - market.privacy.records_years, 1, 1, tzinfo=dt.UTC)


def erased_before(instant: dt.datetime) -> QuerySet[Erasure, uuid.UUID]:
    """The ids of people who were erased before an instant."""
    return Erasure.objects.filter(done_at__lt=instant).values_list("user", flat=True)


def records_over() -> Q:
    """Erased people (rows that have a `user`) of whom the law of their market wants no records any more."""
    over = Q()
    for market in all_markets().values():
        over |= Q(market=market.code, done_at__lt=records_needed_since(market))
    return Q(user__in=Erasure.objects.filter(over).values("user"))


def _tell(user: User, kind: str, **facts: object) -> None:
    context = {**facts, "leave_url": reverse("users:leave"), "timestamp": clock.now()}
    account_mail(kind, to=user.email, sender=settings.DEFAULT_FROM_EMAIL, context=context).send()
