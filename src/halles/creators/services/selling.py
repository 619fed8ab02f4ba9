"""Leave to earn with other shops' goods: asked for, spent by the week, lifted by followers, granted by staff."""

from __future__ import annotations

import uuid

from django.db import IntegrityError, transaction

from halles.creators.errors import (
    AlreadySelling,
    NoQuotaAlready,
    NotOfAge,
    NotSelling,
    OfficialSells,
    QuotaOfShows,
    QuotaOfVideos,
    TooFewFollowers,
    WhyMissing,
)
from halles.creators.events import SellingAdmitted
from halles.creators.models import Creator, CreatorSelling, SellingUse
from halles.creators.queries import quota_of
from halles.creators.selling import eligibility_in
from halles.kit import clock
from halles.kit.events import emit
from halles.markets.queries import get_market
from halles.moderation.services import record_staff_action, require_other
from halles.users.models import User

Status = CreatorSelling.Status
Kind = SellingUse.Kind
WHY_LENGTH_MAX = 1000


def start_selling(creator: Creator, *, follower_count: int, is_of_age: bool) -> CreatorSelling:
    """The profile may earn from now on, under the market's weekly quota until enough people follow it.

    Refuses creators.official_sells, creators.already_selling, creators.too_few_followers (data `missing`) and
    creators.not_of_age while the person does not say so.
    """
    if creator.seller_id is not None:
        raise OfficialSells
    rules = get_market(creator.market).creators
    asked = eligibility_in(get_market(creator.market), follower_count)
    if asked.followers_missing:
        raise TooFewFollowers(needed=asked.followers_min, count=follower_count, missing=asked.followers_missing)
    if not is_of_age:
        raise NotOfAge(age=rules.age_min)
    status = Status.FULL if follower_count >= rules.followers_full else Status.PILOT
    now = clock.now()
    try:
        with transaction.atomic():
            return CreatorSelling.objects.create(creator=creator, status=status, declared_adult_at=now, since=now)
    except IntegrityError as twin:
        raise AlreadySelling from twin


def admit_selling(creator: Creator, *, by: User, why: str) -> CreatorSelling:
    """Staff lets a profile earn without a quota, whatever its followers; its person reads `why`. Emits SellingAdmitted.

    Refuses creators.why_missing, creators.official_sells, creators.no_quota_already where nothing would change, and
    moderation.own_case.
    """
    said = why.replace("\x00", "").strip()[:WHY_LENGTH_MAX]
    if not said:
        raise WhyMissing
    if creator.seller_id is not None:
        raise OfficialSells
    require_other(by, creator.user_id)
    now = clock.now()
    selling, is_new = CreatorSelling.objects.select_for_update().get_or_create(
        creator=creator, defaults={"status": Status.FULL, "since": now}
    )
    if not is_new:
        if selling.status == Status.FULL:
            raise NoQuotaAlready
        selling.status, selling.lifted_at = Status.FULL, now
        selling.save(update_fields=["status", "lifted_at"])
    record_staff_action(by=by, verb="admit_creator", kind="creator", target_id=creator.pk, why=said)
    emit(SellingAdmitted(creator.pk, said))
    return selling


def lift_quota(creator: Creator, *, follower_count: int) -> bool:
    """No quota any longer once enough people follow; whether it was lifted now."""
    if follower_count < get_market(creator.market).creators.followers_full:
        return False
    pilots = CreatorSelling.objects.filter(creator=creator, status=Status.PILOT)
    return bool(pilots.update(status=Status.FULL, lifted_at=clock.now()))


def spend_place(creator: Creator, *, kind: str, content_id: uuid.UUID) -> None:
    """Something with other shops' goods goes out: take its place of this week, once however often it goes out.

    Refuses creators.not_selling, creators.quota_of_videos, creators.quota_of_shows. A shop's own profile needs none.
    """
    if creator.seller_id is not None:
        return
    # Two videos published at once would both see the last place: the row makes them queue.
    selling = CreatorSelling.objects.select_for_update(no_key=True).filter(creator=creator).first()
    if selling is None:
        raise NotSelling
    if SellingUse.objects.filter(kind=kind, content_id=content_id).exists():
        return
    now = clock.now()
    if selling.status == Status.PILOT:
        quota = quota_of(creator, at=now)
        if not quota.left(kind):
            rules = get_market(creator.market).creators
            refusal, most = (QuotaOfVideos, quota.video_max) if kind == Kind.VIDEO else (QuotaOfShows, quota.show_max)
            raise refusal(count_max=most, until=quota.until, followers=rules.followers_full)
    SellingUse.objects.create(creator=creator, kind=kind, content_id=content_id, at=now)
