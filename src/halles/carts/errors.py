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


class LineNotFound(NotFound):
    """No such line in this cart."""

    code = "carts.line_not_found"
    sentence = _("This is no longer in your bag. Reload the page to see what is.")


class NotEnoughLeft(Conflict):
    """More pieces than the shop has; `left` tells how many there are."""

    code = "carts.not_enough_left"
    sentence = _("“%(title)s”: the shop has %(left)s left. Choose fewer.")


class Gone(Conflict):
    """Nothing of it is left."""

    code = "carts.sold_out"
    sentence = _("“%(title)s” is sold out. Save it, and you will find it again when the shop has more.")


class BagFull(Limited):
    """As many different things as one bag holds."""

    code = "carts.full"
    sentence = _("Your bag holds %(limit)s different things and is full. Buy some of them, or take something out.")


class NothingToBuy(Conflict):
    """The bag is empty, or nothing in it can be bought now."""

    code = "carts.nothing_to_buy"
    sentence = _("There is nothing in your bag that can be bought now.")


class CartChanged(Conflict):
    """What was seen and what is in the bag now are not the same."""

    code = "carts.changed"
    sentence = _("Your bag has changed since you opened this page. Please look at it again before you buy.")
