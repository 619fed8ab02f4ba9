"""How soon a shop's sales are free: decided by staff, else by the shop's score."""

from __future__ import annotations

import uuid

from halles.kit import clock, transactions
from halles.kit.events import emit
from halles.markets.queries import get_market
from halles.markets.settlement_rules import TIERS
from halles.moderation.services import record_staff_action, require_other
from halles.sellers.errors import TierUnknown, WhyMissing
from halles.sellers.events import SettlementTierChanged
from halles.sellers.locks import lock_seller
from halles.sellers.models import Seller, SellerStaff, SettlementTierChange
from halles.users.models import User

WHY_LENGTH_MAX = 1000
BY_SCORE = "score"


def set_settlement_tier(seller_id: uuid.UUID, tier: str, *, why: str, by: User | None = None) -> bool:
    """Settle what the shop delivers from now on as a key of its market's rules says; False when it does already.

    `why` is read by the shop. Without `by` the shop's score decided: then one that staff has chosen stays. Refuses
    sellers.tier_unknown, sellers.why_missing, and to the shop's people moderation.own_case. Emits
    SettlementTierChanged.
    """
    why = why.strip()[:WHY_LENGTH_MAX]
    if tier not in TIERS:
        raise TierUnknown
    if not why:
        raise WhyMissing
    seller = lock_seller(seller_id)
    if by is not None:
        require_other(by, *SellerStaff.objects.filter(seller=seller).values_list("user", flat=True))
    last = SettlementTierChange.objects.filter(seller=seller).order_by("-pk").first()
    is_chosen_by_staff = last is not None and last.by_id is not None
    if (by is None and is_chosen_by_staff) or (seller.settlement_tier == tier and (by is None or is_chosen_by_staff)):
        return False
    now, was = clock.now(), seller.settlement_tier
    SettlementTierChange.objects.create(seller=seller, tier=tier, was=was, why=why, by=by, at=now)
    seller.settlement_tier = tier
    seller.save(update_fields=["settlement_tier"])
    if by is not None:
        data = {"tier": tier, "was": was}
        record_staff_action(by=by, verb="set_tier", kind="seller", target_id=seller.pk, why=why, data=data)
    if tier != was:
        emit(SettlementTierChanged(seller.pk, tier, was, why, now))
    return True


def follow_score(seller_id: uuid.UUID) -> bool:
    """Settle the shop as the score that was worked out last says; False when nothing changes."""
    seller = Seller.objects.get(pk=seller_id)
    score = seller.score_hundredths
    if score is None:
        return False
    rules = get_market(seller.market).settlement
    tier = "standard"
    if score >= rules.express_score_min:
        tier = "express"
    elif score < rules.extended_score_below:
        tier = "extended"
    if tier == seller.settlement_tier:
        return False
    return set_settlement_tier(seller_id, tier, why=BY_SCORE)


def follow_scores() -> int:
    """As `follow_score` for every shop with a score, each in a transaction of its own; how many changed."""
    ids = Seller.objects.filter(status=Seller.Status.APPROVED, score_hundredths__isnull=False).values_list(
        "pk", flat=True
    )
    return sum(transactions.run_each(follow_score, list(ids)))
