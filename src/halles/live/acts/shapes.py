"""How programs speak of acts. Amounts are minor units of the show's market."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from halles.live.acts.tasks import Tasks
from halles.live.models.acts import ACT_TITLE_LENGTH_MAX

Amount = Annotated[int, Field(ge=1, le=10**12)]
Answer = dict[str, Any]
Title = Annotated[str, Field(max_length=ACT_TITLE_LENGTH_MAX)]


class StepIn(Schema):
    """From so many claims on, everybody pays this price."""

    claims: Annotated[int, Field(ge=1, le=1_000_000)]
    price_minor: Amount


class ClaimIn(Schema):
    """How many pieces; nothing at all is one."""

    quantity: Annotated[int, Field(ge=1, le=99)] = 1


class ClaimOut(Schema):
    """A promised price: buy with `claim_id` until `expires_at`, of a price drop from `usable_from` on."""

    claim_id: uuid.UUID
    deal_id: uuid.UUID
    quantity: int
    unit_minor: int
    currency: str
    expires_at: dt.datetime
    usable_from: dt.datetime | None
    receipt: str


class OfferIn(Schema):
    """An offer of a product in the bag. With `steps` a price drop, paid at its end at the final price.

    `start`: `announce` begins the countdown at once, `open` skips it, `later` leaves a plan to be announced.
    """

    variant_id: uuid.UUID
    price_minor: Amount
    quota: Annotated[int, Field(ge=1, le=1_000_000)]
    per_customer_max: Annotated[int, Field(ge=1, le=20)] = 1
    countdown_seconds: Annotated[int, Field(ge=0, le=3_600)] = 10
    duration_seconds: Annotated[int, Field(ge=1, le=86_400)] = 300
    steps: Annotated[list[StepIn], Field(max_length=10)] = []
    title: Title = ""
    start: Annotated[str, Field(pattern="^(announce|open|later)$")] = "announce"


class TasksIn(Schema):
    """What is asked of those who take part; all of it."""

    follow: bool = False
    comment: bool = False
    watch_seconds: Annotated[int, Field(ge=0, le=86_400)] = 0

    def as_tasks(self) -> Tasks:
        """As the services take it."""
        return Tasks(**self.dict())


class GiveawayIn(Schema):
    """Single pieces for those who are drawn. `start` `later` leaves a plan whose seed is promised already."""

    variant_id: uuid.UUID
    winner_count: Annotated[int, Field(ge=1, le=1_000)] = 1
    duration_seconds: Annotated[int, Field(ge=1, le=86_400)] = 300
    tasks: TasksIn = TasksIn()
    is_free_entry: bool = False
    title: Title = ""
    start: Annotated[str, Field(pattern="^(open|later)$")] = "open"


class PollIn(Schema):
    """A question, open at once. With `correct` (from 0) a quiz, which tells the right answer at its end."""

    question: Title
    options: Annotated[list[Annotated[str, Field(max_length=60)]], Field(max_length=16)]
    seconds: Annotated[int, Field(ge=1, le=86_400)] = 60
    correct: Annotated[int, Field(ge=0, le=16)] | None = None


class CouponIn(Schema):
    """An amount or a share off, open at once: of one product, or of everything of the shop. Its tasks are to follow and
    to write in the chat; watching cannot be asked."""

    quota: Annotated[int, Field(ge=1, le=1_000_000)]
    amount_minor: Amount | None = None
    share_bps: Annotated[int, Field(ge=1, le=10_000)] | None = None
    goods_minor_min: Annotated[int, Field(ge=0, le=10**12)] = 0
    product_id: uuid.UUID | None = None
    minutes: Annotated[int, Field(ge=1, le=1_440)] = 10
    valid_minutes: Annotated[int, Field(ge=1, le=60 * 24 * 30)] = 1_440
    tasks: TasksIn = TasksIn()
    title: Title = ""


class TasksOut(Schema):
    """What is asked of those who take part."""

    follow: bool | None = None
    comment: bool | None = None
    watch_seconds: int | None = None


class FairOut(Schema):
    """How an ended offer was given out, from what is kept (refused claims are not): `people` came with `claims`, `got`
    were promised a price, `bought` paid it, `waited` joined the line, `from_line` got something out of it, `overtaken`
    still waited when somebody behind them did; `gone_ms` from the first claim to the first that found nothing left."""

    claims: int
    people: int
    got: int
    bought: int
    waited: int
    from_line: int
    overtaken: int
    gone_ms: int | None = None
    line_ms: int | None = None


class ActOut(Schema):
    """An act as the room is told of it; what does not belong to its kind is left out. Instants are milliseconds.

    With the status `prepared`, for hosts: a shop's flash deal for this creator's shows, to be begun before `ends`.
    """

    act: uuid.UUID
    kind: str
    status: str
    title: str | None = None
    tasks: TasksOut | None = None
    opens: int | None = None
    ends: int | None = None
    product: uuid.UUID | None = None
    variant: uuid.UUID | None = None
    name: str | None = None
    variant_name: str | None = None
    seller: uuid.UUID | None = None
    currency: str | None = None
    price_minor: int | None = None
    list_minor: int | None = None
    low_minor: int | None = None
    low_days: int | None = None
    steps: list[StepIn] | None = None
    quota: int | None = None
    claimed: int | None = None
    waiting: int | None = None
    per_customer: int | None = None
    promise_seconds: int | None = None
    fair: FairOut | None = None
    winner_count: int | None = None
    is_free_entry: bool | None = None
    claim_hours: int | None = None
    entries: int | None = None
    seed_hash: str | None = None
    list_hash: str | None = None
    seed: str | None = None
    winners: list[str] | None = None
    options: list[str] | None = None
    counts: list[int] | None = None
    is_quiz: bool | None = None
    correct: int | None = None
    amount_minor: int | None = None
    share_bps: int | None = None
    goods_minor_min: int | None = None
    valid_minutes: int | None = None


class PromiseOut(Schema):
    """A price kept for one person until `until`: give `claim_id` to one tap."""

    claim_id: uuid.UUID
    act: uuid.UUID
    kind: str
    status: str
    product_id: uuid.UUID
    variant_id: uuid.UUID
    quantity: int
    unit_minor: int
    currency: str
    usable_from: dt.datetime | None
    until: dt.datetime


class CouponOut(Schema):
    """A coupon of one person: give `claim_id` to one tap."""

    claim_id: uuid.UUID
    act: uuid.UUID
    status: str
    amount_minor: int | None
    share_bps: int | None
    goods_minor_min: int
    currency: str
    until: dt.datetime


class PlaceOut(Schema):
    act: uuid.UUID
    place: int


class EntryOut(Schema):
    """`pseudonym` and `nonce` are the person's line in the list that is drawn from."""

    act: uuid.UUID
    pseudonym: str
    nonce: str


class VoteOut(Schema):
    act: uuid.UUID
    choice: int


class PartOut(Schema):
    """A person's part in a show."""

    promises: list[PromiseOut]
    coupons: list[CouponOut]
    waiting: list[PlaceOut]
    entries: list[EntryOut]
    votes: list[VoteOut]


class RecordRow(Schema):
    number: int
    text: str
    hash: str


class EntryListOut(Schema):
    act: uuid.UUID
    list: str


class RecordOut(Schema):
    """What anybody may recompute: docs/live-acts.md says how. `next` asks for more with `?after=`."""

    session: uuid.UUID
    head: str
    records: list[RecordRow]
    giveaways: list[EntryListOut]
    next: int | None


def steps_of(wanted: OfferIn) -> tuple[tuple[int, int], ...]:
    """The steps as the services take them."""
    return tuple((step.claims, step.price_minor) for step in wanted.steps)
