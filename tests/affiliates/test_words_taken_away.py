"""A message between a shop and a creator before the staff: reported, read only then, removed, brought back, and
forgotten in the end."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.db import transaction
from django.test import Client

from halles.affiliates.models import Side, TalkMessage
from halles.affiliates.queries import talks
from halles.affiliates.services import talking
from halles.kit import clock
from halles.kit.errors import NotFound
from halles.markets.queries import all_markets
from halles.moderation.models import Decision, Report, StaffAction
from halles.moderation.services import open_appeal, take_back
from halles.notifications.telling.talks import talk_message
from halles.sellers.models import SellerStaff
from tests.creators.makers import make_creator
from tests.moderation.makers import decide, make_report, make_staff
from tests.orders.makers import make_variant
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
KEPT = dt.timedelta(days=max(market.removed_words_days for market in all_markets().values()))


def make_talk() -> TalkMessage:
    """A talk without any plan, in which the shop has said something rude."""
    variant, creator = make_variant(), make_creator()
    owner = variant.seller.owner
    SellerStaff.objects.get_or_create(
        seller=variant.seller, user=owner, defaults={"role": "owner", "added_at": clock.now()}
    )
    return talking.write_message(variant.seller, creator, side=Side.SHOP, by=owner, body="Payez-moi en dehors.")


def remove(message: TalkMessage) -> Decision:
    return decide(kind="talk_message", target_id=message.uid, subject=message.user, about=message.body)


def report(message: TalkMessage, client: Client) -> int:
    return client.post(f"/report/talk_message/{message.uid}/", {"reason": "spam"}).status_code


def signed_in(user: object) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(user)  # type: ignore[arg-type]
    return client


def test_each_side_reports_what_the_other_wrote_and_nobody_else_finds_it() -> None:
    rude = make_talk()
    talk = rude.talk
    creator, owner = signed_in(talk.creator.user), signed_in(rude.user)
    page = creator.get(f"/studio/profiles/{talk.creator_id}/talks/{talk.seller.slug}/").content.decode()
    assert f"/report/talk_message/{rude.uid}/" in page
    ours = f"/studio/shops/{talk.seller.slug}/talks/{talk.creator_id}/"
    assert "/report/" not in owner.get(ours).content.decode()
    for outsider in (Client(), signed_in(make_user()), owner):
        assert report(rude, outsider) == 404
    assert Report.objects.count() == 0
    assert report(rude, creator) == 302
    assert Report.objects.get().target_id == rude.uid


def test_staff_reads_it_only_when_it_was_brought_up_and_each_look_is_written_down() -> None:
    rude = make_talk()
    talk = rude.talk
    desk = signed_in(make_staff("moderator"))
    way = f"/staff/reviews/decide/talk_message/{rude.uid}/"
    assert desk.get(way).status_code == 404
    assert StaffAction.objects.count() == 0
    report(rude, signed_in(talk.creator.user))
    assert rude.body in desk.get(f"/staff/reports/{Report.objects.get().pk}/").content.decode()
    assert rude.body in desk.get(way).content.decode()
    (look,) = StaffAction.objects.all()
    assert (look.verb, look.kind, look.why) == ("read_message", "talk_message", talk.seller.slug)
    sent = desk.post(way, {"market": "FR", "rule": "spam", "facts": "Asks to pay elsewhere.", "sanction": "remove"})
    assert sent.status_code == 302
    decision = Decision.objects.get()
    assert (decision.target_id, decision.subject, decision.about) == (rude.uid, rude.user, rude.body)
    rude.refresh_from_db()
    assert rude.status == "removed"


def test_a_removed_message_is_gone_for_both_and_in_no_mail_until_an_appeal() -> None:
    rude = make_talk()
    talk = rude.talk
    assert talks.list_unanswered_by_creator(talk.creator) == [talk]
    decision = remove(rude)
    assert talks.list_said(talk).rows == []
    assert talks.list_unanswered_by_creator(talk.creator) == []
    assert talks.list_talks_of_creator(talk.creator).rows == []
    assert talks.count_new_for_creator(talk.creator) == 0
    assert talk_message(rude.pk) == []
    with pytest.raises(NotFound), transaction.atomic():
        talks.get_message_for_reader(rude.uid, talk.creator.user)
    open_appeal(decision.pk, user=rude.user, text="I meant an invoice.")
    assert talks.list_said(talk).rows == [rude]


def test_it_is_forgotten_after_the_days_of_the_market_when_no_appeal_can_come() -> None:
    rude = make_talk()
    reported = talking.write_message(rude.talk.seller, rude.talk.creator, side=Side.SHOP, by=rude.user, body="Et ceci")
    decision = remove(rude)
    remove(reported)
    make_report(kind="talk_message", target_id=reported.uid)
    with clock.travel(clock.now() + KEPT + DAY):
        assert talking.forget_removed_messages() == 0
    with clock.travel(max(decision.appeal_until, clock.now() + KEPT) + DAY):
        assert talking.forget_removed_messages() == 1
        assert talking.forget_removed_messages() == 0
        take_back(decision.pk, by=make_staff(), why="It was fine.")
    rude.refresh_from_db()
    assert (rude.body, rude.status) == ("", "removed")
    reported.refresh_from_db()
    assert reported.body == "Et ceci"


def test_a_message_that_is_not_there_is_removed_by_nobody() -> None:
    with pytest.raises(NotFound), transaction.atomic():
        talking.remove_message_as_staff(uuid.uuid4(), by=make_staff(), why="Spam")
    assert StaffAction.objects.count() == 0
