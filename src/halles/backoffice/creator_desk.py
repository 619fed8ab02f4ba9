"""How a profile stands with other shops' goods, and why: as the staff read it before they let it in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from halles.affiliates.queries import samples
from halles.creators import queries as creators
from halles.creators.models import Creator, CreatorSelling
from halles.creators.selling import eligibility_in
from halles.kit import clock
from halles.kit.templatetags.money import counted, when
from halles.markets.queries import get_market
from halles.moderation import queries as moderation
from halles.moderation.models import StaffAction
from halles.scores.queries.standing import creator_standing
from halles.social.queries import count_followers

Status = CreatorSelling.Status


@dataclass(frozen=True)
class Standing:
    """`status` is none, pilot, full or shop; `name` says it in words, `why` since when and by what."""

    status: str
    name: str
    why: str

    @property
    def may_admit(self) -> bool:
        """Whether there is a limit to lift."""
        return self.status in ("none", "pilot")


def standing_of(creator: Creator, *, follower_count: int, admitted: StaffAction | None) -> Standing:
    """How this profile stands; `admitted` is the newest word of the staff that let it in."""
    rules = get_market(creator.market).creators
    if creator.seller_id is not None:
        return Standing(
            "shop", _("The profile of a shop"), _("It shows the goods of its shop and needs no permission.")
        )
    selling = creators.find_selling(creator)
    if selling is None:
        missing = eligibility_in(get_market(creator.market), follower_count).followers_missing
        facts = {"needed": counted(rules.followers_min), "missing": counted(missing)}
        why = (
            _("The market asks for %(needed)s followers; %(missing)s are missing.") % facts
            if missing
            else _("Enough people follow it, but its person has not begun.")
        )
        return Standing("none", _("May not sell for other shops"), why)
    facts = {"at": when(selling.since), "full": counted(rules.followers_full)}
    if selling.status == Status.PILOT:
        why = _("Since %(at)s. The quota ends at %(full)s followers, or by a decision here.") % facts
        return Standing("pilot", str(Status.PILOT.label), why)
    return Standing("full", str(Status.FULL.label), _why_full(selling, admitted, facts))


def _why_full(selling: CreatorSelling, admitted: StaffAction | None, facts: dict[str, Any]) -> str:
    if admitted is not None:
        said = {"at": when(admitted.at), "who": admitted.by.name or admitted.by.email, "why": admitted.why}
        return _("Let in by %(who)s on %(at)s: %(why)s") % said
    if selling.lifted_at is not None:
        return _("The quota ended on %(at)s, when %(full)s people followed.") % {**facts, "at": when(selling.lifted_at)}
    return _("Began on %(at)s with more than %(full)s followers.") % facts


def creator_context(creator: Creator) -> dict[str, Any]:
    """What the page of a profile shows."""
    follower_count = count_followers(creator.pk)
    record = moderation.list_staff_actions(kind="creator", target_id=str(creator.pk)).rows
    admitted = next((one for one in record if one.verb == "admit_creator"), None)
    return {
        "creator": creator,
        "standing": standing_of(creator, follower_count=follower_count, admitted=admitted),
        "selling": creators.find_selling(creator),
        "follower_count": follower_count,
        "quota": creators.quota_of(creator, at=clock.now()),
        "details": creators.find_payout_details(creator.user_id),
        "score": creator_standing(creator.pk),
        "fulfilment": samples.fulfilment_of([creator.pk])[creator.pk],
        "record": record,
    }
