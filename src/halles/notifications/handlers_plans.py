"""From plans to mails: each handler leaves one job; who is told what: `telling.plans`."""

from __future__ import annotations

from halles.affiliates.events import plans as events
from halles.affiliates.queries.plans import get_part
from halles.kit import clock, jobs
from halles.notifications.jobs import tell


def creator_invited(event: events.CreatorInvited) -> None:
    """The creator decides."""
    jobs.defer(tell, fact="creator_invited", participation_id=str(event.participation_id))


def creator_asked(event: events.CreatorAsked) -> None:
    """The shop decides; who asks again a month later is told of again."""
    jobs.defer(tell, fact="creator_asked", participation_id=str(event.participation_id), at=clock.now().isoformat())


def participation_answered(event: events.ParticipationAnswered) -> None:
    """The other side learns the answer as it was given."""
    is_yes = get_part(event.participation_id).status == "active"
    jobs.defer(
        tell,
        fact="participation_answered",
        participation_id=str(event.participation_id),
        at=clock.now().isoformat(),
        is_yes=is_yes,
    )


def rate_cut_nears(event: events.RateCutNears) -> None:
    """The creator is told in time."""
    jobs.defer(tell, fact="rate_cut_nears", rate_id=event.rate_id, participation_id=str(event.participation_id))


def rate_lifted(event: events.RateLifted) -> None:
    """The creator is told."""
    jobs.defer(tell, fact="rate_lifted", rate_id=event.rate_id, participation_id=str(event.participation_id))


def deal_prepared(event: events.DealPrepared) -> None:
    """The creator may plan a show with it."""
    _tell_of_deal("deal_prepared", event)


def deal_taken_back(event: events.DealTakenBack) -> None:
    """The creator must not plan a show with it."""
    _tell_of_deal("deal_taken_back", event)


def _tell_of_deal(fact: str, event: events.DealPrepared | events.DealTakenBack) -> None:
    jobs.defer(tell, fact=fact, participation_id=str(event.participation_id), prepared_id=str(event.prepared_id))
