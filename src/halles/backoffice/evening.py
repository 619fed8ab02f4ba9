"""The evening view: what a member of staff must know before going home, in one look."""

from __future__ import annotations

from dataclasses import dataclass

from halles.affiliates.queries import fees, samples
from halles.backoffice import failed_jobs
from halles.creators import queries as creators
from halles.fulfillment import queries as fulfillment
from halles.ledger.models import BooksCheck
from halles.media import queries as media
from halles.moderation import decisions
from halles.moderation import queries as moderation
from halles.orders import queries as orders
from halles.payments import queries as payments
from halles.payments.queries import RefundsDue
from halles.payouts import queries as payouts
from halles.returns import queries as returns
from halles.scores.queries.signals import count_open_signals
from halles.sellers import queries as sellers
from halles.social import queries as social
from halles.videos import queries as videos

SHOWN_MAX = 100


@dataclass(frozen=True)
class Evening:
    """Counts of what waits, and whether the books hold."""

    seller_count: int
    held_video_count: int
    held_comment_count: int
    reported_count: int
    appeal_count: int
    late_dispatch_count: int
    late_parcel_count: int
    refunds: list[RefundsDue]
    failed_job_count: int
    failed_video_count: int
    open_chargeback_count: int
    dispute_count: int
    problem_event_count: int
    # Runs to be approved, payouts that failed or came back, and those the bank tells otherwise than booked.
    payout_count: int
    identity_count: int
    sample_appeal_count: int
    fee_count: int
    signal_count: int
    books: BooksCheck

    @property
    def is_quiet(self) -> bool:
        """Whether nothing waits for a person."""
        waiting = (
            self.seller_count,
            self.held_video_count,
            self.held_comment_count,
            self.reported_count,
            self.appeal_count,
            self.late_dispatch_count,
            self.late_parcel_count,
            self.failed_job_count,
            self.failed_video_count,
            self.open_chargeback_count,
            self.dispute_count,
            self.problem_event_count,
            self.payout_count,
            self.identity_count,
            self.sample_appeal_count,
            self.fee_count,
            self.signal_count,
        )
        return not any(waiting) and not self.refunds and not self.problems

    @property
    def problems(self) -> list[str]:
        """What does not add up, in the books and between the books and what shops wait for."""
        return list(self.books.problems)


def this_evening() -> Evening:
    """Everything that waits, counted now; comments and lists of lateness, failed files and callbacks up to 100."""
    return Evening(
        seller_count=sellers.count_waiting(),
        held_video_count=videos.count_held_videos(),
        held_comment_count=len(social.list_held_comments().rows),
        reported_count=moderation.count_reported(),
        appeal_count=decisions.count_appeals(),
        late_dispatch_count=len(orders.list_late_to_ship(limit=SHOWN_MAX)),
        late_parcel_count=len(fulfillment.list_late_parcels(limit=SHOWN_MAX)),
        refunds=payments.refunds_due(),
        failed_job_count=failed_jobs.count_failed_jobs(),
        failed_video_count=len(media.list_failed(SHOWN_MAX)),
        open_chargeback_count=payments.count_open_chargebacks(),
        dispute_count=returns.count_open_disputes(),
        problem_event_count=len(payments.list_problem_events()),
        payout_count=payouts.count_runs_to_approve() + payouts.count_failed_payouts() + payouts.count_discrepancies(),
        identity_count=len(creators.list_identities_waiting(limit=SHOWN_MAX)),
        sample_appeal_count=len(samples.list_appeals_waiting()),
        fee_count=len(fees.list_to_decide()),
        signal_count=count_open_signals(),
        books=payouts.last_money_check(),
    )
