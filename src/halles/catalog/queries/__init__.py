"""What can be asked about products: by customers, by their shop, by a quote."""

from halles.catalog.queries.cards import ProductCard, list_cards, list_public_products, list_public_products_of
from halles.catalog.queries.makers import (
    MakerCard,
    find_maker_of_day,
    list_maker_cards,
    list_makers,
    list_makers_from,
    list_people_of,
)
from halles.catalog.queries.prices import PriceView, find_price, list_price_history, lowest_shown
from halles.catalog.queries.product_page import ProductView, get_public_product
from halles.catalog.queries.sale_facts import SaleFact, list_buyable, list_sale_facts
from halles.catalog.queries.selling import (
    count_products_of,
    find_product_by_photo_name,
    get_product_for_seller,
    get_product_for_staff,
    get_variant_for_seller,
    list_missing,
    list_products_of,
)
from halles.catalog.queries.shelves import (
    Place,
    Shelf,
    count_by_category,
    find_region,
    list_places,
    list_shelf,
)

__all__ = [
    "MakerCard",
    "Place",
    "PriceView",
    "ProductCard",
    "ProductView",
    "SaleFact",
    "Shelf",
    "count_by_category",
    "count_products_of",
    "find_maker_of_day",
    "find_price",
    "find_product_by_photo_name",
    "find_region",
    "get_product_for_seller",
    "get_product_for_staff",
    "get_public_product",
    "get_variant_for_seller",
    "list_buyable",
    "list_cards",
    "list_maker_cards",
    "list_makers",
    "list_makers_from",
    "list_missing",
    "list_people_of",
    "list_places",
    "list_price_history",
    "list_products_of",
    "list_public_products",
    "list_public_products_of",
    "list_sale_facts",
    "list_shelf",
    "lowest_shown",
]
