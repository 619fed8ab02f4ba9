"""Writing products, putting them on sale and taking them off again."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from halles.catalog import services
from halles.catalog.drafts import VariantDraft
from halles.catalog.errors import (
    HeldByStaff,
    NotReady,
    OptionsTaken,
    PhotoNotFound,
    ProductInvalid,
    ProductNotFound,
    ShopMayNotSell,
    SkuTaken,
    StillNeeded,
    VariantNotFound,
    WhyMissing,
    WrongStatus,
)
from halles.catalog.events import ProductPublished, ProductWithdrawn
from halles.catalog.models import Product, ProductPhoto, Variant
from halles.catalog.queries import (
    count_products_of,
    get_product_for_seller,
    get_variant_for_seller,
    list_missing,
    list_price_history,
    list_products_of,
)
from halles.moderation import services as moderation
from halles.moderation.models import Report, StaffAction
from halles.sellers.models import Seller
from tests.announcements import heard
from tests.catalog.makers import give_photo, make_draft, make_on_sale, make_product, make_variant, picture
from tests.moderation.makers import decide, make_staff, uphold
from tests.sellers.makers import make_seller
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db


def test_a_draft_is_kept_tidy_and_taxed_as_its_category() -> None:
    product = make_product(
        title="  Comté   18 mois ",
        category="pantry",
        language="fr",
        translations={"en": {"title": "Comté, 18 months"}, "fr": {"title": "not needed"}, "xx": {"title": "?"}},
    )
    product.refresh_from_db()
    assert (product.title, product.slug, product.tax_class, product.status) == (
        "Comté 18 mois",
        "comte-18-mois",
        "food",
        "draft",
    )
    assert product.translations == {"en": {"title": "Comté, 18 months", "description": ""}}
    assert product.title_in("en") == "Comté, 18 months"
    assert product.title_in("ja") == "Comté 18 mois"
    assert make_product(title="藍染めの手ぬぐい", language="ja").slug == "product"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 141}, "title"),
        ({"description": "x" * 5001}, "description"),
        ({"language": "tlh"}, "language"),
        ({"category": "nonsense"}, "category"),
        ({"category": "clothing"}, "category"),
        ({"tax_class": "none"}, "tax_class"),
        ({"option_names": ("a", "b", "c", "d")}, "option_names"),
        ({"option_names": ("size", "size")}, "option_names"),
        ({"origin_country": "ZZ"}, "origin_country"),
        ({"origin_proof_kind": "word of mouth"}, "origin_proof_kind"),
        ({"origin_proof_url": "javascript:alert(1)"}, "origin_proof_url"),
        ({"warranty_months": -1}, "warranty_months"),
        ({"translations": {"fr": {"title": "x" * 141}}}, "translations"),
    ],
)
def test_a_wrong_detail_is_named_and_nothing_is_written(change: dict[str, Any], field: str) -> None:
    seller = make_seller()
    with pytest.raises(ProductInvalid) as refused:
        services.create_product(seller=seller, draft=make_draft(**change))
    assert list(refused.value.fields) == [field]
    assert not Product.objects.exists()


def test_publishing_names_everything_that_is_missing() -> None:
    product = make_product(
        description="", origin_country="", origin_region="", origin_place="", origin_maker="", origin_proof_kind="label"
    )
    with pytest.raises(NotReady) as refused, heard(ProductPublished) as events:
        services.publish_product(product, by=make_user())
    assert refused.value.data["missing"] == [
        "description",
        "photo",
        "variant",
        "origin_country",
        "origin_place",
        "origin_maker",
        "origin_proof",
    ]
    product.refresh_from_db()
    assert (product.status, events) == ("draft", [])
    make_variant(product)
    assert [point.code for point in list_missing(product)][2] == "price"


def test_every_offered_variant_needs_its_options_and_a_price() -> None:
    product = make_product(option_names=("size",))
    give_photo(product)
    first = make_variant(product, options={"size": "M"})
    second = make_variant(product, options={"size": "L"})
    services.set_price(first, market="FR", amount_minor=8_900)
    assert [point.code for point in list_missing(product)] == ["price"]
    services.set_price(second, market="US", amount_minor=9_900)
    assert list_missing(product) == []
    services.update_product(product, draft=make_draft(option_names=("size", "colour")))
    product.refresh_from_db()
    assert [point.code for point in list_missing(product)] == ["options"]


def test_publishing_announces_and_keeps_the_first_day() -> None:
    product = make_product()
    give_photo(product)
    services.set_price(make_variant(product), market="FR", amount_minor=8_900)
    with heard(ProductPublished, ProductWithdrawn) as events:
        first = services.publish_product(product, by=make_user()).published_at
        services.pause_product(product)
        again = services.publish_product(product, by=make_user()).published_at
    assert first == again
    assert events == [
        ProductPublished(product.pk, product.seller_id),
        ProductWithdrawn(product.pk, product.seller_id, "paused"),
        ProductPublished(product.pk, product.seller_id),
    ]


@pytest.mark.parametrize("status", ["applied", "needs_info", "suspended", "closed"])
def test_a_shop_that_may_not_sell_publishes_nothing(status: str) -> None:
    variant = make_on_sale()
    services.pause_product(variant.product)
    Seller.objects.update(status=status)
    with pytest.raises(ShopMayNotSell):
        services.publish_product(variant.product, by=make_user())
    assert Product.objects.get().status == "paused"


def test_a_product_on_sale_keeps_what_it_must_have() -> None:
    variant = make_on_sale()
    photo = ProductPhoto.objects.get()
    for taken_away in (
        lambda: services.update_product(variant.product, draft=make_draft(description="")),
        lambda: services.update_product(variant.product, draft=make_draft(option_names=("size",))),
        lambda: services.retire_variant(variant),
        lambda: services.remove_photo(variant.product, photo_id=photo.pk),
    ):
        with pytest.raises(StillNeeded), transaction.atomic():
            taken_away()
    product = Product.objects.get()
    assert (product.description, product.option_names) == ("Knitted in the harbour.", [])
    assert (Variant.objects.get().status, ProductPhoto.objects.count()) == ("active", 1)


def test_a_variant_without_a_price_may_join_a_product_on_sale() -> None:
    variant = make_on_sale()
    Variant.objects.update(options={"size": "M"})
    make_variant(variant.product)
    services.update_product(variant.product, draft=make_draft(title="Sailor's jumper, mended"))
    assert Product.objects.get().title == "Sailor's jumper, mended"


def test_staff_holds_a_product_and_gives_it_back() -> None:
    variant, staff = make_on_sale(), make_user(is_staff=True)
    with pytest.raises(WhyMissing):
        services.hold_product(variant.product, by=staff, why=" ")
    services.hold_product(variant.product, by=staff, why="The label is not real.")
    with pytest.raises(HeldByStaff) as refused:
        services.publish_product(variant.product, by=variant.product.seller.owner)
    assert "The label is not real." in str(refused.value)
    assert list_price_history(variant.pk, "FR")[0].to_at is not None
    services.release_product(variant.product, by=staff, why="The label is real.")
    assert services.publish_product(variant.product, by=variant.product.seller.owner).status == "active"
    assert [a.verb for a in StaffAction.objects.order_by("at")] == ["hold_product", "release_product"]


def test_a_product_rightly_reported_is_held() -> None:
    variant = make_on_sale()
    moderation.report(kind="product", target_id=variant.product_id, reason=Report.Reason.SCAM, user=make_user())
    uphold(Report.objects.get(), by=make_user(is_staff=True), why="A fake.", was="active")
    product = Product.objects.get()
    assert (product.status, product.held_why) == ("held", "A fake.")


@pytest.mark.parametrize(("was", "after"), [("active", "active"), ("paused", "paused")])
def test_a_reversed_decision_brings_a_product_back_as_it_was(was: str, after: str) -> None:
    variant, owner = make_on_sale(), make_user()
    if was == "paused":
        services.pause_product(variant.product)
    decision = decide(kind="product", target_id=variant.product_id, sanction="take_off_sale", was=was, subject=owner)
    appeal = moderation.open_appeal(decision.pk, user=owner, text="It is real.")
    assert Product.objects.get().status == after, "an appeal pauses the decision"
    moderation.decide_appeal(appeal.pk, is_reversed=False, by=make_staff(), why="It is not.")
    assert Product.objects.get().status == "held"
    assert list_price_history(variant.pk, "FR")[-1].to_at is not None


def test_a_product_that_may_no_longer_be_sold_comes_back_paused() -> None:
    variant, owner = make_on_sale(), make_user()
    decision = decide(
        kind="product", target_id=variant.product_id, sanction="take_off_sale", was="active", subject=owner
    )
    Seller.objects.update(status="suspended")
    moderation.open_appeal(decision.pk, user=owner, text="It is real.")
    assert Product.objects.get().status == "paused"


def test_an_archived_product_stays_where_it_is() -> None:
    variant = make_on_sale()
    services.archive_product(variant.product)
    with pytest.raises(WrongStatus):
        services.publish_product(variant.product, by=make_user())
    with pytest.raises(WrongStatus):
        services.update_product(variant.product, draft=make_draft())
    assert list_products_of(variant.product.seller).rows == []
    assert list_products_of(variant.product.seller, status="archived").rows == [variant.product]
    make_product(variant.product.seller)
    assert count_products_of(variant.product.seller) == {"archived": 1, "draft": 1}


def test_a_sku_is_used_once_in_a_shop_and_options_once_in_a_product() -> None:
    seller = make_seller()
    jumper, scarf = make_product(seller, option_names=("size",)), make_product(seller)
    make_variant(jumper, sku="A", options={"size": "M"})
    with pytest.raises(SkuTaken):
        make_variant(scarf, sku=" A ")
    with pytest.raises(OptionsTaken):
        make_variant(jumper, sku="B", options={"size": " M "})
    make_variant(make_product(), sku="A")
    assert Variant.objects.filter(seller=seller).count() == 1


@pytest.mark.parametrize("options", [{}, {"size": ""}, {"size": "M", "colour": "Blue"}, {"size": "x" * 41}])
def test_a_variant_has_a_value_for_each_option_and_no_other(options: dict[str, str]) -> None:
    product = make_product(option_names=("size",))
    with pytest.raises(ProductInvalid) as refused:
        make_variant(product, options=options)
    assert list(refused.value.fields) == ["options"]
    assert not Variant.objects.exists()


def test_a_retired_variant_frees_its_options_and_cannot_be_changed() -> None:
    product = make_product(option_names=("size", "colour"))
    old = make_variant(product, options={"size": "M", "colour": "Blue"})
    assert old.name == "M / Blue"
    services.retire_variant(old)
    make_variant(product, options={"size": "M", "colour": "Blue"})
    with pytest.raises(VariantNotFound):
        services.update_variant(old, draft=VariantDraft(sku="Z", options={"size": "S", "colour": "Red"}))


def test_an_option_in_use_cannot_be_dropped() -> None:
    product = make_product(option_names=("size",))
    variant = make_variant(product, options={"size": "M"})
    with pytest.raises(ProductInvalid) as refused:
        services.update_product(product, draft=make_draft())
    assert list(refused.value.fields) == ["option_names"]
    services.retire_variant(variant)
    assert services.update_product(product, draft=make_draft()).option_names == []


def test_photos_are_kept_in_three_widths_and_put_in_order() -> None:
    product = make_product()
    first = services.add_photo(product, by=product.seller.owner, file=picture(900, 1200), alt="  Front ")
    second = services.add_photo(product, by=product.seller.owner, file=picture(300, 300))
    assert (first.position, first.alt, second.position) == (0, "Front", 1)
    assert first.asset.poster_key.endswith("/640.webp")
    assert second.asset.poster_key.endswith("/300.webp")
    services.describe_photo(product, photo_id=second.pk, alt=" The collar ")
    second.refresh_from_db()
    assert second.alt == "The collar"
    services.order_photos(product, photo_ids=[second.pk, first.pk])
    assert list(product.photos.order_by("position")) == [second, first]
    with pytest.raises(PhotoNotFound):
        services.order_photos(product, photo_ids=[second.pk])
    services.remove_photo(product, photo_id=second.pk)
    with pytest.raises(PhotoNotFound):
        services.remove_photo(make_product(), photo_id=first.pk)
    with pytest.raises(PhotoNotFound):
        services.describe_photo(make_product(), photo_id=first.pk, alt="Mine")
    assert list(product.photos.all()) == [first]


def test_a_shop_reaches_only_its_own_products() -> None:
    variant, stranger = make_on_sale(), make_seller()
    assert get_product_for_seller(variant.product.seller, variant.product_id) == variant.product
    with pytest.raises(ProductNotFound):
        get_product_for_seller(stranger, variant.product_id)
    with pytest.raises(VariantNotFound):
        get_variant_for_seller(stranger, variant.pk)


def test_a_page_of_a_shops_products_takes_four_statements(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    seller = make_seller()
    made = [make_on_sale(seller).product for _ in range(3)]
    with django_assert_num_queries(4):
        page = list_products_of(seller, size=2)
        seen = [
            (p, [v.prices.all()[0].amount_minor for v in p.variants.all()], p.photos.all()[0].asset) for p in page.rows
        ]
    assert [row[0] for row in seen] == [made[2], made[1]]
    rest = list_products_of(seller, cursor=page.next_cursor, size=2)
    assert (rest.rows, rest.next_cursor) == ([made[0]], None)
