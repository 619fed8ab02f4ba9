"""Other shops' goods in a show: sold only with leave, by newcomers so many times a week."""

from __future__ import annotations

from halles.creators.queries import shops_of_creator
from halles.live.models import LiveSession
from halles.social import services as social


def take_place(session: LiveSession) -> None:
    """A show on air, or about to be, takes its place of the week where other shops' goods are in its bag; rehearsals
    and plans take none. Refuses creators.not_selling, creators.quota_of_shows."""
    creator = session.creator
    if creator.seller_id is not None:
        return
    if session.products.exclude(product__seller__in=shops_of_creator(creator)).exists():
        social.spend_place(creator, kind="show", content_id=session.pk)
