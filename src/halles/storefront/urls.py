from django.urls import path

from halles.storefront import (
    views_checkout,
    views_feed,
    views_orders,
    views_sheet,
)
from halles.storefront.urls_cart import cart_patterns
from halles.storefront.urls_hall import hall_patterns
from halles.storefront.urls_live import live_patterns
from halles.storefront.urls_trust import trust_patterns

app_name = "storefront"
urlpatterns = [
    # First: p/<id>/reviews/ would read as the slug of a product.
    *trust_patterns,
    path("", views_feed.feed, name="feed"),
    path("feed/more/", views_feed.more, name="more"),
    path("v/<uuid:video_id>/", views_feed.video_page, name="video"),
    path("v/<uuid:video_id>/why/", views_feed.why, name="why"),
    path("v/<uuid:video_id>/comments/", views_feed.comments, name="comments"),
    path("v/<uuid:video_id>/bag/", views_feed.bag, name="bag"),
    path("v/<uuid:video_id>/like/", views_feed.like, name="like"),
    path("v/<uuid:video_id>/hide/", views_feed.hide, name="hide"),
    path("comments/<uuid:comment_id>/remove/", views_feed.remove_comment, name="remove_comment"),
    path("@<str:handle>/follow/", views_feed.follow, name="follow"),
    path("p/<uuid:product_id>/save/", views_feed.save, name="save"),
    *hall_patterns,
    *live_patterns,
    path("sheet/p/<uuid:product_id>/", views_sheet.offer_sheet, name="offer_sheet"),
    path("sheet/place/", views_sheet.set_place, name="set_place"),
    path("checkout/", views_checkout.checkout_form, name="checkout"),
    path("checkout/one-tap/", views_checkout.one_tap, name="one_tap"),
    path("checkout/returned/<uuid:payment_id>/", views_checkout.returned, name="returned"),
    path("checkout/receipt/<uuid:group_id>/", views_checkout.receipt, name="receipt"),
    *cart_patterns,
    path("orders/", views_orders.order_list, name="orders"),
    path("orders/link/", views_orders.new_link, name="new_guest_link"),
    path("orders/g/<str:token>/", views_orders.guest_order, name="guest_order"),
    path("orders/<uuid:group_id>/", views_orders.order_page, name="order"),
    path("orders/<uuid:order_id>/cancel/", views_orders.cancel, name="cancel"),
    path("orders/<uuid:order_id>/received/", views_orders.confirm_received, name="confirm_received"),
]
