"""Mails about plans: invitations, requests, answers, and rates that are about to fall."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from halles.affiliates.models import Participation, Plan, Rate
from halles.affiliates.queries.plans import binds_at, get_part, get_rate, part_of
from halles.kit.templatetags.money import percent
from halles.live.acts.queries import get_prepared, list_prepared
from halles.live.models import PreparedDeal
from halles.notifications.services import Letter, Words
from halles.notifications.telling.amounts import instant, money
from halles.users.models import User


def creator_invited(participation_id: str) -> list[Letter]:
    """The creator reads what a shop offers them."""
    part = get_part(uuid.UUID(participation_id))

    def words() -> Words:
        facts = _facts(part)
        return Words(
            subject=_("%(shop)s invites you: %(rate)s for %(what)s") % facts,
            heading=_("A shop invites you"),
            paragraphs=tuple(
                line
                for line in (
                    _("%(shop)s offers @%(handle)s %(rate)s of each sale of %(what)s.") % facts,
                    f"“{part.plan.message}”" if part.plan.message else "",
                    *(
                        _("With it a flash deal for your shows: %(deal)s.") % {"deal": _deal(row.prepared)}
                        for row in list_prepared(part.pk)
                        if row.prepared.status == PreparedDeal.Status.OFFERED
                    ),
                )
                if line
            ),
            door=_creators_door(part, _("Read it and answer")),
        )

    return [_to(part.creator.user, "creator_invited", f"creator_invited:{part.pk}", words, part)]


def creator_asked(participation_id: str, at: str) -> list[Letter]:
    """The shop reads who would like to sell for it."""
    part = get_part(uuid.UUID(participation_id))

    def words() -> Words:
        facts = _facts(part)
        return Words(
            subject=_("@%(handle)s would like to sell %(what)s") % facts,
            heading=_("A creator asks you"),
            paragraphs=(_("@%(handle)s asks to take part in your plan for %(what)s.") % facts,),
            door=_shops_door(part, _("Agree or decline")),
        )

    return [_to_shop(part, "creator_asked", f"creator_asked:{part.pk}:{at}", words)]


def participation_answered(participation_id: str, at: str, is_yes: bool) -> list[Letter]:
    """Who asked or invited reads the answer."""
    part = get_part(uuid.UUID(participation_id))

    def words() -> Words:
        facts = _facts(part)
        said = _("%(shop)s agreed: you earn %(rate)s of each sale of %(what)s.") if is_yes else _("%(shop)s declined.")
        return Words(
            subject=_("The answer about %(what)s") % facts,
            heading=_("You take part") if is_yes else _("Not this time"),
            paragraphs=(said % facts,),
            door=_creators_door(part, _("Open the plan")),
        )

    def words_for_shop() -> Words:
        facts = _facts(part)
        said = _("@%(handle)s takes part.") if is_yes else _("@%(handle)s declined.")
        return Words(
            subject=_("The answer of @%(handle)s") % facts,
            heading=_("A creator answered"),
            paragraphs=(said % facts,),
            door=_shops_door(part, _("Open the plan")),
        )

    key = f"participation_answered:{part.pk}:{at}"
    if part.plan.kind == "targeted":
        return [_to_shop(part, "participation_answered", key, words_for_shop)]
    return [_to(part.creator.user, "participation_answered", key, words, part)]


def rate_cut_nears(rate_id: int, participation_id: str) -> list[Letter]:
    """A creator is told some days before a kept rate ends."""
    part, rate = get_part(uuid.UUID(participation_id)), get_rate(rate_id)

    def words() -> Words:
        facts = {
            **_facts(part),
            "what": _what(rate.plan),
            "next": percent(rate.rate_bps),
            "day": instant(binds_at(rate, part), _market(part)),
        }
        return Words(
            subject=_("From %(day)s on: %(next)s for %(what)s") % facts,
            heading=_("A rate of yours is about to fall"),
            paragraphs=(
                _("Until %(day)s %(shop)s pays you %(rate)s for %(what)s, then %(next)s.") % facts,
                _("What is sold before then keeps the rate of its day."),
            ),
            door=_creators_door(part, _("Open the plan")),
        )

    return [_to(part.creator.user, "rate_cut_nears", f"rate_cut_nears:{_key(rate)}:{part.pk}", words, part)]


def rate_lifted(rate_id: int, participation_id: str) -> list[Letter]:
    """A creator with an invitation is told that an open plan pays more, and so does the invitation."""
    part, rate = get_part(uuid.UUID(participation_id)), get_rate(rate_id)

    def words() -> Words:
        facts = {
            **_facts(part),
            "what": _what(rate.plan if rate.plan.product else part.plan),
            "own": percent(part_of(part).offered.rate_bps),
            "rate": percent(rate.rate_bps),
        }
        return Words(
            subject=_("%(shop)s pays you %(rate)s for %(what)s now") % facts,
            heading=_("A rate of yours has risen"),
            paragraphs=(
                _("You agreed on %(own)s. The open plan of %(shop)s pays %(rate)s for %(what)s now.") % facts,
                _(
                    "An invitation never pays less than the open plan: %(rate)s counts for you at once, as long as that"
                    " pays it."
                )
                % facts,
            ),
            door=_creators_door(part, _("Open the plan")),
        )

    return [_to(part.creator.user, "rate_lifted", f"rate_lifted:{_key(rate)}:{part.pk}", words, part)]


def deal_prepared(participation_id: str, prepared_id: str) -> list[Letter]:
    """A creator who takes part reads of a flash deal for their shows."""
    part, deal = get_part(uuid.UUID(participation_id)), get_prepared(uuid.UUID(prepared_id))

    def words() -> Words:
        facts = {**_facts(part), "deal": _deal(deal), "day": instant(deal.until, _market(part))}
        return Words(
            subject=_("%(shop)s prepared a flash deal for your shows") % facts,
            heading=_("A flash deal for your shows"),
            paragraphs=(
                _("%(shop)s offers your viewers %(deal)s.") % facts,
                _("You begin it in the cockpit of your own show, before %(day)s. What is sold there is sold by you.")
                % facts,
            ),
            door=_creators_door(part, _("Open the plan")),
        )

    return [_to(part.creator.user, "deal_prepared", f"deal_prepared:{deal.pk}", words, part)]


def deal_taken_back(participation_id: str, prepared_id: str) -> list[Letter]:
    """The creator reads that a prepared flash deal is gone before they plan a show on it."""
    part, deal = get_part(uuid.UUID(participation_id)), get_prepared(uuid.UUID(prepared_id))

    def words() -> Words:
        facts = {**_facts(part), "deal": _deal(deal)}
        return Words(
            subject=_("%(shop)s took a flash deal back") % facts,
            heading=_("A flash deal is gone"),
            paragraphs=(_("%(shop)s took back what it had prepared for your shows: %(deal)s.") % facts,),
            door=_creators_door(part, _("Open the plan")),
        )

    return [_to(part.creator.user, "deal_taken_back", f"deal_taken_back:{deal.pk}", words, part)]


def _deal(deal: PreparedDeal) -> str:
    return ngettext(
        "%(count)d piece of %(title)s at %(price)s", "%(count)d pieces of %(title)s at %(price)s", deal.quota
    ) % {
        "count": deal.quota,
        "title": deal.variant.product.title,
        "price": money(deal.price_minor, deal.currency),
    }


def _what(plan: Plan) -> str:
    return plan.product.title if plan.product else _("the whole shop")


def _facts(part: Participation) -> dict[str, str]:
    return {
        "shop": part.plan.seller.name,
        "handle": part.creator.handle,
        "what": _what(part.plan),
        "rate": percent(part_of(part).offered.rate_bps),
    }


def _market(part: Participation) -> str:
    return part.plan.seller.market


def _key(rate: Rate) -> str:
    return str(rate.pk)


def _creators_door(part: Participation, label: str) -> tuple[str, str]:
    return label, settings.BASE_URL + reverse("studio:my_part", args=[part.pk])


def _shops_door(part: Participation, label: str) -> tuple[str, str]:
    return label, settings.BASE_URL + reverse("studio:plan_part", args=[part.plan.seller.slug, part.pk])


def _to(person: User, kind: str, key: str, words: Callable[[], Words], part: Participation) -> Letter:
    return Letter(
        kind=kind, key=key, to=person.email, language=person.language or "en", words=words, reference=("plan", part.pk)
    )


def _to_shop(part: Participation, kind: str, key: str, words: Callable[[], Words]) -> Letter:
    seller = part.plan.seller
    return Letter(
        kind=kind,
        key=key,
        to=seller.contact_email or seller.owner.email,
        language=seller.owner.language or "en",
        words=words,
        reference=("seller", seller.pk),
    )
