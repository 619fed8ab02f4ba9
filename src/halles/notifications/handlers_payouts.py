"""From payouts to mails: each handler leaves one job."""

from __future__ import annotations

from halles.kit.jobs import defer
from halles.notifications.jobs import tell
from halles.payouts import events
from halles.sellers.events import SellerAccountChanged, SettlementTierChanged


def payout_paid(event: events.PayoutPaid) -> None:
    """The payee hears that the money is there."""
    defer(tell, fact="payout_paid", payout_id=str(event.payout_id))


def payout_failed(event: events.PayoutFailed) -> None:
    """The payee hears why it did not arrive."""
    defer(tell, fact="payout_failed", payout_id=str(event.payout_id), attempt=event.at.isoformat(), why=event.why)


def payout_returned(event: events.PayoutReturned) -> None:
    """The payee hears why it came back."""
    defer(tell, fact="payout_returned", payout_id=str(event.payout_id), attempt=event.at.isoformat(), why=event.why)


def discrepancy_found(event: events.DiscrepancyFound) -> None:
    """The staff hear that the bank tells something else than was booked."""
    defer(tell, fact="payout_differs", discrepancy_id=str(event.discrepancy_id), at=event.at.isoformat())


def payee_held(event: events.PayeeHeld) -> None:
    """The payee hears why payouts wait, and until when."""
    defer(tell, fact="payee_held", hold_id=str(event.hold_id))


def payee_hold_lifted(event: events.PayeeHoldLifted) -> None:
    """The payee hears that payouts go on."""
    defer(tell, fact="payee_hold_lifted", hold_id=str(event.hold_id))


def seller_account_changed(event: SellerAccountChanged) -> None:
    """Shop and owner learn that the money goes elsewhere from now on."""
    defer(tell, fact="seller_account_changed", seller_id=str(event.seller_id), at=event.at.isoformat())


def tier_changed(event: SettlementTierChanged) -> None:
    """The shop hears when its sales are free from now on, and why."""
    defer(
        tell,
        fact="tier_changed",
        seller_id=str(event.seller_id),
        tier=event.tier,
        was=event.was,
        why=event.why,
        at=event.at.isoformat(),
    )
