"""The label on a clip, a show, a sheet and a showcase: in the market's words, from contracts and parcels."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation

from halles.affiliates.models import Participation
from halles.affiliates.queries.disclosures import Disclosure
from halles.affiliates.queries.paid_work import roughly
from halles.affiliates.services import fees
from halles.affiliates.services.participating import answer_invitation
from halles.affiliates.services.showcase import put_in_showcase
from halles.interactions.sources import issue_source
from halles.kit import clock
from halles.live import services as live
from halles.live.queries import list_bags
from halles.markets.queries import get_market
from halles.sellers.models import SellerStaff
from halles.storefront.labels import Paid, clip_labels, show_labels
from halles.videos.queries import feed_facts
from tests.affiliates.fee_makers import make_fee, make_part
from tests.affiliates.plan_makers import make_delivered, make_invitation, make_open_plan
from tests.creators.makers import make_creator
from tests.live.makers import make_session
from tests.orders.makers import make_variant
from tests.videos.makers import make_video, place

pytestmark = pytest.mark.django_db
COMMISSION = "Collaboration commerciale\u00a0: touche une commission"


def page(path: str, **asked: Any) -> str:
    client = Client(headers={"Accept-Language": "fr-FR", **asked.pop("headers", {})})
    answer = client.get(path, asked)
    assert answer.status_code == 200, answer
    return answer.content.decode()


def test_a_clip_says_that_its_maker_earns_and_has_not_held_it() -> None:
    bowl, camille = make_variant(), make_creator()
    video = make_video(camille, shows=bowl)
    assert "clip__label" not in page(f"/v/{video.pk}/")
    make_open_plan(bowl, rate_bps=1_000)
    shown = page(f"/v/{video.pk}/")
    # Who presses on it is told why and who is paid.
    assert re.search(r'<button class="clip__label" type="button" data-sheet-url="/v/[^"]+/why/\?source=', shown)
    assert f'"><span>{COMMISSION}</span><span class="clip__held">' in shown
    assert "Ni acheté ni reçu ici" in shown


def test_what_arrived_is_said_and_several_are_counted() -> None:
    bowl, jug, camille = make_variant(), make_variant(), make_creator()
    make_open_plan(bowl)
    make_open_plan(jug)
    make_delivered(camille.user, bowl)
    video = make_video(camille, shows=bowl)
    assert "L’a acheté" in page(f"/v/{video.pk}/")
    place(video, jug)
    assert "1 sur 2 achetés ou reçus ici" in page(f"/v/{video.pk}/")


def test_their_own_shop_and_a_machine_s_pictures_are_said_too() -> None:
    bowl, helper = make_variant(), make_creator()
    SellerStaff.objects.create(seller=bowl.seller, user=helper.user, role="manager", added_at=clock.now())
    make_open_plan(bowl)
    shown = page(f"/v/{make_video(helper, shows=bowl, is_made_with_ai=True).pk}/")
    assert "Publicité pour sa propre boutique" in shown
    assert "Images virtuelles\u00a0: créées avec une intelligence artificielle" in shown
    assert COMMISSION not in shown


def test_the_sheet_says_how_much_goes_to_whom() -> None:
    bowl, camille = make_variant(), make_creator(handle="camille.makes")
    make_open_plan(bowl, rate_bps=1_000)
    video = make_video(camille, shows=bowl)
    token = issue_source(content_kind="video", content_id=video.pk, creator_id=camille.pk)
    sheet = f"/sheet/p/{bowl.product_id}/"
    shown = page(sheet, source=token, headers={"HX-Request": "true"})
    assert COMMISSION in shown
    assert (
        "@camille.makes touche environ un dixième du prix hors taxe, soit à peu près 2\u00a0€, si vous achetez ici"
        in shown
    )
    assert COMMISSION not in page(sheet, headers={"HX-Request": "true"})
    why = page(f"/v/{video.pk}/why/", source=token)
    assert "Qui est payé\u202f?" in why
    assert "@camille.makes" in why


def test_the_exact_rate_of_a_contract_is_on_no_page() -> None:
    bowl, camille = make_variant(), make_creator(handle="camille.makes")
    make_invitation(bowl, camille, rate_bps=1_730)
    answer_invitation(Participation.objects.get().pk, yes=True)
    video = make_video(camille, shows=bowl)
    token = issue_source(content_kind="video", content_id=video.pk, creator_id=camille.pk)
    sheet = page(f"/sheet/p/{bowl.product_id}/", source=token, headers={"HX-Request": "true"})
    why = page(f"/v/{video.pk}/why/", source=token)
    for shown in (sheet, why):
        assert "touche environ un cinquième du prix hors taxe, soit à peu près 5\u00a0€" in shown
        assert not re.search(r"17[,.]3|1730|4[,.]31", shown)


@pytest.mark.parametrize(
    ("rate_bps", "share_bps"),
    [(0, 0), (1, 200), (350, 200), (351, 500), (1_000, 1_000), (1_500, 1_000), (1_501, 2_000), (8_000, 7_500)],
)
def test_a_rate_is_told_as_the_share_it_is_nearest_to(rate_bps: int, share_bps: int) -> None:
    told = Disclosure(uuid.uuid4(), "commission", rate_bps, "bought")
    assert (told.share_bps, told.about_minor(10_000)) == (
        share_bps,
        roughly(share_bps) if share_bps else 0,
    )


def test_paid_work_is_told_as_such_and_roughly_how_much() -> None:
    bowl = make_variant()
    fee = make_fee(make_part(bowl), amount_minor=23_790)
    camille = fee.creator
    video = make_video(camille, shows=bowl, published_at=clock.now() + dt.timedelta(seconds=1))
    assert "rémunérée" not in page(f"/v/{video.pk}/")
    fees.agree(fee.pk)
    assert get_market("FR").paid_label["fr"] in page(f"/v/{video.pk}/")
    token = issue_source(content_kind="video", content_id=video.pk, creator_id=camille.pk)
    sheet = page(f"/sheet/p/{bowl.product_id}/", source=token, headers={"HX-Request": "true"})
    why = page(f"/v/{video.pk}/why/", source=token)
    for shown in (sheet, why):
        assert get_market("FR").paid_label["fr"] in shown
        assert f"La boutique verse à @{camille.handle} une rémunération d’environ 200\u00a0€" in shown
        assert f"@{camille.handle} touche environ un dixième du prix hors taxe" in shown
        assert "237" not in shown


def test_a_show_carries_the_label_of_its_bag() -> None:
    bowl, camille = make_variant(), make_creator()
    session = make_session(creator=camille, market="FR")
    live.set_bag(session.pk, [bowl.product_id])
    assert "clip__label" not in page(f"/live/{session.pk}/")
    make_open_plan(bowl, content_kind="live")
    assert COMMISSION in page(f"/live/{session.pk}/")


def test_a_show_on_air_carries_it_on_its_card_in_the_feed(django_assert_max_num_queries: Any) -> None:
    bowl, jug = make_variant(), make_variant()
    # A show comes behind two videos, the most watched first.
    for _ in range(2):
        make_video(make_creator())
    shown = [make_session(creator=make_creator(), status="live", viewer_peak=peak) for peak in (9, 5, 1)]
    for session in shown[:2]:
        session.products.create(product_id=bowl.product_id, position=1)
        session.products.create(product_id=jug.product_id, position=2)
    assert "clip__label" not in page("/")
    make_open_plan(bowl, content_kind="live", rate_bps=1_000)
    card = page("/").split("live-card__words", 1)[1].split("</article>", 1)[0]
    assert COMMISSION in card
    assert "Rien acheté ni reçu ici" in card
    keys = [session.pk for session in shown]
    with django_assert_max_num_queries(3):
        labels = show_labels(shown, list_bags(keys), get_market("FR"), "fr")
    assert set(labels) == set(keys[:2])


def test_the_list_of_shows_labels_each_and_its_sheet_says_who_is_paid() -> None:
    bowl, camille = make_variant(), make_creator(handle="camille.makes")
    make_open_plan(bowl, content_kind="live", rate_bps=1_730)
    session = make_session(creator=camille, market="FR", status="live")
    session.products.create(product_id=bowl.product_id, position=1)
    own = make_session(market="FR")
    own.creator.seller = bowl.seller
    own.creator.save()
    listed = page("/live/")
    assert f"<b>{COMMISSION}</b> Ni acheté ni reçu ici" in listed
    assert "<b>Publicité pour sa propre boutique</b>" in listed
    for address in ("/hall/", "/@camille.makes/"):
        assert f"<b>{COMMISSION}</b> Ni acheté ni reçu ici" in page(address), address
    why = page(f"/live/{session.pk}/about/")
    assert "@camille.makes touche environ un cinquième du prix hors taxe, soit à peu près 5\u00a0€" in why
    assert "Ce direct est à l’antenne" in why
    assert not re.search(r"17[,.]3|1730|4[,.]31", why)
    own.products.create(product_id=bowl.product_id, position=1)
    assert "ce que vous payez va à sa propre boutique" in page(f"/live/{own.pk}/about/")


def test_a_showcase_stands_on_the_creator_s_page_and_its_links_carry_them() -> None:
    bowl, camille = make_variant(), make_creator(handle="camille.makes")
    make_open_plan(bowl)
    put_in_showcase(camille, bowl.product_id)
    shown = page("/@camille.makes/")
    assert 'id="showcase"' in shown
    assert COMMISSION in shown
    assert f"/p/{bowl.product_id}/" in shown
    assert "?source=" in shown


def test_goods_in_videos_on_the_creators_page_are_labelled_too() -> None:
    bowl, jug, camille = make_variant(), make_variant(), make_creator(handle="camille.makes")
    make_video(camille, shows=jug)
    assert COMMISSION not in page("/@camille.makes/")
    make_open_plan(bowl)
    make_video(camille, shows=bowl)
    shown = page("/@camille.makes/")
    assert shown.index("Dans ces vidéos") < shown.index(COMMISSION)


def test_labels_cost_two_statements_however_many_clips(django_assert_max_num_queries: Any) -> None:
    goods, creators = [make_variant() for _ in range(3)], [make_creator() for _ in range(3)]
    for bowl in goods:
        make_open_plan(bowl)
    shown = [make_video(creator, shows=bowl) for creator in creators for bowl in goods]
    facts = feed_facts([video.pk for video in shown], market="FR", language="fr")
    with django_assert_max_num_queries(2):
        assert len(clip_labels(list(facts.values()), get_market("FR"), "fr")) == len(shown)


def test_no_amount_is_told_where_there_is_no_price() -> None:
    camille = make_creator(handle="camille.makes")
    paid = Paid(camille, "commission", COMMISSION, "L’a acheté", "un dixième du prix", 0, "USD")
    with translation.override("fr"):
        shown = render_to_string("storefront/sheet/paid.html", {"paid": paid})
    assert "@camille.makes touche environ un dixième du prix là où il se vend." in shown
    assert "$" not in shown
