"""What staff reads before it decides about a fee: the work as it stands, the goods in it, and what holds the money."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from halles.affiliates.models import Fee
from halles.affiliates.queries.fees import ShownGood, is_shown, list_goods_shown, list_to_decide
from halles.live.models import LiveSession
from halles.payouts.models import PayeeHold, PayeeKind
from halles.payouts.queries.planning import holds_of
from halles.videos.models import Video
from halles.videos.queries import videos_by_id


@dataclass(frozen=True)
class FeeCase:
    """A fee to decide. `video` or `show` is what was delivered (neither when it is gone for good), `is_shown` whether
    people can see it now, `goods` what of the plan is in it; `hold` holds the payouts of the shop."""

    fee: Fee
    video: Video | None
    show: LiveSession | None
    is_shown: bool
    goods: list[ShownGood]
    hold: PayeeHold | None

    @property
    def title(self) -> str:
        """Its first words."""
        return self.video.caption if self.video else self.show.title if self.show else ""

    @property
    def came_out_at(self) -> dt.datetime | None:
        """When people could see it first."""
        return self.video.published_at if self.video else self.show.started_at if self.show else None


def list_cases() -> list[FeeCase]:
    """What waits for the staff, the longest first."""
    waiting = list_to_decide()
    contents = [fee.content_id for fee in waiting if fee.content_id is not None]
    videos, shows = videos_by_id(contents), LiveSession.objects.in_bulk(contents)
    goods = list_goods_shown(waiting)
    holds = holds_of(PayeeKind.SELLER, {fee.seller_id for fee in waiting})
    return [
        FeeCase(
            fee,
            videos.get(fee.content_id) if fee.content_id else None,
            shows.get(fee.content_id) if fee.content_id else None,
            is_shown(fee),
            goods[fee.pk],
            holds.get(fee.seller_id),
        )
        for fee in waiting
    ]
