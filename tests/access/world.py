"""One of everything that an address may name, and everybody who may come to it."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any

from django.test import Client

from halles.affiliates.models import Participation
from halles.carts.owner import Owner
from halles.creators import services as paying
from halles.fulfillment.models import Package
from halles.kit import clock
from halles.live import services as show
from halles.live.acts.polls import PollDraft, open_poll
from halles.moderation.services import open_appeal
from halles.orders import access, story
from halles.orders.models import OrderGroup
from halles.payments.models import Payment
from halles.returns import services as returning
from halles.scores import services as scoring
from halles.social import services as social
from halles.users.models import User
from halles.users.services import issue_token
from tests.affiliates.fee_makers import make_fee_plainly
from tests.affiliates.makers import make_earned
from tests.affiliates.sample_makers import make_asked_plainly
from tests.carts.makers import put
from tests.catalog.makers import give_photo
from tests.creators.makers import make_creator, make_payee
from tests.live.makers import call, make_session
from tests.moderation.makers import decide, make_report, make_staff
from tests.notifications.makers import make_mail
from tests.orders.makers import make_saved_card, make_shipping, make_variant
from tests.reviews.makers import DELIVERED_AT, line_of, make_delivered, make_review
from tests.scores.test_signals import make_signal
from tests.sellers.makers import give_place, make_invitation, make_seller
from tests.users.makers import make_address, make_user
from tests.videos.makers import make_video

ROLES = ("visitor", "customer", "stranger", "seller", "packer", "rival", "creator", "moderator", "admin")


@dataclass
class World:
    """`people` by role (None: not signed in), and `things`: a value for every parameter of an address, by its name."""

    people: dict[str, User | None] = field(default_factory=dict)
    things: dict[str, Any] = field(default_factory=dict)
    bearers: dict[str, dict[str, str]] = field(default_factory=dict)
    _cookies: dict[str, SimpleCookie] = field(default_factory=dict)

    def browser(self, role: str) -> Client:
        """A browser of this role as it was at the beginning: without what earlier pages left in it."""
        client = Client(headers={"Accept-Language": "en-GB"}, raise_request_exception=False)
        client.cookies.update(self._cookies[role])
        return client

    def sign_in(self) -> None:
        """Everybody signs in once, with a browser and with a program."""
        for role, person in self.people.items():
            client = Client()
            if person is not None:
                client.force_login(person)
                self.bearers[role] = {"Authorization": f"Bearer {issue_token(person, 'program')}"}
            self._cookies[role] = client.cookies


def make_world() -> World:
    """A customer with an order that arrived, its shop, a rival of it, a creator, and the staff; told in June 2026."""
    world = World()
    customer, packer = make_user(name="Camille Durand"), make_user()
    seller = make_seller()
    owner = seller.owner
    rate = make_shipping(seller)
    rival = make_seller()
    make_shipping(rival)
    staffed = give_place(seller, packer)
    offered = make_invitation(seller, "cleo@example.org")
    creator = make_creator()
    assert creator.user is not None
    world.people = {
        "visitor": None,
        "customer": customer,
        "stranger": make_user(),
        "seller": owner,
        "packer": packer,
        "rival": rival.owner,
        "creator": creator.user,
        "moderator": make_staff("moderator"),
        "admin": make_staff("admin"),
    }
    variant = make_variant(seller)
    photo = give_photo(variant.product)
    order = make_delivered(variant, user=customer)
    claimed = make_delivered(variant, user=customer)
    with clock.travel(DELIVERED_AT + dt.timedelta(hours=1)):
        request = returning.request_return(
            order.pk,
            {line_of(order).pk: 1},
            by=story.customer(customer.pk),
            reason="arrived_damaged",
            text="Broken.",
            key="return-1",
        )
        dispute = returning.open_dispute(
            claimed.pk, kind="other", side="customer", by_id=customer.pk, text="It is another colour."
        )
    review = make_review(variant, user=customer)
    question = social.ask_question(customer, variant.product_id, text="Is it oven proof?", language="en")
    answer = social.answer_as_shop(seller, question.pk, by=owner, text="Yes.", language="en")
    message = social.write_to_shop(customer, seller, text="Hello", language="en")
    saved_list = social.share_list(customer, social.create_list(customer, name="Kitchen").pk)
    video = make_video(creator, shows=variant)
    comment = social.post_comment(customer, kind="video", target_id=video.pk, text="Nice", language="en")
    group = OrderGroup.objects.get(pk=order.group_id)
    appealed = decide(subject=customer)
    session = make_session(creator=creator, status="live", media="on")
    show.set_bag(session.pk, [variant.product_id])
    said = {"n": "1", "u": str(customer.pk), "name": "Camille", "role": "viewer", "text": "Hello", "device": ""}
    call("live_say", session.pk, [said])
    reported = show.report_message(session.pk, 2, reason="hate", user=make_user(), visit_id=None)
    poll = open_poll(session, PollDraft("Which glaze?", ("blue", "sand")), by=creator.user)
    muted = show.restrict(session.pk, 2, kind="mute", by=creator.user, reason="Later", seconds=60)
    earned = make_earned(creator, variant)
    assert earned.attribution.plan is not None
    sample = make_asked_plainly(creator, variant, plan=earned.attribution.plan)
    paying.save_payout_details(creator.user, payee=make_payee())
    part, _made = Participation.objects.get_or_create(
        plan=earned.attribution.plan, creator=creator, defaults={"status": "invited", "created_at": clock.now()}
    )
    scoring.score_shop(seller.pk)
    scoring.score_creator(creator.pk)
    signal = make_signal(subject_id=creator.pk)
    world.things = {
        "act_id": poll.pk,
        "claim_id": uuid.UUID(int=1),
        "deed": "pin",
        "offer_id": sample.offer_id,
        "offset": 2,
        "restriction_id": muted.pk,
        "session_id": session.pk,
        "appeal_id": open_appeal(appealed.pk, user=customer, text="It is true.").pk,
        "block_id": social.block(customer, make_user()).pk,
        "decision_id": decide(subject=customer).pk,
        "address_id": make_address(customer).pk,
        "answer_id": answer.pk,
        "asset_id": video.asset_id,
        "card_id": make_saved_card(customer).pk,
        "code": "tableware",
        "comment_id": comment.pk,
        "reported_id": reported.target_id,
        "commission_id": earned.pk,
        "country": "fr",
        "currency": "EUR",
        "creator_id": creator.pk,
        "dispute_id": dispute.pk,
        "document_id": uuid.UUID(int=1),
        "fee_id": make_fee_plainly(part).pk,
        "group_id": group.pk,
        "handle": creator.handle,
        "holiday_id": uuid.UUID(int=1),
        "job_id": 1,
        "key": creator.handle,
        "kind": "question",
        "line_id": line_of(claimed).pk,
        "list_id": saved_list.pk,
        "locale": "en",
        "mail_id": make_mail().pk,
        "market_code": "FR",
        "message_id": message.pk,
        "month": "2026-06",
        "order_id": order.pk,
        "package_id": Package.objects.get(order=order).pk,
        "page": "terms",
        "part_id": part.pk,
        "participation_id": part.pk,
        "payee_id": seller.pk,
        "payment_id": Payment.objects.get(reference_id=group.pk).pk,
        "photo_id": photo.pk,
        "plan_id": part.plan_id,
        "payout_id": uuid.UUID(int=1),
        "hold_id": uuid.UUID(int=1),
        "run_id": uuid.UUID(int=1),
        "settlement_id": uuid.UUID(int=1),
        "picture_id": uuid.UUID(int=1),
        "prepared_id": uuid.UUID(int=1),
        "product_id": variant.product_id,
        "provider": "sandbox",
        "purchase_id": group.pk,
        "question_id": question.pk,
        "rate_id": rate.pk,
        "ref": "none",
        "refund_id": uuid.UUID(int=1),
        "report_id": make_report(kind="video", target_id=video.pk, user=customer).pk,
        "return_id": request.pk,
        "review_id": review.pk,
        "sample_id": sample.pk,
        "seller_id": seller.pk,
        "slug": seller.slug,
        "signal_id": signal.pk,
        "staff_id": staffed.pk,
        "invitation_id": offered.pk,
        "start": "0",
        "step": 1,
        "str": "bretagne",
        "target_id": question.pk,
        "thread_id": message.thread_id,
        "share_token": saved_list.token,
        "product_slug": variant.product.slug,
        "token": access.sign_link(group.pk, until=clock.now() + dt.timedelta(days=1)),
        "token_id": uuid.UUID(int=1),
        "copy_id": uuid.UUID(int=1),
        "upload_id": uuid.UUID(int=1),
        "user_id": creator.user.pk,
        "variant_id": variant.pk,
        "video_id": video.pk,
    }
    put(Owner(user_id=customer.pk), variant)
    world.sign_in()
    return world
