"""From what people say to each other to mails: each handler leaves one job."""

from __future__ import annotations

from halles.kit import clock, jobs
from halles.notifications.jobs import tell
from halles.reviews import events as reviews
from halles.social import events as social

# Whoever reads at once needs no mail.
READ_WITHIN_SECONDS = 120


def review_asked(event: reviews.ReviewAsked) -> None:
    """The customer is asked, once."""
    jobs.defer(tell, fact="review_asked", order_id=str(event.order_id))


def review_shown(event: reviews.ReviewShown) -> None:
    """The shop hears of it, at most once a day."""
    jobs.defer(tell, fact="review_shown", seller_id=str(event.seller_id), on=_today())


def review_replied(event: reviews.ReviewReplied) -> None:
    """The author hears what the shop says."""
    jobs.defer(tell, fact="review_replied", review_id=str(event.review_id), user_id=str(event.user_id))


def question_asked(event: social.QuestionAsked) -> None:
    """The shop hears of it, at most once a day."""
    jobs.defer(tell, fact="question_asked", seller_id=str(event.seller_id), on=_today())


def question_answered(event: social.QuestionAnswered) -> None:
    """Who asked hears the answer."""
    jobs.defer(tell, fact="question_answered", answer_id=str(event.answer_id), user_id=str(event.user_id))


def message_waits(event: social.MessageWaits) -> None:
    """The other side hears of it unless it reads at once; then nothing more until it has read."""
    jobs.defer(tell, in_seconds=READ_WITHIN_SECONDS, fact="message_waits", message_id=str(event.message_id))


def _today() -> str:
    return clock.now().date().isoformat()
