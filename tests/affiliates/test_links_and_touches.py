"""Outside links, the pseudonym they leave, and the way it goes to the purchase."""

from __future__ import annotations

import datetime as dt

import pytest
from django.conf import settings
from django.test import Client

from halles.affiliates import pseudonym
from halles.affiliates.models import Attribution, Touch
from halles.affiliates.services import touching
from halles.interactions.sources import new_source, read_source, sign_source
from halles.kit import clock
from halles.kit.rate_limits import Meter
from halles.live.models import LiveProduct, LiveSession
from halles.markets.queries import all_markets
from halles.orders.models import OrderGroup
from halles.videos.models import Video
from tests.affiliates.makers import decide_now, make_creator, make_participation, make_plan, make_touch
from tests.live.makers import make_session
from tests.orders.makers import make_card, make_variant
from tests.storefront.test_buying import ask
from tests.users.makers import PASSWORD, make_user
from tests.videos.makers import make_video, place

pytestmark = pytest.mark.django_db
BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0", "Accept-Language": "fr-FR,fr;q=0.9"}


@pytest.fixture(autouse=True)
def _fresh_meters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pseudonym, "_by_line", Meter(limit=120, per_seconds=60))
    monkeypatch.setattr(pseudonym, "_by_browser", Meter(limit=30, per_seconds=60))


def test_a_product_link_leads_to_the_product_and_leaves_one_touch(client: Client) -> None:
    creator, variant = make_creator(), make_variant()
    response = client.get(f"/c/{creator.handle.upper()}/{variant.product.slug}/?at=newsletter", headers=BROWSER)

    way, _, token = response["Location"].partition("?source=")
    assert (response.status_code, way) == (302, f"/p/{variant.product_id}/{variant.product.slug}/")
    source = read_source(token)
    assert source is not None
    assert (source.content_kind, source.creator_id, source.surface) == ("link", creator.pk, "newsletter")
    cookie = response.cookies["touch"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 14 * 86_400)
    # The page it leads to is the same showing: no second touch.
    assert client.get(response["Location"], headers=BROWSER).status_code == 200
    touch = Touch.objects.get()
    assert (str(touch.key), touch.kind, touch.creator_id) == (cookie.value, "link", creator.pk)
    assert (touch.product_id, touch.seller_id, touch.user_id) == (variant.product_id, variant.seller_id, None)


def test_a_page_link_leads_to_the_creator_and_counts_for_no_product_alone(client: Client) -> None:
    creator = make_creator()
    response = client.get(f"/c/{creator.handle}/", headers=BROWSER)
    assert response["Location"] == f"/@{creator.handle}/"
    assert Touch.objects.get().product_id is None


def test_a_name_that_two_shops_use_leads_to_what_the_creator_promotes(client: Client) -> None:
    creator, first, second = make_creator(), make_variant(slug="bol-bleu"), make_variant(slug="bol-bleu")
    assert str(first.product_id) in client.get(f"/c/{creator.handle}/bol-bleu/")["Location"]
    make_participation(make_plan(second.seller, product=second.product), creator)
    assert str(second.product_id) in client.get(f"/c/{creator.handle}/bol-bleu/")["Location"]
    assert client.get(f"/c/{creator.handle}/bol-vert/").status_code == 404
    assert client.get("/c/nobody_here/").status_code == 404


def test_programs_pages_loaded_ahead_and_heads_leave_nothing(client: Client) -> None:
    creator = make_creator()
    way = f"/c/{creator.handle}/"
    for headers in ({}, {"User-Agent": "Googlebot/2.1"}, {**BROWSER, "Sec-Purpose": "prefetch"}):
        response = client.get(way, headers=headers)
        assert (response.status_code, "touch" in response.cookies) == (302, False)
    assert "touch" not in client.head(way, headers=BROWSER).cookies
    assert not Touch.objects.exists()


def test_touches_are_bounded_per_minute_and_per_browser(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    creator = make_creator()
    for _ in range(33):
        assert client.get(f"/c/{creator.handle}/", headers=BROWSER).status_code == 302
    assert Touch.objects.count() == 30

    monkeypatch.setattr(touching, "TOUCHES_MAX", 31)
    key = Touch.objects.values_list("key", flat=True)[0]
    source = new_source(content_kind="link", content_id=creator.pk, creator_id=creator.pk)
    for _ in range(3):
        touching.record_touch(key, source, product_id=None, user_id=None)
        source = new_source(content_kind="link", content_id=creator.pk, creator_id=creator.pk)
    assert Touch.objects.count() == 31
    # A new day: yesterday's clicks keep out none of today's, whose last one counts.
    Touch.objects.update(at=clock.now() - dt.timedelta(days=2))
    touching.record_touch(key, source, product_id=None, user_id=None)
    assert Touch.objects.count() == 32


def test_a_sheet_opened_from_a_creators_video_is_a_touch_and_from_nobodys_is_not(client: Client) -> None:
    creator, variant = make_creator(), make_variant()
    video = make_video(creator, shows=variant)
    token = sign_source(new_source(content_kind="video", content_id=video.pk, creator_id=creator.pk))
    nobodys = sign_source(new_source(content_kind="product", content_id=variant.product_id))
    way = f"/sheet/p/{variant.product_id}/"
    for source in (token, token, nobodys, "altered"):
        response = client.get(way, {"source": source}, headers={**BROWSER, "HX-Request": "true"})
        assert response.status_code == 200
    assert Touch.objects.get().kind == "video"


@pytest.mark.parametrize("kind", ["video", "live"])
def test_a_token_of_other_content_put_beside_a_product_earns_nothing_from_an_offer_for_that_content(
    client: Client, kind: str
) -> None:
    creator, variant, other = make_creator(), make_variant(), make_variant()
    make_participation(make_plan(variant.seller, 3_000, kind="targeted", content_kind=kind), creator)
    content = make_video(creator, shows=other) if kind == "video" else make_session(creator=creator, status="live")
    token = sign_source(new_source(content_kind=kind, content_id=content.pk, creator_id=creator.pk))
    client.get(f"/p/{variant.product_id}/{variant.product.slug}/", {"source": token}, headers=BROWSER)
    assert Touch.objects.get().kind == "line"
    # Nor does the token that goes along to the purchase.
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "fr-FR"
    said = ask(client, variant, payment_token=make_card(), source=token)
    assert client.post("/checkout/", said).status_code == 302
    Touch.objects.all().delete()
    decide_now(OrderGroup.objects.get())
    decision = Attribution.objects.get()
    assert (decision.creator_id, decision.candidates[0]["why_not"]) == (None, "other_content")

    # What does show the product earns, also by the line alone.
    if isinstance(content, Video):
        place(content, variant)
    else:
        LiveProduct.objects.create(session=content, product=variant.product, position=0)
    client.post("/checkout/", ask(client, variant, payment_token=make_card(), source=token))
    Touch.objects.all().delete()
    decide_now(OrderGroup.objects.latest("placed_at"))
    assert Attribution.objects.latest("decided_at").rate_bps == 3_000


def test_a_show_that_has_not_begun_is_a_page(client: Client) -> None:
    creator, variant = make_creator(), make_variant()
    session = make_session(creator=creator)
    LiveProduct.objects.create(session=session, product=variant.product, position=0)
    kinds = []
    for begun in (None, clock.now()):
        LiveSession.objects.filter(pk=session.pk).update(started_at=begun)
        token = sign_source(new_source(content_kind="live", content_id=session.pk, creator_id=creator.pk))
        client.get(f"/p/{variant.product_id}/{variant.product.slug}/", {"source": token}, headers=BROWSER)
        kinds.append(Touch.objects.latest("at").kind)
    assert kinds == ["line", "live"]


def test_who_signs_in_takes_the_touches_of_the_browser_along_and_nobody_elses(client: Client) -> None:
    creator, person = make_creator(), make_user()
    client.get(f"/c/{creator.handle}/", headers=BROWSER)
    someone = make_touch(creator, user=make_user(), key=Touch.objects.get().key)
    response = client.post("/account/login/", {"login": person.email, "password": PASSWORD})
    assert response.status_code == 302
    assert Touch.objects.filter(user=person).count() == 1
    someone.refresh_from_db()
    assert someone.user_id != person.pk


def test_a_purchase_in_the_browser_of_the_click_knows_its_pseudonym(client: Client) -> None:
    creator, variant = make_creator(), make_variant()
    make_plan(variant.seller, 1_500)
    client.get(f"/c/{creator.handle}/{variant.product.slug}/", headers=BROWSER)
    # Bought later from the product's own page, without any source.
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "fr-FR"
    assert client.post("/checkout/", ask(client, variant, payment_token=make_card())).status_code == 302
    group = OrderGroup.objects.get()
    assert group.touch_key == Touch.objects.get().key
    decide_now(group)
    assert Attribution.objects.get().creator_id == creator.pk


def test_touches_that_can_no_longer_count_are_forgotten() -> None:
    creator, now = make_creator(), clock.now()
    # A transfer may arrive days after its purchase was placed, and is decided then.
    transfer = dt.timedelta(hours=max(market.unpaid_hours_transfer for market in all_markets().values()))
    kept = make_touch(creator, at=now - dt.timedelta(days=14) - transfer)
    make_touch(creator, at=now - dt.timedelta(days=15, minutes=1) - transfer)
    assert touching.forget_touches() == 1
    assert Touch.objects.get() == kept


def test_a_link_as_a_qr_code(client: Client) -> None:
    creator, variant = make_creator(), make_variant()
    for way in (f"/c/{creator.handle}/qr.svg", f"/c/{creator.handle}/{variant.product.slug}/qr.svg"):
        response = client.get(way, headers={"Host": "localhost"})
        assert (response.status_code, response["Content-Type"]) == (200, "image/svg+xml")
        drawn = response.content.decode()
        assert drawn.startswith("<svg ")
        # Not the host it was asked by.
        assert f"{settings.BASE_URL}{way.removesuffix('qr.svg')}?at=qr" in drawn
    assert not Touch.objects.exists()
