"""Acts over the API. Claims of flash deals are answered by the edge, entries and votes come over the room's line."""

from __future__ import annotations

import uuid
from typing import Annotated

from django.http import HttpRequest
from ninja import Header, Query, Router, Status

from halles.live.acts import coupons, giveaways, offers, polls, queries
from halles.live.acts.errors import ClaimsAtTheEdge
from halles.live.acts.shapes import (
    ActOut,
    Answer,
    ClaimIn,
    ClaimOut,
    CouponIn,
    CouponOut,
    GiveawayIn,
    OfferIn,
    PartOut,
    PollIn,
    RecordOut,
    steps_of,
)
from halles.live.models import LiveSession
from halles.live.queries import get_for_host, get_public
from halles.promotions import services as promotions
from halles.users.api_auth import BearerAuth
from halles.users.models import User

router = Router(tags=["live"], auth=BearerAuth())
SESSION = "/live-sessions/{uuid:session_id}"
DEAL = f"{SESSION}/flash-deals/{{uuid:act_id}}"
GIVEAWAY = f"{SESSION}/giveaways/{{uuid:act_id}}"
COUPON = f"{SESSION}/coupons/{{uuid:act_id}}"
After = Annotated[int, Query(ge=0, le=2**31 - 1)]


@router.get(f"{SESSION}/acts", response=list[ActOut], exclude_none=True, auth=None, operation_id="list_live_acts")
def list_acts(request: HttpRequest, session_id: uuid.UUID) -> list[Answer]:
    """The acts of a show as its room was told of them, newest first."""
    return queries.list_states(get_public(session_id))


@router.get(f"{SESSION}/acts/mine", response=list[ActOut], exclude_none=True, operation_id="list_own_live_acts")
def list_own_acts(request: HttpRequest, session_id: uuid.UUID) -> list[Answer]:
    """The same for hosts: plans too, and first the flash deals that shops prepared for this creator's shows.

    Those have the status `prepared`; `announce` or `open` begins one, on the shop's terms.
    """
    session = _hosted(request, session_id)
    ready = [queries.prepared_state(one) for one in queries.list_ready(session)]
    return [*ready, *queries.list_states(session, with_planned=True)]


@router.get(f"{SESSION}/record", response=RecordOut, auth=None, operation_id="get_live_record", url_name="live_record")
def get_record(request: HttpRequest, session_id: uuid.UUID, after: After = 0) -> Answer:
    """The public record: every act's text with the chain's hashes, and the lists that were drawn from."""
    return queries.public_record(get_public(session_id), after=after)


@router.post(f"{SESSION}/flash-deals", response={201: ActOut}, exclude_none=True, operation_id="create_flash_deal")
def create_offer(request: HttpRequest, session_id: uuid.UUID, wanted: OfferIn) -> Status[Answer]:
    """Make an offer and begin its countdown, or as `start` says. 422 promotions.not_below_low where the market asks."""
    session = _hosted(request, session_id)
    draft = offers.OfferDraft(**wanted.dict(exclude={"start", "steps"}), steps=steps_of(wanted))
    deal = offers.create_offer(session, draft, by=_user(request))
    if wanted.start == "announce":
        offers.announce_offer(session, deal.pk)
    elif wanted.start == "open":
        offers.open_offer(session, deal.pk)
    return Status(201, queries.get_state(deal.pk))


@router.post(
    f"{DEAL}/announce",
    response=ActOut,
    exclude_none=True,
    operation_id="announce_flash_deal",
)
def announce_offer(request: HttpRequest, session_id: uuid.UUID, act_id: uuid.UUID) -> Answer:
    """Begin the countdown of a planned offer, or of one that a shop prepared, which is another act from then on.

    409 inventory.sold_out when its pieces are not there, live.prepared_over once the shop took it back.
    """
    return _begun(request, session_id, act_id, is_open=False)


@router.post(f"{DEAL}/open", response=ActOut, exclude_none=True, operation_id="open_flash_deal")
def open_offer(request: HttpRequest, session_id: uuid.UUID, act_id: uuid.UUID) -> Answer:
    """Open at once, whatever is left of the countdown; one that a shop prepared is another act from then on."""
    return _begun(request, session_id, act_id, is_open=True)


@router.post(f"{DEAL}/end", response=ActOut, exclude_none=True, operation_id="end_flash_deal")
def end_offer(request: HttpRequest, session_id: uuid.UUID, act_id: uuid.UUID) -> Answer:
    """End it, or call it off before it opens; what nobody claimed is on sale again, promises stand."""
    offers.end_offer(_hosted(request, session_id), act_id)
    return queries.get_state(act_id)


@router.delete(f"{DEAL}/waitlist", response={204: None}, operation_id="leave_flash_deal_waitlist")
def leave_waitlist(request: HttpRequest, session_id: uuid.UUID, act_id: uuid.UUID) -> Status[None]:
    """No longer wait for a piece."""
    queries.get_act(get_public(session_id), act_id)
    promotions.leave_waitlist(act_id, user_id=_user(request).pk)
    return Status(204, None)


@router.post(f"{SESSION}/giveaways", response={201: ActOut}, exclude_none=True, operation_id="create_giveaway")
def create_giveaway(request: HttpRequest, session_id: uuid.UUID, wanted: GiveawayIn) -> Status[Answer]:
    """Promise a seed and open the entries (or leave a plan). 409 live.one_giveaway while another is not drawn."""
    session = _hosted(request, session_id)
    draft = giveaways.GiveawayDraft(**wanted.dict(exclude={"start", "tasks"}), tasks=wanted.tasks.as_tasks())
    made = giveaways.create_giveaway(session, draft, by=_user(request))
    if wanted.start == "open":
        giveaways.open_giveaway(session, made.pk)
    return Status(201, queries.get_state(made.pk))


@router.post(f"{GIVEAWAY}/open", response=ActOut, exclude_none=True, operation_id="open_giveaway")
def open_giveaway(request: HttpRequest, session_id: uuid.UUID, act_id: uuid.UUID) -> Answer:
    """Let people enter a planned giveaway."""
    giveaways.open_giveaway(_hosted(request, session_id), act_id)
    return queries.get_state(act_id)


@router.post(f"{DEAL}/claims", response={201: ClaimOut}, operation_id="claim_flash_deal")
def claim_offer(
    request: HttpRequest,
    session_id: uuid.UUID,
    act_id: uuid.UUID,
    wanted: ClaimIn | None = None,
    idempotency_key: Annotated[str, Header(max_length=64)] = "",
) -> Status[Answer]:
    """201 with a promised price. Answered by the edge, in one queue with the room's own claims.

    The bearer is a key of the API or a person's token of the room. The same Idempotency-Key (8 to 64 letters, digits
    and `._:-`) gives the same promise; without one it is 400 api.key_missing. 401 promotions.sign_in, 403
    promotions.account_too_new, promotions.device_limit or live.banned, 404 promotions.deal_unknown, 409
    promotions.deal_not_open, promotions.deal_over, promotions.limit_reached, promotions.lapsed_too_often or
    promotions.sold_out (with `place`, one's place in the line), 429 room.too_fast, 503 when it cannot be decided now.
    """
    raise ClaimsAtTheEdge


@router.post(f"{GIVEAWAY}/end", response=ActOut, exclude_none=True, operation_id="end_giveaway")
def end_giveaway(request: HttpRequest, session_id: uuid.UUID, act_id: uuid.UUID) -> Answer:
    """Close the entries and publish the list of those present; the draw follows within seconds."""
    giveaways.close_giveaway(_hosted(request, session_id), act_id)
    return queries.get_state(act_id)


@router.post(f"{SESSION}/polls", response={201: ActOut}, exclude_none=True, operation_id="open_poll")
def open_poll(request: HttpRequest, session_id: uuid.UUID, wanted: PollIn) -> Status[Answer]:
    """Ask the room."""
    session = _hosted(request, session_id)
    draft = polls.PollDraft(wanted.question, tuple(wanted.options), wanted.seconds, wanted.correct)
    return Status(201, queries.get_state(polls.open_poll(session, draft, by=_user(request)).pk))


@router.post(f"{SESSION}/polls/{{uuid:act_id}}/end", response=ActOut, exclude_none=True, operation_id="end_poll")
def end_poll(request: HttpRequest, session_id: uuid.UUID, act_id: uuid.UUID) -> Answer:
    """End it and tell the result."""
    polls.close_poll(_hosted(request, session_id), act_id)
    return queries.get_state(act_id)


@router.post(f"{SESSION}/coupons", response={201: ActOut}, exclude_none=True, operation_id="open_live_coupon")
def open_coupon(request: HttpRequest, session_id: uuid.UUID, wanted: CouponIn) -> Status[Answer]:
    """Offer a coupon to the room."""
    session = _hosted(request, session_id)
    draft = coupons.CouponDraft(**wanted.dict(exclude={"tasks"}), tasks=wanted.tasks.as_tasks())
    return Status(201, queries.get_state(coupons.open_live_coupon(session, draft, by=_user(request)).pk))


@router.post(f"{COUPON}/end", response=ActOut, exclude_none=True, operation_id="end_live_coupon")
def end_coupon(request: HttpRequest, session_id: uuid.UUID, act_id: uuid.UUID) -> Answer:
    """No more claims; what people hold stays good."""
    coupons.end_live_coupon(_hosted(request, session_id), act_id)
    return queries.get_state(act_id)


@router.post(f"{COUPON}/claims", response={201: CouponOut}, operation_id="claim_live_coupon")
def claim_coupon(request: HttpRequest, session_id: uuid.UUID, act_id: uuid.UUID) -> Status[Answer]:
    """Take a coupon; the same one when asked again. 409 live.task_left, 409 promotions.coupon_over."""
    claim = coupons.claim_live_coupon(get_public(session_id), act_id, user=_user(request))
    return Status(201, queries.coupon_out(claim))


@router.get(f"{SESSION}/claims/mine", response=PartOut, operation_id="get_own_part_of_live_session")
def get_own_part(request: HttpRequest, session_id: uuid.UUID) -> Answer:
    """My promises, coupons, places in lines, entries and votes of a show."""
    return queries.part_of(_user(request).pk, get_public(session_id))


@router.delete(f"{SESSION}/claims/{{uuid:claim_id}}", response={204: None}, operation_id="give_back_claim")
def give_back(request: HttpRequest, session_id: uuid.UUID, claim_id: uuid.UUID) -> Status[None]:
    """Give a promised price back before its time; whoever waits gets it."""
    promotions.give_back(claim_id, user_id=_user(request).pk)
    return Status(204, None)


def _begun(request: HttpRequest, session_id: uuid.UUID, act_id: uuid.UUID, *, is_open: bool) -> Answer:
    session = _hosted(request, session_id)
    if queries.is_prepared(act_id):
        deal = offers.begin_prepared(session, act_id, by=_user(request), is_open=is_open)
    else:
        deal = (offers.open_offer if is_open else offers.announce_offer)(session, act_id)
    return queries.get_state(deal.pk)


def _hosted(request: HttpRequest, session_id: uuid.UUID) -> LiveSession:
    return get_for_host(_user(request), session_id)


def _user(request: HttpRequest) -> User:
    user = request.user
    assert isinstance(user, User), "the router asks for a token"
    return user
