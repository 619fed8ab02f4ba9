"""Who may open which page of a shop's desk."""

from __future__ import annotations

import pytest
from django.urls import resolve

from halles.fulfillment.models import Package
from halles.kit import clock
from halles.kit.ids import uuid7
from halles.sellers.models import Seller
from halles.studio.urls_shop import shop_patterns
from tests.fulfillment.makers import RELEASED_AT, make_package
from tests.studio.shop_makers import Shop, browser, make_shop

pytestmark = pytest.mark.django_db
FOR_PACKERS = {
    "leave_shop",
    "shop",
    "orders",
    "pack",
    "print_slips",
    "print_slip",
    "order",
    "ship",
    "correct_tracking",
} | {"prove_handover"}
# Named by an id that this shop has nothing for.
NOT_THERE = {"rate", "thread", "message_picture", "answer", "reply", "shop_score_out"}
# Open to packers too; nothing of this order was shown live, and no receipt was handed in for its parcel.
NOT_SHOWN = {"order_proof", "handover_picture"}
# Open to packers too; there is nothing to hand over at the counter here, so it leads back to the order.
LEADS_BACK = {"hand_over"}
FOR_THE_OWNER = {
    "application_status",
    "edit_application",
    "send_application_again",
    "add_document",
    "remove_document",
}


def addresses(shop: Shop) -> dict[str, str]:
    """Every page and action of the desk by its name, on things that exist where there are any."""
    order = shop.order()
    with clock.travel(RELEASED_AT):
        package: Package = make_package(shop.order(1))
    ids = {
        "product_id": shop.variant.product_id,
        "variant_id": shop.variant.pk,
        "order_id": order.pk,
        "package_id": package.pk,
        "slug": shop.seller.slug,
        "market_code": "FR",
    }
    found = {}
    for pattern in shop_patterns:
        if "profile" in str(pattern.name):
            continue  # a creator's page: tests/access asks it
        path = str(pattern.pattern)
        for name, value in ids.items():
            for kind in ("uuid", "slug", "str"):
                path = path.replace(f"<{kind}:{name}>", str(value))
        while "<uuid:" in path:
            start, end = path.index("<uuid:"), path.index(">")
            path = path[:start] + str(uuid7()) + path[end + 1 :]
        found[str(pattern.name)] = "/" + path
    return found


def test_strangers_find_nothing_and_visitors_sign_in_first() -> None:
    shop = make_shop()
    stranger, visitor = shop.client("stranger"), browser()
    for name, url in addresses(shop).items():
        if name == "application":
            continue
        assert resolve(url).view_name == f"studio:{name}"
        refused = {stranger.get(url).status_code, stranger.post(url).status_code}
        assert refused <= {404, 405}, name
        assert 404 in refused, name
        answers = [answer for answer in (visitor.get(url), visitor.post(url)) if answer.status_code != 405]
        assert {answer.status_code for answer in answers} == {302}, name
        assert all("/login/" in answer["Location"] for answer in answers), name


def test_a_packer_packs_and_sees_nothing_else() -> None:
    shop = make_shop()
    urls, packer = addresses(shop), shop.client("packer")
    with clock.travel(RELEASED_AT):
        opened = {name for name, url in urls.items() if packer.get(url).status_code == 200} - {"application"}
        assert opened == FOR_PACKERS
        for name in urls.keys() - FOR_PACKERS - LEADS_BACK - NOT_SHOWN - {"application"}:
            statuses = {packer.get(urls[name]).status_code, packer.post(urls[name]).status_code}
            assert 403 in statuses, name
            assert statuses <= {403, 405}, name


def test_a_manager_opens_everything_but_the_application() -> None:
    shop = make_shop()
    urls, manager, owner = addresses(shop), shop.client("manager"), shop.client("owner")
    with clock.travel(RELEASED_AT):
        for name, url in urls.items():
            answer = manager.get(url)
            if name in FOR_THE_OWNER:
                assert answer.status_code in {403, 405}, name
            elif answer.status_code != 405:
                assert answer.status_code == (
                    302 if name in LEADS_BACK else 404 if name in NOT_THERE | NOT_SHOWN else 200
                ), name
                assert owner.get(url).status_code == answer.status_code, name


def test_the_packers_menu_and_home_leave_out_money_and_products() -> None:
    shop = make_shop()
    with clock.travel(RELEASED_AT):
        shop.order()
        packed = shop.client("packer").get(shop.url()).content.decode()
        managed = shop.client("manager").get(shop.url()).content.decode()
    for page in ("money/", "products/", "shipping/", "people/"):
        assert shop.url(page) not in packed
        assert shop.url(page) in managed


def test_only_the_owner_of_a_shop_that_waits_sees_its_application() -> None:
    shop = make_shop(status=Seller.Status.APPLIED)
    assert shop.client().get(shop.url())["Location"] == shop.url("application/")
    assert shop.client().get(shop.url("application/")).status_code == 200
    waiting = shop.client("manager").get(shop.url()).content.decode()
    assert "This shop is not open yet" in waiting
    assert "FR76" not in waiting
