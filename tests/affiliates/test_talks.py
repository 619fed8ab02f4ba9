"""One talk for each shop and profile: who may begin it, who may go on, who is told, and what hinders."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import transaction

from halles.affiliates import personal
from halles.affiliates.errors import talks as errors
from halles.affiliates.errors.plans import WordsMissing, WordsTooLong
from halles.affiliates.models import Side, Talk, TalkMessage
from halles.affiliates.queries import talks
from halles.affiliates.services import participating, plans, talking
from halles.catalog.models import Variant
from halles.creators.errors import NotSelling
from halles.creators.models import Creator
from halles.kit import clock
from halles.kit.errors import Refusal
from halles.kit.rate_limits import TooOften
from halles.markets.queries import get_market
from halles.notifications.models import Mail
from halles.sellers.models import Seller, SellerStaff
from halles.social.errors import PersonBlocked
from halles.social.services import block
from tests.affiliates.plan_makers import make_invitation, make_open_plan
from tests.creators.makers import make_creator
from tests.notifications.makers import tell_all
from tests.orders.makers import make_variant
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db
MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)


def make_looking() -> tuple[Seller, Creator, Variant]:
    """A shop that looks for creators, and one who has nothing to do with it yet."""
    bowl = make_variant()
    make_open_plan(bowl)
    return bowl.seller, make_creator(), bowl


def ask(seller: Seller, creator: Creator, body: str = "Bonjour ?") -> TalkMessage:
    return talking.write_message(seller, creator, side=Side.CREATOR, by=creator.user, body=body)


def answer(seller: Seller, creator: Creator, body: str = "Bonjour !") -> TalkMessage:
    return talking.write_message(seller, creator, side=Side.SHOP, by=seller.owner, body=body)


def bodies(seller: Seller, creator: Creator) -> list[str]:
    return [one.body for one in reversed(talks.list_said(talks.find_talk(seller, creator)).rows)]


def refused(work: Callable[[], object], refusal: type[Refusal]) -> None:
    """Refused, and nothing was written."""
    before = (Talk.objects.count(), TalkMessage.objects.count())
    with pytest.raises(refusal), transaction.atomic():
        work()
    assert (Talk.objects.count(), TalkMessage.objects.count()) == before


def test_a_talk_begins_before_any_plan_and_goes_on_in_all_of_them() -> None:
    seller, camille, bowl = make_looking()
    ask(seller, camille, " Bonjour ! ")
    answer(seller, camille, "Avec plaisir")
    make_invitation(bowl, camille)
    answer(seller, camille, "Voici mieux")
    assert bodies(seller, camille) == ["Bonjour !", "Avec plaisir", "Voici mieux"]
    talk = Talk.objects.get()
    assert (talk.last_by, talk.last_at) == ("shop", TalkMessage.objects.order_by("-pk")[0].at)
    refused(lambda: ask(seller, camille, " \n "), WordsMissing)
    refused(lambda: ask(seller, camille, "x" * 2_001), WordsTooLong)


def test_both_sides_see_what_is_new_to_them_until_they_read_or_answer() -> None:
    seller, camille, _bowl = make_looking()
    ask(seller, camille)
    ask(seller, camille, "Deux ?")
    assert (talks.count_new_for_shop(seller), talks.count_new_for_creator(camille)) == (1, 0)
    (line,) = talks.list_talks_of_shop(seller, waiting=True).rows
    assert (line.new_count, line.text, line.other_name) == (2, "Deux ?", camille.name)
    answer(seller, camille)
    assert (talks.count_new_for_shop(seller), talks.count_new_for_creator(camille)) == (0, 1)
    assert talks.list_talks_of_shop(seller, waiting=True).rows == []
    assert talking.mark_read(Talk.objects.get(), reader=Side.CREATOR) == 1
    assert talking.mark_read(Talk.objects.get(), reader=Side.CREATOR) == 0
    assert talks.count_new_for_creator(camille) == 0


def test_the_other_side_gets_one_mail_until_it_has_read() -> None:
    seller, camille, _bowl = make_looking()
    for number in range(5):
        ask(seller, camille, f"Question {number}")
    tell_all()
    mail = Mail.objects.get(kind="talk_message")
    assert (mail.to, "Question 0" in mail.text) == (seller.contact_email, True)
    assert f"/studio/shops/{seller.slug}/talks/{camille.pk}/" in mail.text
    talking.mark_read(Talk.objects.get(), reader=Side.SHOP)
    ask(seller, camille, "Encore une")
    answer(seller, camille)
    tell_all()
    # What was read before its mail was written needs none.
    assert [one.to for one in Mail.objects.filter(kind="talk_message").order_by("pk")] == [mail.to, camille.user.email]


def test_the_same_words_pressed_twice_are_one_message() -> None:
    seller, camille, _bowl = make_looking()
    first = ask(seller, camille, "Bonjour")
    assert ask(seller, camille, "Bonjour ") == first
    assert answer(seller, camille, "Bonjour") != first
    with clock.travel(clock.now() + 2 * MINUTE):
        assert ask(seller, camille, "Bonjour") != first
        assert ask(seller, camille, "Bonjour") == TalkMessage.objects.order_by("-pk")[0]
    assert TalkMessage.objects.count() == 3


def test_a_creator_begins_only_where_a_shop_looks_for_creators() -> None:
    seller, camille, bowl = make_looking()
    quiet = make_variant().seller
    refused(lambda: ask(quiet, camille), errors.NoOpenPlan)
    refused(lambda: ask(seller, make_creator(selling="none")), NotSelling)
    worker = make_creator()
    SellerStaff.objects.create(seller=seller, user=worker.user, role="packer", added_at=clock.now())
    refused(lambda: ask(seller, worker), errors.OwnTalk)
    # An invitation is reason enough, and so is what was said before.
    make_invitation(make_variant(quiet), camille)
    ask(quiet, camille)
    answer(seller, camille)
    plans.end_plan(bowl.product.plans.get().pk)
    ask(seller, camille)
    refused(lambda: ask(seller, make_creator()), errors.NoOpenPlan)


def test_a_shop_begins_with_those_it_finds_and_with_nobody_else() -> None:
    seller, camille, _bowl = make_looking()
    assert talks.get_creator_to_talk(seller, camille.pk) == camille
    away = make_creator()
    Creator.objects.filter(pk=away.pk).update(status="suspended")
    away.refresh_from_db()
    for other in (make_creator(selling="none"), away):
        with pytest.raises(errors.TalkNotFound):
            talks.get_creator_to_talk(seller, other.pk)
        refused(lambda other=other: answer(seller, other), errors.ProfileAway)  # type: ignore[misc]
    Seller.objects.filter(pk=seller.pk).update(status="suspended")
    seller.refresh_from_db()
    refused(lambda: answer(seller, make_creator()), errors.ShopAway)


def test_new_talks_have_a_limit_by_day_and_plans_do_not_count() -> None:
    seller, camille, bowl = make_looking()
    limit = get_market(seller.market).affiliates.new_talks_per_day_max
    for _ in range(limit):
        answer(seller, make_creator())
    refused(lambda: answer(seller, camille), TooOften)
    participating.join(camille, bowl.product.plans.get().pk)
    answer(seller, camille)
    own = make_creator(user=camille.user)
    for number in range(limit):
        other = make_variant()
        make_open_plan(other)
        ask(other.seller, camille if number % 2 else own)
    last = make_variant()
    make_open_plan(last)
    refused(lambda: ask(last.seller, own), TooOften)
    with clock.travel(clock.now() + DAY):
        ask(last.seller, own)


def test_who_closed_it_alone_opens_it_again() -> None:
    seller, camille, _bowl = make_looking()
    talk = ask(seller, camille).talk
    talking.close_talk(talk.pk, by=Side.SHOP)
    talking.close_talk(talk.pk, by=Side.CREATOR)
    refused(lambda: ask(seller, camille, "Quand même"), errors.TalkClosed)
    refused(lambda: answer(seller, camille), errors.ClosedByYou)
    assert talks.list_unanswered_by_shop(seller) == []
    talking.reopen_talk(talk.pk, by=Side.CREATOR)
    refused(lambda: ask(seller, camille, "Quand même"), errors.TalkClosed)
    talking.reopen_talk(talk.pk, by=Side.SHOP)
    ask(seller, camille, "Merci")
    assert bodies(seller, camille) == ["Bonjour ?", "Merci"]


def test_people_who_blocked_each_other_do_not_write_in_the_middle_of_a_plan_either() -> None:
    seller, camille, bowl = make_looking()
    participating.join(camille, bowl.product.plans.get().pk)
    ask(seller, camille)
    block(camille.user, seller.owner)
    refused(lambda: ask(seller, camille, "Encore"), PersonBlocked)
    refused(lambda: answer(seller, camille), PersonBlocked)
    manager = make_user()
    SellerStaff.objects.create(seller=seller, user=manager, role="manager", added_at=clock.now())
    refused(lambda: talking.write_message(seller, camille, side=Side.SHOP, by=manager, body="Moi alors"), PersonBlocked)
    assert bodies(seller, camille) == ["Bonjour ?"]


def test_closed_shops_and_suspended_profiles_write_nothing_and_read_everything() -> None:
    seller, camille, _bowl = make_looking()
    ask(seller, camille)
    Creator.objects.filter(pk=camille.pk).update(status="suspended")
    camille.refresh_from_db()
    refused(lambda: ask(seller, camille, "Encore"), errors.ProfileSuspended)
    refused(lambda: answer(seller, camille), errors.ProfileAway)
    Creator.objects.filter(pk=camille.pk).update(status="active")
    camille.refresh_from_db()
    Seller.objects.filter(pk=seller.pk).update(status="closed")
    seller.refresh_from_db()
    refused(lambda: ask(seller, camille, "Encore"), errors.ShopAway)
    assert talks.get_shop_to_talk(camille, seller.slug) == seller
    with pytest.raises(errors.TalkNotFound):
        talks.get_shop_to_talk(make_creator(), seller.slug)


def test_what_an_erased_person_wrote_is_emptied_and_what_they_read_stays() -> None:
    seller, camille, _bowl = make_looking()
    ask(seller, camille, "Je suis Camille")
    answer(seller, camille, "Enchantés")
    told = personal.tell(camille.user)["talk_messages"]
    assert [(row["body"], row["by"]) for row in told] == [("Je suis Camille", "creator")]
    personal.erase(camille.user)
    assert bodies(seller, camille) == ["", "Enchantés"]


def test_earlier_messages_come_page_by_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(talks, "MESSAGES_PAGE_SIZE", 2)
    seller, camille, _bowl = make_looking()
    wrote = [ask(seller, camille, f"{number}") for number in range(5)]
    talk, seen, before = wrote[0].talk, [], None
    for _ in range(3):
        page = talks.list_said(talk, before)
        seen += [one.body for one in page.rows]
        before = wrote[int(seen[-1])].uid
    assert seen == ["4", "3", "2", "1", "0"]
    assert page.next_cursor is None
    other = make_looking()
    assert talks.list_said(ask(*other[:2]).talk, wrote[0].uid).rows[0].body == "Bonjour ?"
