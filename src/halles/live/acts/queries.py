"""Reads of acts: how they stand, a person's part in them, and the public record."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import F, Sum

from halles.interactions.sources import Source, new_source
from halles.kit.statements import fetch
from halles.live.acts.draw import ZEROS
from halles.live.acts.errors import ActUnknown
from halles.live.models import ActRecord, Giveaway, GiveawayEntry, LiveSession, PollVote, PreparedDeal, ShowAct
from halles.promotions import queries as promotions
from halles.promotions.models import CouponClaim, PricePromise

RECORDS_MAX = 5_000
ACTS_MAX = 200


def get_act(session: LiveSession, act_id: uuid.UUID) -> ShowAct:
    """The act of this show; ActUnknown."""
    act = ShowAct.objects.filter(pk=act_id, session=session).first()
    if act is None:
        raise ActUnknown
    return act


def count_claims(session: LiveSession) -> int:
    """Prices that were promised in this show's offers, whatever became of them."""
    offers = ShowAct.objects.filter(session=session, kind__in=[ShowAct.Kind.FLASH_DEAL, ShowAct.Kind.PRICE_DROP])
    return PricePromise.objects.filter(reference_id__in=offers.values("pk")).count()


_SHOW_OF_CLAIM = """
SELECT s.id, s.creator_id, taken.at
FROM (
    SELECT p.reference_id AS act, p.created_at AS at FROM promotions_pricepromise p WHERE p.id = %(claim)s
    UNION ALL
    SELECT c.coupon_id, c.claimed_at FROM promotions_couponclaim c WHERE c.id = %(claim)s
) taken
JOIN live_showact a ON a.id = taken.act JOIN live_livesession s ON s.id = a.session_id
"""


def find_source_of_claim(claim_id: uuid.UUID) -> Source | None:
    """The show as the place where something was met, when it was claimed there, for what is bought by a promise, prize
    or coupon of its acts.

    Whatever the buyer's page said: the report of the show, the proof for both sides and the creator's commission rest
    on it. A touch at the instant of the purchase would come after it.
    """
    rows = fetch(_SHOW_OF_CLAIM, {"claim": claim_id})
    if not rows:
        return None
    session_id, creator_id, at = rows[0]
    met = new_source(content_kind="live", content_id=session_id, creator_id=creator_id, surface="live")
    return replace(met, at=at)


def list_states(session: LiveSession, *, with_planned: bool = False) -> list[dict[str, Any]]:
    """The acts of a show as the room is told of them, newest first, each under its `act` id; hosts see planned ones."""
    rows = fetch(
        "SELECT a.id, live_act_state(a)::text FROM live_showact a"
        " WHERE a.session_id = %s AND (%s OR a.status <> 'planned') ORDER BY a.created_at DESC LIMIT 200",
        [session.pk, with_planned],
    )
    return [{"act": str(act_id), **json.loads(state)} for act_id, state in rows]


@dataclass(frozen=True)
class PreparedRow:
    """A prepared deal with what came of it: pieces claimed, pieces bought, and what was paid for the goods."""

    prepared: PreparedDeal
    claimed_count: int
    sold_count: int
    sold_minor: int
    is_running: bool


def list_prepared(reference_id: uuid.UUID) -> list[PreparedRow]:
    """The deals prepared by an agreement with what each sold, newest first; at most 200."""
    rows = PreparedDeal.objects.filter(reference_id=reference_id).select_related("variant__product", "deal")
    found = list(rows.order_by("-created_at")[:ACTS_MAX])
    bought = PricePromise.objects.filter(deal__in=[one.deal_id for one in found if one.deal_id], status="used")
    sums = {
        deal_id: (pieces, paid)
        for deal_id, pieces, paid in bought.values_list("deal")
        .annotate(pieces=Sum("quantity"), paid=Sum(F("quantity") * F("unit_minor")))
        .order_by()
    }
    return [
        PreparedRow(
            one,
            one.deal.claimed_count if one.deal else 0,
            *sums.get(one.deal_id, (0, 0)),
            is_running=one.deal is not None and one.deal.status in ("announced", "open"),
        )
        for one in found
    ]


def get_prepared(prepared_id: uuid.UUID) -> PreparedDeal:
    """A prepared deal with its product, for mails; ActUnknown."""
    found = PreparedDeal.objects.select_related("variant__product").filter(pk=prepared_id).first()
    if found is None:
        raise ActUnknown
    return found


def list_ready(session: LiveSession) -> list[PreparedDeal]:
    """The deals that shops prepared for the creator of this show and that may begin in it, the first to lapse first."""
    rows = PreparedDeal.objects.filter(
        creator=session.creator_id, market=session.market, status="ready", until__gt=promotions.database_now()
    )
    return list(rows.select_related("variant__product", "seller").order_by("until", "pk")[:ACTS_MAX])


def is_prepared(act_id: uuid.UUID) -> bool:
    """Whether this names a deal prepared by a shop, not an act of a show."""
    return PreparedDeal.objects.filter(pk=act_id).exists()


def prepared_state(one: PreparedDeal) -> dict[str, Any]:
    """A prepared deal as hosts are told of it among the acts; `ends` is the last instant at which it may begin."""
    return {
        "act": str(one.pk),
        "kind": "flash_deal",
        "status": "prepared",
        "product": str(one.variant.product_id),
        "variant": str(one.variant_id),
        "name": one.variant.product.title,
        "variant_name": one.variant.name,
        "seller": str(one.seller_id),
        "currency": one.currency,
        "price_minor": one.price_minor,
        "quota": one.quota,
        "per_customer": one.per_customer_max,
        "ends": int(one.until.timestamp() * 1000),
    }


def get_state(act_id: uuid.UUID) -> dict[str, Any]:
    """One act as the room is told of it."""
    rows = fetch("SELECT live_act_state(a)::text FROM live_showact a WHERE a.id = %s", [act_id])
    return {"act": str(act_id), **json.loads(rows[0][0])}


def public_record(session: LiveSession, *, after: int = 0, limit: int = RECORDS_MAX) -> dict[str, Any]:
    """What anybody may recompute: the texts of the chain after a number with their hashes, and the lists drawn from.

    `next` is the number to ask on with, None at the end.
    """
    rows = list(
        ActRecord.objects.filter(session=session, number__gt=after)
        .order_by("number")
        .values("number", "text", "hash")[:limit]
    )
    last = ActRecord.objects.filter(session=session).order_by("-number").values("number", "hash").first()
    is_whole = not rows or last is None or rows[-1]["number"] == last["number"]
    closed = Giveaway.objects.filter(act__session=session, closed_at__isnull=False).order_by("pk")
    return {
        "session": str(session.pk),
        "head": last["hash"] if last else ZEROS,
        "records": rows,
        "giveaways": [{"act": str(pk), "list": text} for pk, text in closed.values_list("pk", "list_text")],
        "next": None if is_whole else rows[-1]["number"],
    }


def head_of(session_id: uuid.UUID) -> dict[str, Any] | None:
    """The last record of a show's chain: its number and hash; None before the first."""
    last = ActRecord.objects.filter(session=session_id).order_by("-number").values("number", "hash").first()
    return {"number": last["number"], "head": last["hash"]} if last else None


def find_show_of(act_ids: Sequence[uuid.UUID]) -> uuid.UUID | None:
    """The show that one of these acts belonged to, for a receipt that names its record."""
    return ShowAct.objects.filter(pk__in=act_ids).values_list("session_id", flat=True).first()


def head_for_receipt(discounts: Iterable[dict[str, str]]) -> dict[str, Any] | None:
    """{session_id, number, head} of the show that one of these discounts of order lines comes from, or None.

    Whoever keeps the receipt can show later that nothing up to there was rewritten.
    """
    acts = [uuid.UUID(discount["reference_id"]) for discount in discounts]
    session_id = find_show_of(acts) if acts else None
    head = head_of(session_id) if session_id else None
    return {"session_id": session_id, **head} if head else None


def part_of(user_id: uuid.UUID, session: LiveSession) -> dict[str, Any]:
    """What this person has in a show: promises and coupons, places in lines, entries with their pseudonym, votes."""
    acts = list(ShowAct.objects.filter(session=session).values_list("pk", "kind")[:ACTS_MAX])
    ids = [act_id for act_id, _ in acts]
    deals = [act_id for act_id, kind in acts if kind in (ShowAct.Kind.FLASH_DEAL, ShowAct.Kind.PRICE_DROP)]
    places = {str(deal): promotions.place_of(user_id, deal) for deal in deals}
    entries = GiveawayEntry.objects.filter(user=user_id, giveaway__in=ids)
    votes = PollVote.objects.filter(user=user_id, poll__in=ids)
    return {
        "promises": [promise_out(one) for one in promotions.list_promises_of(user_id, reference_ids=ids)],
        "coupons": [coupon_out(one) for one in promotions.list_coupon_claims_of(user_id, coupon_ids=ids)],
        "waiting": [{"act": deal, "place": place} for deal, place in places.items() if place is not None],
        "entries": [{"act": str(one.giveaway_id), "pseudonym": one.pseudonym, "nonce": one.nonce} for one in entries],
        "votes": [{"act": str(one.poll_id), "choice": one.choice} for one in votes],
    }


def promise_out(promise: PricePromise) -> dict[str, Any]:
    """A promise as its owner sees it."""
    return {
        "claim_id": promise.pk,
        "act": promise.reference_id,
        "kind": promise.kind,
        "status": promise.status,
        "product_id": promise.variant.product_id,
        "variant_id": promise.variant_id,
        "quantity": promise.quantity,
        "unit_minor": promise.unit_minor,
        "currency": promise.currency,
        "usable_from": promise.usable_from,
        "until": promise.until,
    }


def coupon_out(claim: CouponClaim) -> dict[str, Any]:
    """A coupon as its owner sees it."""
    coupon = claim.coupon
    return {
        "claim_id": claim.pk,
        "act": coupon.pk,
        "status": claim.status,
        "amount_minor": coupon.amount_minor,
        "share_bps": coupon.share_bps,
        "goods_minor_min": coupon.goods_minor_min,
        "currency": coupon.currency,
        "until": claim.until,
    }
