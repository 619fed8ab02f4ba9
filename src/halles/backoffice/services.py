"""What staff do here: each decision calls the one service that carries it out, always with who, when and why."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from functools import partial

from halles.backoffice import failed_jobs
from halles.backoffice.errors import DecisionUnknown, JobGone, WhyMissing
from halles.catalog import queries as catalog
from halles.catalog import services as trading
from halles.creators import queries as creators
from halles.creators import services as creating
from halles.media import queries as media_queries
from halles.media import services as media
from halles.moderation import services as moderating
from halles.moderation.services import record_staff_action
from halles.payments import services as paying
from halles.sellers import queries as selling_queries
from halles.sellers import services as selling
from halles.sellers.models import Seller, SellerDocument
from halles.social import services as socialising
from halles.users.models import User
from halles.videos import services as showing

WHY_LENGTH_MAX = 1000


def decide_seller(seller: Seller, decision: str, *, by: User, why: str, missing: Sequence[str] = ()) -> None:
    """Approve, ask for `missing` and what `why` says, or reinstate a shop; refuses as `sellers` does.

    Suspending is a decision by a rule (`halles.backoffice.ruling`).
    """
    _choose(
        decision,
        approve=lambda: selling.approve(seller, by=by, why=why),
        ask=lambda: selling.ask_for(seller, missing=missing, note=why, by=by),
        reinstate=lambda: _give_back("shop", seller.pk, by, why, lambda: selling.reinstate(seller, by=by, why=why)),
    )


def read_document(seller: Seller, document_id: uuid.UUID, *, by: User) -> SellerDocument:
    """A paper of a shop to be read: somebody's passport is looked at by nobody without a trace."""
    document = selling_queries.get_document_for_staff(seller, document_id)
    kind = {"document": str(document.pk), "kind": document.kind}
    record_staff_action(by=by, verb="read_document", kind="seller", target_id=seller.pk, why=seller.status, data=kind)
    return document


def decide_report(report_id: uuid.UUID, decision: str, *, by: User, why: str) -> None:
    """Dismiss a report (the thing stays), with every other open one about the same thing."""
    _choose(decision, dismiss=lambda: moderating.dismiss_report(report_id, by=by, why=why))


def decide_video(video_id: uuid.UUID, decision: str, *, by: User, why: str) -> None:
    """Hold a video until it is decided about, or release it, for a reason its author reads."""
    why = _said(why)
    _choose(
        decision,
        hold=lambda: showing.hold_video(video_id, by=by, why=why),
        release=lambda: showing.release_video(video_id, by=by, why=why),
    )


def decide_comment(comment_id: uuid.UUID, decision: str, *, by: User, why: str) -> None:
    """Show a held comment, for a reason that is written down."""
    why = _said(why)
    _choose(decision, release=lambda: socialising.release_comment(comment_id, by=by, why=why))


def decide_product(product_id: uuid.UUID, decision: str, *, by: User, why: str) -> None:
    """Give a product that is off sale back to its seller, for a reason the seller reads."""
    product = catalog.get_product_for_staff(product_id)
    give_back = partial(trading.release_product, product, by=by, why=why)
    _choose(decision, release=lambda: _give_back("product", product_id, by, why, give_back))


def decide_creator(creator_id: uuid.UUID, decision: str, *, by: User, why: str) -> None:
    """Let a suspended profile post again."""
    creator = creators.get_creator_for_staff(creator_id)
    give_back = partial(creating.reinstate_creator, creator, by=by, why=why)
    _choose(decision, reinstate=lambda: _give_back("creator", creator_id, by, why, give_back))


def retry_failed_job(job_id: int, *, by: User, why: str) -> str:
    """Try a failed job again; the task's name. Refuses backoffice.job_gone and backoffice.job_waits."""
    why = _said(why)
    task = failed_jobs.retry_job(job_id)
    record_staff_action(
        by=by, verb="retry_job", kind="job", target_id=uuid.UUID(int=job_id), why=why, data={"task": task}
    )
    return task


def retry_refund(refund_id: uuid.UUID, *, by: User, why: str) -> None:
    """Send a failed refund again; refuses payments.refund_not_failed."""
    why = _said(why)
    refund = paying.retry_refund(refund_id)
    record_staff_action(by=by, verb="retry_refund", kind="payment", target_id=refund.payment_id, why=why)


def retry_processing(asset_id: uuid.UUID, *, by: User, why: str) -> None:
    """Process a file once more; refuses backoffice.job_gone when it is no longer among the failed."""
    why = _said(why)
    failed = next((asset for asset in media_queries.list_failed() if asset.pk == asset_id), None)
    if failed is None:
        raise JobGone
    failed_with = failed.refusal_code
    media.retry_processing(failed)
    record_staff_action(
        by=by, verb="retry_processing", kind="asset", target_id=asset_id, why=why, data={"refusal": failed_with}
    )


def _give_back(kind: str, target_id: uuid.UUID, by: User, why: str, give: Callable[[], object]) -> None:
    """The staff takes its own decision back: the sanction is lifted on paper and in fact."""
    give()
    moderating.lift_decision(kind, target_id, by=by, why=why)


def _choose(decision: str, **ways: Callable[[], object]) -> None:
    way = ways.get(decision)
    if way is None:
        raise DecisionUnknown
    way()


def _said(why: str) -> str:
    said = why.replace("\x00", "").strip()[:WHY_LENGTH_MAX]
    if not said:
        raise WhyMissing
    return said
