"""What the catalog refuses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from halles.kit.errors import Conflict, Invalid, Limited, NotFound


class UnknownCategory(Invalid):
    code = "catalog.unknown_category"
    sentence = _("There is no category “%(category)s”. Choose one of the list.")


class ProductNotFound(NotFound):
    code = "catalog.product_not_found"
    sentence = _("This product is not here. It may have been taken off sale; look for similar ones with the search.")


class VariantNotFound(NotFound):
    code = "catalog.variant_not_found"
    sentence = _("This choice of the product is no longer offered. Choose another one.")


class PhotoNotFound(NotFound):
    code = "catalog.photo_not_found"
    sentence = _("This photo is no longer part of the product.")


class ProductInvalid(Invalid):
    code = "catalog.product_invalid"
    sentence = _("Some details of the product are not right yet. Correct the marked fields and save again.")


class NotReady(Conflict):
    """`data["missing"]` lists the codes, `data["sentences"]` what to do about each, in the same order."""

    code = "catalog.not_ready"
    sentence = _("The product cannot go on sale yet. %(missing_text)s")


class StillNeeded(NotReady):
    code = "catalog.still_needed"
    sentence = _("The product is on sale and cannot lose this. %(missing_text)s Or pause the product first.")


class WrongStatus(Conflict):
    code = "catalog.wrong_status"
    sentence = _(
        "The product is “%(status_text)s” now, so this is not possible. Reload the page to see where it stands."
    )


class HeldByStaff(Conflict):
    code = "catalog.held"
    sentence = _("Our staff took this product off sale: “%(why)s” Answer them before you offer it again.")


class ShopMayNotSell(Conflict):
    code = "catalog.shop_may_not_sell"
    sentence = _("The shop may not sell at the moment. You can prepare products and put them on sale once it may.")


class TooMany(Limited):
    code = "catalog.too_many"
    sentence = _("That is the most we keep: %(count)s. Remove one you no longer need first.")


class SkuTaken(Conflict):
    code = "catalog.sku_taken"
    sentence = _("Another variant of your shop has the SKU “%(sku)s”. Choose a different one.")


class OptionsTaken(Conflict):
    code = "catalog.options_taken"
    sentence = _("Another variant of this product has the same options. Change one of them.")


class PriceInvalid(Invalid):
    code = "catalog.price_invalid"
    sentence = _("A price lies between %(lowest)s and %(highest)s here.")


class PriceNotFound(NotFound):
    code = "catalog.price_not_found"
    sentence = _("The variant has no price in this market.")


class NoPublicPrice(Conflict):
    code = "catalog.no_public_price"
    sentence = _(
        "A reduction starts from a price that customers could pay. Put the product on sale first, or set the price"
        " without announcing a reduction."
    )


class NotLower(Conflict):
    code = "catalog.not_lower"
    sentence = _("A reduction must be lower than the present price of %(current)s.")


class NotBelowLow(Conflict):
    code = "catalog.not_below_low"
    sentence = _(
        "In the %(days)s days before, the product was sold at %(low)s. Only a price below that may be announced as a"
        " reduction; you may set this price without announcing one."
    )


class WhyMissing(Invalid):
    code = "catalog.why_missing"
    sentence = _("Say why, in a sentence that the shop will read.")
