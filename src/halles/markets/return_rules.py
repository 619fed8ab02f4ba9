"""What a market lets customers give back: the statutory right, the platform's own promise, and who pays the way."""

from __future__ import annotations

from dataclasses import dataclass

from halles.markets.reading import Reader

# Why something comes back: the right to withdraw without a reason, a change of mind, or the shop's fault.
GROUNDS: tuple[str, ...] = ("withdrawal", "change_of_mind", "fault")
# Goods that the law lets a shop leave out; a seller says of a product which it is.
RETURN_CLASSES: tuple[str, ...] = ("perishable", "made_to_order", "hygiene")
PAYERS: tuple[str, ...] = ("customer", "seller")
DAYS_MAX = 365 * 6


@dataclass(frozen=True, slots=True)
class ReturnRules:
    """The rules of one market; amounts in minor units of its currency."""

    # Classes of goods without the statutory right, and without the platform's return for a change of mind.
    withdrawal_exceptions: frozenset[str]
    change_of_mind_exceptions: frozenset[str]
    # Whether a period that ends on a weekend or a public holiday lasts to the next business day.
    is_end_moved_to_business_day: bool
    # Days after delivery in which a fault may be claimed.
    fault_days: int
    # Who pays the parcel back, by ground.
    carriage_paid_by: dict[str, str]
    # Grounds for which the way out is paid back too, once nothing of the order is kept.
    carriage_given_back_for: frozenset[str]
    # Grounds whose requests need no answer of the seller. A withdrawal never does.
    approved_at_once: frozenset[str]
    # The seller's hours to answer a request; silence approves it.
    seller_answer_hours: int
    # The customer's days to send it back; the seller's business days to look at it, after which silence refunds it.
    send_back_days: int
    inspect_business_days: int
    # What a label for a parcel back costs.
    label_minor: int
    # Days after the last promised day until "it did not arrive" is a case, days to open a case after a refusal, and the
    # hours in which the other side is asked to speak.
    not_arrived_days: int
    dispute_days: int
    dispute_answer_hours: int


def read_return_rules(r: Reader) -> ReturnRules:
    """The table `returns` of a market file."""
    payers = r.part("carriage_paid_by")
    rules = ReturnRules(
        withdrawal_exceptions=frozenset(r.some_of("withdrawal_exceptions", RETURN_CLASSES)),
        change_of_mind_exceptions=frozenset(r.some_of("change_of_mind_exceptions", RETURN_CLASSES)),
        is_end_moved_to_business_day=r.flag("is_end_moved_to_business_day"),
        fault_days=r.whole("fault_days", 0, DAYS_MAX),
        carriage_paid_by={ground: payers.one_of(ground, PAYERS) for ground in GROUNDS},
        carriage_given_back_for=frozenset(r.some_of("carriage_given_back_for", GROUNDS)),
        approved_at_once=frozenset(r.some_of("approved_at_once", GROUNDS)),
        seller_answer_hours=r.whole("seller_answer_hours", 1, 24 * 14),
        send_back_days=r.whole("send_back_days", 1, 60),
        inspect_business_days=r.whole("inspect_business_days", 1, 20),
        label_minor=r.whole("label_minor", 0, 10**9),
        not_arrived_days=r.whole("not_arrived_days", 0, 60),
        dispute_days=r.whole("dispute_days", 1, DAYS_MAX),
        dispute_answer_hours=r.whole("dispute_answer_hours", 1, 24 * 14),
    )
    payers.end()
    r.end()
    return rules
