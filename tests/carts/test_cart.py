"""A cart tells what it holds, what changed, and what it costs; nothing in it is lost or promised."""

from __future__ import annotations

import datetime as dt

import pytest

from halles.carts import services
from halles.carts.errors import BagFull, Gone, LineNotFound, NotEnoughLeft, NotOnSale, TooMany, WrongQuantity
from halles.carts.limits import GUEST_AGE_MAX, LINES_MAX, PIECES_MAX
from halles.carts.models import Cart, CartLine
from halles.carts.owner import Owner, new_token
from halles.carts.queries import count_pieces, count_pieces_elsewhere
from halles.catalog.models import Product, Variant
from halles.inventory.services import set_on_hand
from halles.kit import clock
from halles.markets.queries import get_market
from halles.shipping.errors import PointNeeded, RateNotFound
from tests.carts.makers import make_guest, pieces_of, put, seen
from tests.orders.makers import AT, SOMEBODY, make_seller, make_shipping, make_variant, stock_of
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db
FRANCE = get_market("FR")


@pytest.fixture(autouse=True)
def _on_a_tuesday_in_june() -> object:
    with clock.travel(AT):
        yield


def kinds(view: object) -> list[tuple[str, int, int]]:
    return [(change.kind, change.before, change.now) for _, change in view.changes]  # type: ignore[attr-defined]


def test_more_of_the_same_adds_up_and_holds_no_stock() -> None:
    owner, bowl = make_guest(), make_variant(stock=5)
    put(owner, bowl, 2)
    put(owner, bowl, 1)

    view = seen(owner)

    assert pieces_of(view) == {bowl.pk: 3}
    assert view.quote is not None
    assert view.quote.total_minor == 3 * 2490 + 490
    assert stock_of(bowl) == (5, 0), "a bag is no promise"
    assert count_pieces(owner, "FR") == 3


def test_shops_are_quoted_each_with_their_parcel_in_six_statements(django_assert_num_queries: object) -> None:
    owner, bowl, tea = make_guest(), make_variant(), make_variant(prices={"FR": 1200})
    put(owner, bowl)
    put(owner, tea)

    with django_assert_num_queries(6):  # type: ignore[operator]
        view = seen(owner)

    assert [part.seller_id for part in view.parts] == [bowl.seller_id, tea.seller_id]
    assert view.quote is not None
    assert [part.parcel for part in view.parts] == list(view.quote.parcels)


def test_a_price_that_moved_is_told_until_it_is_read() -> None:
    owner, up, down = make_guest(), make_variant(), make_variant()
    put(owner, up)
    put(owner, down)
    up.prices.update(amount_minor=2690)
    down.prices.update(amount_minor=1990)

    assert kinds(seen(owner)) == [("price_up", 2490, 2690), ("price_down", 2490, 1990)]
    services.note_seen(owner, FRANCE)
    assert kinds(seen(owner)) == []


def test_fewer_left_is_told_and_the_total_counts_what_is_left() -> None:
    owner, bowl = make_guest(), make_variant(stock=5)
    put(owner, bowl, 4)
    set_on_hand(bowl.pk, 1, by=SOMEBODY)

    view = seen(owner)

    assert kinds(view) == [("fewer_left", 4, 1)]
    assert view.quote is not None
    assert view.quote.subtotal_minor == 2490
    services.note_seen(owner, FRANCE)
    assert pieces_of(seen(owner)) == {bowl.pk: 1}


def test_what_cannot_be_bought_stays_and_is_not_in_the_total() -> None:
    owner, kept = make_guest(), make_variant()
    gone, paused, elsewhere = make_variant(), make_variant(), make_variant(prices={"FR": 1, "DE": 1})
    for variant in (kept, gone, paused, elsewhere):
        put(owner, variant)
    set_on_hand(gone.pk, 0, by=SOMEBODY)
    Product.objects.filter(pk=paused.product_id).update(status=Product.Status.PAUSED)
    elsewhere.prices.filter(market="FR").delete()

    view = seen(owner)

    assert [line.problem for part in view.parts for line in part.lines] == [
        None,
        "sold_out",
        "not_on_sale",
        "not_sold_here",
    ]
    assert [line.variant_id for line in view.payable] == [kept.pk]
    services.note_seen(owner, FRANCE)
    read = seen(owner)
    assert (pieces_of(read), len(read.later), kinds(read)) == ({kept.pk: 1}, 3, [])
    assert view.quote is not None
    assert view.quote.total_minor == 2980


def test_a_shop_that_does_not_send_there_says_so_and_the_others_go_on() -> None:
    owner, near, far = make_guest(), make_variant(), make_variant()
    put(owner, near)
    put(owner, far)
    far.seller.shipping.rates.update(is_active=False)

    view = seen(owner)

    assert [part.refusal.code if part.refusal else None for part in view.parts] == [None, "shipping.not_to_country"]
    assert view.quote is not None
    assert view.quote.total_minor == 2980


def test_a_total_that_needs_the_state_waits_for_it() -> None:
    seller = make_seller(country="US", market="US")
    make_shipping(seller, "US")
    owner, bowl = make_guest(), make_variant(seller, prices={"US": 3000})
    put(owner, bowl, market="US")

    waiting = seen(owner, "US")
    assert (waiting.quote, waiting.refusal and waiting.refusal.code) == (None, "markets.region_needed")
    assert not waiting.can_pay
    assert seen(owner, "US", region="OR").can_pay


def test_refused_is_not_in_the_bag() -> None:
    owner = make_guest()
    sold_out, scarce, paused = make_variant(stock=0), make_variant(stock=2), make_variant(status=Product.Status.PAUSED)
    for variant, quantity, refusal in (
        (sold_out, 1, Gone),
        (scarce, 3, NotEnoughLeft),
        (paused, 1, NotOnSale),
        (scarce, 0, WrongQuantity),
        (make_variant(stock=50), PIECES_MAX + 1, TooMany),
    ):
        with pytest.raises(refusal):
            put(owner, variant, quantity)
    assert not CartLine.objects.exists()


def test_a_bag_holds_as_many_things_as_one_purchase_takes() -> None:
    owner, seller = make_guest(), make_seller()
    make_shipping(seller)
    first = make_variant(seller)
    put(owner, first)
    more = Variant.objects.bulk_create(
        Variant(product=first.product, seller=seller, sku=f"S-{n}", name=str(n), options={"n": str(n)})
        for n in range(LINES_MAX - 1)
    )
    cart = Cart.objects.get()
    CartLine.objects.bulk_create(
        CartLine(cart=cart, variant=variant, quantity=1, added_at=clock.now()) for variant in more
    )
    with pytest.raises(BagFull):
        put(owner, make_variant(seller))
    services.keep_for_later(owner, CartLine.objects.get(variant=first).pk)
    put(owner, make_variant(seller))
    with pytest.raises(BagFull):
        services.put_back(owner, CartLine.objects.get(variant=first).pk)


def test_more_fewer_out_later_and_back() -> None:
    owner, bowl = make_guest(), make_variant(stock=3)
    line = put(owner, bowl)

    services.set_quantity(owner, line.pk, 3)
    with pytest.raises(NotEnoughLeft):
        services.set_quantity(owner, line.pk, 4)
    assert pieces_of(seen(owner)) == {bowl.pk: 3}
    services.keep_for_later(owner, line.pk)
    view = seen(owner)
    assert (view.is_empty, [kept.variant_id for kept in view.later], view.quote) == (True, [bowl.pk], None)
    assert count_pieces(owner, "FR") == 0
    services.put_back(owner, line.pk)
    services.set_quantity(owner, line.pk, 0)
    services.remove_line(owner, line.pk)
    assert not CartLine.objects.exists()


def test_nobody_touches_another_ones_bag() -> None:
    owner, stranger = make_guest(), make_guest()
    line = put(owner, make_variant(stock=5))

    for work in (
        lambda: services.set_quantity(stranger, line.pk, 2),
        lambda: services.keep_for_later(stranger, line.pk),
        lambda: services.set_quantity(Owner(), line.pk, 2),
    ):
        with pytest.raises(LineNotFound):
            work()
    services.remove_line(stranger, line.pk)
    assert seen(stranger).is_empty
    assert CartLine.objects.get().quantity == 1


def test_each_market_has_its_own_bag() -> None:
    owner, bowl = make_guest(), make_variant(prices={"FR": 2490, "DE": 2600})
    put(owner, bowl)
    put(owner, bowl, 2, market="DE")

    assert pieces_of(seen(owner)) == {bowl.pk: 1}
    assert pieces_of(seen(owner, "DE")) == {bowl.pk: 2}
    assert count_pieces_elsewhere(owner, "FR") == {"DE": 2}


def test_signing_in_moves_everything_and_adds_up_to_the_limit() -> None:
    person, token = make_user(), new_token()
    guest, own = Owner(token=token), Owner(user_id=person.pk)
    bowl, cup, tea = make_variant(stock=50), make_variant(), make_variant()
    put(own, bowl, 15)
    put(guest, bowl, 9)
    put(guest, cup, 2)
    later = put(guest, tea)
    services.keep_for_later(guest, later.pk)

    assert services.merge_guest_cart(person.pk, token)
    assert services.merge_guest_cart(person.pk, token), "again changes nothing"

    view = seen(own)
    assert pieces_of(view) == {bowl.pk: PIECES_MAX, cup.pk: 2}
    assert [line.variant_id for line in view.later] == [tea.pk]
    assert Cart.objects.filter(user=None).count() == 0


def test_what_is_too_much_for_one_purchase_is_kept_for_later_at_sign_in() -> None:
    person, token, seller = make_user(), new_token(), make_seller()
    make_shipping(seller)
    first = make_variant(seller)
    put(Owner(user_id=person.pk), first)
    newest = put(Owner(token=token), make_variant(seller))
    more = Variant.objects.bulk_create(
        Variant(product=first.product, seller=seller, sku=f"S-{n}", name=str(n), options={"n": str(n)})
        for n in range(LINES_MAX - 1)
    )
    CartLine.objects.bulk_create(
        CartLine(cart=newest.cart, variant=one, quantity=1, added_at=clock.now() - dt.timedelta(hours=1))
        for one in more
    )

    services.merge_guest_cart(person.pk, token)

    kept = CartLine.objects.filter(cart__user=person)
    assert kept.count() == LINES_MAX + 1
    assert kept.filter(is_saved_for_later=False).count() == LINES_MAX
    assert not kept.get(variant=newest.variant).is_saved_for_later, "the newest is meant to be bought"


def test_carts_of_browsers_are_forgotten_and_those_of_people_are_not() -> None:
    put(make_guest(), make_variant())
    put(Owner(user_id=make_user().pk), make_variant())
    with clock.travel(AT + GUEST_AGE_MAX + dt.timedelta(hours=1)):
        assert services.forget_guests() == 1
    assert [cart.user is None for cart in Cart.objects.all()] == [False]


def test_delivery_is_chosen_per_shop_and_checked() -> None:
    owner, bowl, other = make_guest(), make_variant(), make_variant()
    put(owner, bowl)
    relay = make_shipping(bowl.seller, method="relay", carrier="Mondial Relay", price_minor=350)

    def choose(**changes: str) -> None:
        services.choose_delivery(
            owner, market=FRANCE, country="FR", seller_id=bowl.seller_id, rate_id=relay.pk, **changes
        )

    with pytest.raises(PointNeeded):
        choose(point_code="FR-nowhere")
    with pytest.raises(RateNotFound):
        services.choose_delivery(owner, market=FRANCE, country="FR", seller_id=other.seller_id, rate_id=relay.pk)
    assert seen(owner).parts[0].chosen.method == "home"  # type: ignore[union-attr]
    choose()
    waiting = seen(owner)
    assert (waiting.needs_point, waiting.can_pay) == (True, False)
    assert waiting.quote is not None
    assert waiting.quote.shipping_minor == 350, "the total is told, paying waits"
    choose(postal_code="69001")
    (point,) = [part.chosen.point for part in seen(owner).parts if part.chosen]
    assert point is not None
    assert point.code == "FR-69001-1"


def test_the_version_names_what_is_bought_how_it_comes_and_what_it_costs() -> None:
    owner, bowl = make_guest(), make_variant(stock=9)
    line = put(owner, bowl)
    versions = [seen(owner).version]
    assert seen(owner).version == versions[0]
    services.set_quantity(owner, line.pk, 2)
    versions.append(seen(owner).version)
    bowl.prices.update(amount_minor=2400)
    versions.append(seen(owner).version)
    relay = make_shipping(bowl.seller, method="relay", carrier="Mondial Relay", price_minor=490)
    for code in ("FR-75018-1", "FR-75001-1"):
        services.choose_delivery(
            owner, market=FRANCE, country="FR", seller_id=bowl.seller_id, rate_id=relay.pk, point_code=code
        )
        versions.append(seen(owner).version)
    assert len(set(versions)) == 5
