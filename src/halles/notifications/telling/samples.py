"""Mails about samples, and about who is paid what creators earn."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from halles.affiliates.models import Sample
from halles.affiliates.queries.samples import get_for_staff
from halles.creators.queries import get_creator_for_staff, list_creators_of
from halles.markets.queries import get_market
from halles.notifications.services import Letter, Words
from halles.notifications.telling.amounts import instant
from halles.notifications.telling.payouts import rest_words
from halles.users.models import User
from halles.users.queries import get_user

Status = Sample.Status


def sample_asked(sample_id: str) -> list[Letter]:
    """The shop has days to decide; silence declines."""
    sample = get_for_staff(uuid.UUID(sample_id))

    def words() -> Words:
        facts = _facts(sample)
        return Words(
            subject=_("@%(handle)s asks for a sample: %(title)s") % facts,
            heading=_("A creator asks for a sample"),
            paragraphs=(
                _("@%(handle)s would like to show %(title)s.") % facts,
                _("Please answer before %(until)s. If you say nothing, the request is declined.")
                % {"until": instant(sample.decide_by, sample.market)},
            ),
            door=_desk(sample),
        )

    return [_to_shop(sample, "sample_asked", words)]


def sample_decided(sample_id: str, status: str) -> list[Letter]:
    """Yes, no, or nothing in time."""
    sample = get_for_staff(uuid.UUID(sample_id))

    def words() -> Words:
        facts = _facts(sample)
        if status == Status.APPROVED:
            return Words(
                subject=_("Your sample is coming: %(title)s") % facts,
                heading=_("The shop said yes"),
                paragraphs=(
                    _("%(shop)s sends you %(title)s. It costs you nothing.") % facts,
                    _("Once it is delivered you have %(days)s days to show it.") % facts,
                ),
                door=_page(sample),
            )
        silent = _("%(shop)s has not answered your request for %(title)s, which declines it. You may ask again.")
        said = _("%(shop)s has declined your request for %(title)s.")
        reason = (sample.decline_words,) if sample.decline_words else ()
        return Words(
            subject=_("No sample this time: %(title)s") % facts,
            heading=_("No sample this time"),
            paragraphs=((silent if status == Status.UNANSWERED else said) % facts, *reason),
            door=_page(sample),
        )

    return [_to_creator(sample, f"sample_{status}", words)]


def sample_stuck(sample_id: str, at: str) -> list[Letter]:
    """It cannot go to this address."""
    sample = get_for_staff(uuid.UUID(sample_id))

    def words() -> Words:
        return Words(
            subject=_("Where should your sample go? %(title)s") % _facts(sample),
            heading=_("It cannot be sent to this address"),
            paragraphs=(sample.problem_words, _("Give another address on the page of your samples.")),
            door=_page(sample),
        )

    return [_to_creator(sample, f"sample_stuck:{at}", words)]


def sample_arrived(sample_id: str) -> list[Letter]:
    """The days begin."""
    sample = get_for_staff(uuid.UUID(sample_id))

    def words() -> Words:
        facts = _facts(sample)
        return Words(
            subject=_("Show it by %(due)s: %(title)s") % facts,
            heading=_("Your sample has arrived"),
            paragraphs=(
                _("Show %(title)s by %(due)s: in a video, or pinned in a show.") % facts,
                _("Is it broken, or not what was offered? Say so on the page of your samples."),
            ),
            door=_page(sample),
        )

    return [_to_creator(sample, "sample_arrived", words)]


def sample_due_soon(sample_id: str, days: str, due: str) -> list[Letter]:
    """Three days and one day before the end."""
    sample = get_for_staff(uuid.UUID(sample_id))

    def words() -> Words:
        count = int(days)
        facts = {**_facts(sample), "days": count}
        subject = ngettext("%(days)s day left to show %(title)s", "%(days)s days left to show %(title)s", count)
        more = () if sample.extended_at else (_("You can have more days once, on the page of your samples."),)
        return Words(
            subject=subject % facts,
            heading=_("A sample waits to be shown"),
            paragraphs=(_("Show %(title)s by %(due)s: in a video, or pinned in a show.") % facts, *more),
            door=_page(sample),
        )

    return [_to_creator(sample, f"sample_due:{days}:{due}", words)]


def sample_closed(sample_id: str, status: str) -> list[Letter]:
    """Shown: good news for the shop. Missed: both read what it means."""
    sample = get_for_staff(uuid.UUID(sample_id))
    if status == Status.EXCUSED:
        return []  # the answer to the appeal says it

    def news() -> Words:
        facts = _facts(sample)
        is_shown = status == Status.POSTED
        told = _("@%(handle)s has shown %(title)s.") if is_shown else _("@%(handle)s has not shown %(title)s in time.")
        return Words(
            subject=told % facts,
            heading=_("Your sample was shown") if is_shown else _("Your sample was not shown in time"),
            paragraphs=(_("Say on the page of your samples how it went: other shops see your stars."),),
            door=_desk(sample),
        )

    def missed() -> Words:
        facts = _facts(sample)
        return Words(
            subject=_("The days to show %(title)s are over") % facts,
            heading=_("The days are over"),
            paragraphs=(
                _("No video and no show of yours had %(title)s in time. Shops see how many samples a creator shows.")
                % facts,
                _("You can ask for samples again in %(pause)s days.") % facts,
            ),
            door=_page(sample),
        )

    letters = [_to_shop(sample, f"sample_{status}", news)]
    return letters if status == Status.POSTED else [*letters, _to_creator(sample, f"sample_{status}", missed)]


def sample_appeal_answered(sample_id: str) -> list[Letter]:
    """Both sides read the answer."""
    sample = get_for_staff(uuid.UUID(sample_id))

    def words(door: Callable[[Sample], tuple[str, str]]) -> Callable[[], Words]:
        def written() -> Words:
            facts = _facts(sample)
            is_granted = sample.appeal.status == "granted"
            told = (
                _("@%(handle)s need not show %(title)s, and it counts against nobody.")
                if is_granted
                else _("@%(handle)s is still to show %(title)s, by %(due)s.")
            )
            return Words(
                subject=_("About the sample %(title)s") % facts,
                heading=_("Our answer to the appeal"),
                paragraphs=(told % facts, sample.appeal.answer),
                door=door(sample),
            )

        return written

    kind = "sample_appeal_answered"
    return [_to_creator(sample, kind, words(_page)), _to_shop(sample, kind, words(_desk))]


def payout_details_changed(user_id: str, at: str) -> list[Letter]:
    """Whoever changes an account is not always its owner."""
    person = get_user(uuid.UUID(user_id))
    markets = [get_market(one.market) for one in list_creators_of(person) if not one.is_official]
    soonest = min(markets, key=lambda market: market.settlement.new_account_days, default=None)

    def words() -> Words:
        return Words(
            subject=_("The account your earnings go to was changed"),
            heading=_("Another bank account"),
            paragraphs=(
                *(rest_words(at, soonest) if soonest else ()),
                _("Was it not you? Change your password at once, give your own account again, and write to us."),
            ),
            door=(_("Payout details"), settings.BASE_URL + reverse("studio:payout_details")),
        )

    return [_to(person, "payout_details_changed", f"payout_details_changed:{at}", words)]


def identity_decided(user_id: str, is_verified: str, note: str, at: str) -> list[Letter]:
    """The paper was looked at."""
    verified = is_verified == "yes"

    def words() -> Words:
        return Words(
            subject=_("Your identity is verified") if verified else _("Your identity paper: please send it again"),
            heading=_("Your identity is verified") if verified else _("We could not accept the paper"),
            paragraphs=(_("Your earnings can be paid out, and a shop of your own opens in five steps."),)
            if verified
            else (note,),
            door=(_("Payout details"), settings.BASE_URL + reverse("studio:payout_details")),
        )

    return [_to(get_user(uuid.UUID(user_id)), "identity_decided", f"identity_decided:{at}", words)]


def selling_admitted(creator_id: str, why: str, at: str) -> list[Letter]:
    """Staff let the profile earn without a quota."""
    creator = get_creator_for_staff(uuid.UUID(creator_id))

    def words() -> Words:
        return Words(
            subject=_("@%(handle)s may sell for shops without a limit") % {"handle": creator.handle},
            heading=_("You earn without a weekly limit"),
            paragraphs=(_("Show other shops' goods as often as you like."), why),
            door=(_("To the marketplace"), settings.BASE_URL + reverse("studio:marketplace", args=[creator.pk])),
        )

    return [_to(creator.user, "selling_admitted", f"selling_admitted:{creator.pk}:{at}", words)]


def _facts(sample: Sample) -> dict[str, Any]:
    rules = get_market(sample.creator.market).samples
    return {
        "title": sample.product.title,
        "handle": sample.creator.handle,
        "shop": sample.seller.name,
        "days": rules.post_days,
        "pause": rules.ask_again_days,
        "due": instant(sample.due_at, sample.creator.market) if sample.due_at else "",
    }


def _page(sample: Sample) -> tuple[str, str]:
    return _("Your samples"), settings.BASE_URL + reverse("studio:samples", args=[sample.creator_id])


def _desk(sample: Sample) -> tuple[str, str]:
    return _("Your samples"), settings.BASE_URL + reverse("studio:shop_samples", args=[sample.seller.slug])


def _to_shop(sample: Sample, kind: str, words: Callable[[], Words]) -> Letter:
    seller = sample.seller
    return Letter(
        kind=kind.split(":", maxsplit=1)[0],
        key=f"{kind}:shop:{sample.pk}",
        to=seller.contact_email,
        language=seller.owner.language or "en",
        words=words,
        reference=("sample", sample.pk),
    )


def _to_creator(sample: Sample, kind: str, words: Callable[[], Words]) -> Letter:
    letter = _to(sample.creator.user, kind.split(":", maxsplit=1)[0], f"{kind}:{sample.pk}", words)
    return Letter(letter.kind, letter.key, letter.to, letter.language, letter.words, ("sample", sample.pk))


def _to(person: User, kind: str, key: str, words: Callable[[], Words]) -> Letter:
    return Letter(
        kind=kind,
        key=key,
        to=person.email,
        language=person.language or "en",
        words=words,
        reference=("user", person.pk),
    )
