"""What `carts` refuses when it is asked for a price."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from halles.kit.errors import Conflict, Invalid, Limited, NotFound


class UnknownVariant(NotFound):
    """No such variant."""

    code = "carts.unknown_variant"
    sentence = _("We do not have this product. The link may be old; look for it with the search.")


class NotOnSale(Conflict):
    """The product or variant is paused, retired, held or archived, or its shop may not sell."""

    code = "carts.not_on_sale"
    sentence = _("“%(title)s” is not on sale at the moment.")


class NotSoldHere(Conflict):
    """Its seller set no price for this market."""

    code = "carts.not_sold_here"
    sentence = _("“%(title)s” is not sold in this country. Choose another country, or a similar product.")


class TooMany(Limited):
    """More pieces of one variant, or more different variants, than one purchase takes."""

    code = "carts.too_many"
    sentence = _("That is more than one purchase can hold: %(limit)s. Order in two steps, or ask the shop.")


class WrongQuantity(Invalid):
    """Nothing, or less than nothing."""

    code = "carts.wrong_quantity"
    sentence = _("Choose at least one piece.")
