"""Somebody who used everything for a year and goes: her traces, and a search for them in every column."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import connection

from halles.affiliates.services import talking
from halles.interactions.models import Kind
from halles.interactions.services import NewInteraction, append
from halles.kit import clock
from halles.live.models import RoomEvent
from halles.live.services import restrict
from halles.moderation.models import Report
from halles.notifications.models import Mail
from halles.orders.models import OrderGroup
from halles.social import services as social
from halles.users import erasing, services
from halles.users.models import Erasure, User
from tests.affiliates.makers import make_participation, make_plan, make_touch
from tests.creators.makers import make_creator
from tests.live.acts.makers import Stage, claim, enter, make_giveaway, make_offer, make_stage
from tests.live.makers import call
from tests.moderation.makers import decide
from tests.orders.makers import make_saved_card
from tests.reviews.makers import make_review
from tests.users.makers import make_address, make_user
from tests.videos.makers import make_video

EMAIL, NAME, STREET = "zoe.quillfeather@example.org", "Zoe Quillfeather", "12 rue Wunderlich"
# What the law wants: who bought, and where it went.
KEPT = {("orders_ordergroup", "ship_to")}


def make_zoe() -> User:
    zoe = make_user(email=EMAIL, name=NAME, market="FR")
    User.objects.filter(pk=zoe.pk).update(created_at=clock.now() - dt.timedelta(days=400))
    zoe.refresh_from_db()
    return zoe


def live_through(zoe: User) -> Stage:
    """A year of somebody who uses everything; each word of it has her name."""
    make_address(zoe, name=NAME, line1=STREET)
    make_saved_card(zoe)
    services.issue_token(zoe, NAME)
    services.record_consent(user=zoe, visit_id=uuid.uuid4(), purpose="profiling", is_granted=True, text_version="1")
    review = make_review(user=zoe, text=f"{NAME} aime bien.")
    OrderGroup.objects.filter(user=zoe).update(
        ship_to={"name": NAME, "line1": STREET, "city": "Paris", "country": "FR", "phone": "+33142360000"}
    )
    seller = review.seller
    video = make_video()
    social.post_comment(zoe, kind="video", target_id=video.pk, text=f"{NAME} was here", language="en")
    social.ask_question(zoe, review.product_id, text=f"{NAME} demande", language="fr")
    social.write_to_shop(zoe, seller, text=f"{NAME}, {STREET}", language="fr")
    social.follow(zoe, video.creator)
    social.like(zoe, kind="video", target_id=video.pk)
    social.create_list(zoe, name=NAME)
    own = make_creator(user=zoe, handle="zoe.quillfeather", name=NAME, bio=NAME)
    make_video(own, caption=NAME)
    plan = make_plan(seller)
    make_participation(plan, own)
    talking.write_message(seller, own, side="creator", by=zoe, body=NAME)
    make_touch(video.creator, user=zoe)
    Report.objects.create(reporter=zoe, kind="video", target_id=video.pk, reason="other", text=NAME)
    decide(subject=zoe, about=NAME)
    Mail.objects.create(key="k", kind="x", to=EMAIL, subject=NAME, text=STREET, language="fr")
    about = {"reference_kind": "order_group", "reference_id": OrderGroup.objects.get(user=zoe).pk}
    former = "quillfeather.zoe@example.net"
    Mail.objects.create(key="before", kind="x", to=former, subject=NAME, text=STREET, language="fr", **about)
    append([make_act(zoe)])
    return sit_in_a_show(zoe)


def make_act(zoe: User) -> NewInteraction:
    return NewInteraction(
        kind=Kind.PLAY, at=clock.now(), visit_id=uuid.uuid4(), market="FR", user_id=zoe.pk, has_consent=True
    )


def sit_in_a_show(zoe: User) -> Stage:
    stage = make_stage()
    said = {"u": str(zoe.pk), "text": f"hello from {NAME}", "name": NAME, "role": "viewer", "device": "d" * 64}
    call("live_say", stage.session.pk, [{**said, "address": "a" * 64}])
    enter(stage, make_giveaway(stage), zoe, device="d" * 64)
    claim(stage, make_offer(stage), zoe, device="d" * 64)
    message = RoomEvent.objects.get(session=stage.session, kind="chat")
    answer = {"u": str(make_user().pk), "text": "Bonjour !", "name": "Max", "role": "viewer", "device": "e" * 64}
    call("live_say", stage.session.pk, [{**answer, "address": "b" * 64, "reply_to": message.offset}])
    restrict(stage.session.pk, message.offset, kind="ban", by=stage.host, reason=f"{NAME} insults")
    return stage


def erase_now(zoe: User) -> Erasure:
    wish = erasing.ask_erasure(zoe)
    with clock.travel(wish.due_at):
        (due,) = erasing.list_due()
        assert not erasing.carry_out(due)
        assert erasing.list_due() == []
    with clock.travel(wish.due_at + erasing.ONCE_MORE_AFTER):
        assert erasing.list_due() == [due]
        assert erasing.carry_out(due)
    wish.refresh_from_db()
    return wish


def find_words(*words: str) -> set[tuple[str, str]]:
    """Every column of every table in which one of these stands, in any case; jobs that are done are not people's."""
    found = set()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
            " AND data_type IN ('text', 'character varying', 'jsonb', 'json', 'ARRAY', 'bytea')"
        )
        for table, column in cursor.fetchall():
            text = f'lower("{column}"::text)'
            cursor.execute(
                f'SELECT 1 FROM "{table}" WHERE {text} LIKE ANY(%s) LIMIT 1',
                [[f"%{word.lower()}%" for word in words]],
            )
            if cursor.fetchone():
                found.add((table, column))
    return found
