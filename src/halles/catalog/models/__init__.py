"""Tables of the catalog: products and their variants, photos, prices and every price ever shown."""

from halles.catalog.models.price import Price, PriceChange
from halles.catalog.models.product import Product, ProductPhoto, Variant

__all__ = ["Price", "PriceChange", "Product", "ProductPhoto", "Variant"]
