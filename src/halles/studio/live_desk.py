"""What the desk of a live show shows, put together."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from halles.kit import clock
from halles.live import queries
from halles.live.cards import bag_cards
from halles.live.models import LiveSession, Member, RunSheetItem
from halles.live.roles import role_in
from halles.live.shapes import ice_servers, rtmp_url, whip_url
from halles.markets.queries import get_market
from halles.studio.showable import showable_products
from halles.users.models import User


@dataclass(frozen=True)
class ShowDesk:
    """A show as those who run it see it before it begins."""

    session: LiveSession
    person: User
    language: str

    @property
    def bag(self) -> list[dict[str, Any]]:
        """The cards of the bag in their order."""
        return bag_cards(self.session, queries.list_bag(self.session), language=self.language)

    @property
    def offered(self) -> list[dict[str, str]]:
        """What may still be put into the bag."""
        there = {str(one) for one in queries.list_bag(self.session)}
        market = get_market(self.session.market)
        found = showable_products(self.person, self.session.creator, market, self.language, content_kind="live")
        return [one for one in found if one["id"] not in there]

    @property
    def sheet(self) -> list[RunSheetItem]:
        """The steps with their products."""
        return list(self.session.sheet.select_related("product").order_by("position"))

    @property
    def minutes(self) -> int:
        """How long the plan takes."""
        return sum(item.minutes for item in self.session.sheet.all())

    @property
    def members(self) -> list[Member]:
        """Who helps."""
        return list(self.session.members.select_related("user").order_by("role", "pk"))

    @property
    def role(self) -> str:
        """What this person is here."""
        return role_in(self.session, self.person)

    @property
    def rtmp_url(self) -> str:
        """Where OBS sends."""
        return rtmp_url()

    @property
    def whip_url(self) -> str:
        """Where the browser sends."""
        return whip_url(self.session)

    @property
    def ice_servers(self) -> str:
        """Who helps the browser's picture through routers, as JSON."""
        return ice_servers()

    @property
    def is_open(self) -> bool:
        """Whether anything can still be changed."""
        return self.session.status in {"planned", "live"}

    @property
    def is_soon(self) -> bool:
        """Whether it begins within the hour: time for the cockpit."""
        return self.session.status == "planned" and (self.session.scheduled_at - clock.now()).total_seconds() < 3600


def moved(product_ids: list[uuid.UUID], product_id: uuid.UUID, by: int) -> list[uuid.UUID]:
    """The list with one product moved by so many places, as far as it goes."""
    if product_id not in product_ids:
        return product_ids
    at = product_ids.index(product_id)
    rest = [one for one in product_ids if one != product_id]
    rest.insert(max(0, min(len(rest), at + by)), product_id)
    return rest
