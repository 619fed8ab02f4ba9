"""Addresses of the seller's desk."""

from __future__ import annotations

from django.urls import URLPattern, path

from halles.studio import views_application as applying
from halles.studio import views_bulk as bulk
from halles.studio import views_goods as goods
from halles.studio import views_money as money
from halles.studio import views_numbers as numbers
from halles.studio import views_orders as orders
from halles.studio import views_products as products
from halles.studio import views_proofs as proofs
from halles.studio import views_sales as sales
from halles.studio import views_shipping as shipping
from halles.studio import views_shop as shop
from halles.studio import views_slips as slips
from halles.studio.urls_customers import customer_patterns
from halles.studio.urls_people import people_patterns
from halles.studio.urls_scores import score_patterns

SHOP = "studio/shops/<slug:slug>/"
PRODUCT = f"{SHOP}products/<uuid:product_id>/"
VARIANT = f"{SHOP}variants/<uuid:variant_id>/"
ORDER = f"{SHOP}orders/<uuid:order_id>/"

shop_patterns: list[URLPattern] = [
    *customer_patterns,
    *score_patterns,
    path("studio/shops/new/", applying.application, name="application"),
    path(SHOP, shop.home, name="shop"),
    path(f"{SHOP}application/", applying.status, name="application_status"),
    path(f"{SHOP}application/edit/", applying.edit, name="edit_application"),
    path(f"{SHOP}application/again/", applying.send_again, name="send_application_again"),
    path(f"{SHOP}application/papers/", applying.add_document, name="add_document"),
    path(f"{SHOP}application/papers/<uuid:document_id>/remove/", applying.remove_document, name="remove_document"),
    path(f"{SHOP}profile/", shop.profile, name="shop_profile"),
    path(f"{SHOP}profile/cover/", shop.set_cover, name="shop_cover"),
    *people_patterns,
    path(f"{SHOP}products/", products.product_list, name="products"),
    path(f"{SHOP}products/table/", bulk.table, name="table"),
    path(f"{SHOP}products/table/goods.csv", bulk.table_out, name="table_out"),
    path(f"{SHOP}products/photos/", bulk.photos_by_name, name="photos_by_name"),
    path(f"{SHOP}products/marked/", bulk.move_marked, name="move_marked"),
    path(f"{SHOP}products/new/", products.new_product, name="new_product"),
    path(PRODUCT, products.product, name="product"),
    path(f"{PRODUCT}words/", products.words, name="product_words"),
    path(f"{PRODUCT}origin/", products.origin, name="product_origin"),
    path(f"{PRODUCT}origin/proof/", products.set_proof, name="product_proof"),
    path(f"{PRODUCT}languages/", products.languages, name="product_languages"),
    path(f"{PRODUCT}publish/", products.publish, name="publish_product"),
    path(f"{PRODUCT}pause/", products.pause, name="pause_product"),
    path(f"{PRODUCT}archive/", products.archive, name="archive_product"),
    path(f"{PRODUCT}photos/", goods.photos, name="product_photos"),
    path(f"{PRODUCT}photos/<uuid:photo_id>/", goods.change_photo, name="change_photo"),
    path(f"{PRODUCT}variants/", goods.variants, name="product_variants"),
    path(f"{PRODUCT}variants/choices/", goods.set_choices, name="set_choices"),
    path(f"{PRODUCT}variants/new/", goods.new_variant, name="new_variant"),
    path(f"{PRODUCT}variants/values/", goods.set_values, name="set_values"),
    path(f"{PRODUCT}variants/many/", goods.many_variants, name="many_variants"),
    path(f"{PRODUCT}prices/", goods.prices, name="product_prices"),
    path(f"{PRODUCT}prices/<str:market_code>/", goods.prices, name="product_prices"),
    path(f"{PRODUCT}stock/", goods.stock, name="product_stock"),
    path(VARIANT, goods.variant, name="variant"),
    path(f"{VARIANT}change/", goods.change_variant, name="change_variant"),
    path(f"{VARIANT}stock/", goods.adjust_stock, name="variant_stock"),
    path(f"{SHOP}orders/", orders.order_list, name="orders"),
    path(f"{SHOP}orders/pack/", orders.pack, name="pack"),
    path(f"{SHOP}orders/print/", slips.print_slips, name="print_slips"),
    path(ORDER, orders.order, name="order"),
    path(f"{ORDER}shown/<uuid:line_id>/", proofs.proof, name="order_proof"),
    path(f"{ORDER}print/", slips.print_slips, name="print_slip"),
    path(f"{ORDER}ship/", orders.ship, name="ship"),
    path(f"{ORDER}hand-over/", orders.hand_over, name="hand_over"),
    path(f"{ORDER}cancel/", orders.cancel, name="cancel"),
    path(f"{ORDER}refund/", orders.refund, name="refund"),
    path(f"{SHOP}parcels/<uuid:package_id>/", orders.correct_tracking, name="correct_tracking"),
    path(f"{SHOP}sales/", sales.shop_sales, name="shop_sales"),
    path(f"{SHOP}sales/videos.csv", sales.shop_sales_out, name="shop_sales_out"),
    path(f"{SHOP}numbers/", numbers.shop_numbers, name="shop_numbers"),
    path(f"{SHOP}numbers/rows.csv", numbers.shop_numbers_out, name="shop_numbers_out"),
    path(f"{SHOP}money/", money.money, name="money"),
    path(f"{SHOP}money/lines.csv", money.money_out, name="money_out"),
    path(f"{ORDER}money/", money.order_money, name="order_money"),
    path(f"{SHOP}shipping/", shipping.overview, name="shipping"),
    path(f"{SHOP}shipping/from/", shipping.ship_from, name="ship_from"),
    path(f"{SHOP}shipping/rates/new/", shipping.rate, name="new_rate"),
    path(f"{SHOP}shipping/rates/<uuid:rate_id>/", shipping.rate, name="rate"),
    path(f"{SHOP}shipping/rates/<uuid:rate_id>/remove/", shipping.remove_rate, name="remove_rate"),
    path(f"{SHOP}shipping/holidays/", shipping.add_holiday, name="add_holiday"),
    path(f"{SHOP}shipping/holidays/<uuid:holiday_id>/remove/", shipping.remove_holiday, name="remove_holiday"),
]
