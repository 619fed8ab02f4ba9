"""What shipping is refused for."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from halles.kit.errors import Conflict, Invalid, Limited, NotFound


class NotToCountry(Conflict):
    code = "shipping.not_to_country"
    sentence = _(
        "This shop does not ship to %(country_name)s. Choose another delivery address, or a similar product"
        " from a shop that does."
    )


class PointNeeded(Conflict):
    """A relay delivery without a point, or one that takes no parcels any more."""

    code = "shipping.point_needed"
    sentence = _("Choose the relay point where you want to collect your parcel.")


class NotSetUp(Conflict):
    code = "shipping.not_set_up"
    sentence = _("First say where you ship from and how fast you pack, then add prices for each country.")


class RateNotFound(NotFound):
    code = "shipping.rate_not_found"
    sentence = _("This delivery is no longer offered. Choose another one.")


class HolidayNotFound(NotFound):
    code = "shipping.holiday_not_found"
    sentence = _("These closed days are no longer in your calendar.")


class ShippingInvalid(Invalid):
    code = "shipping.invalid"
    sentence = _("Some details are not right yet. Correct the marked fields and save again.")


class RateExists(Conflict):
    code = "shipping.rate_exists"
    sentence = _("There is already a price for this country and carrier. Change that one instead.")


class TooMany(Limited):
    code = "shipping.too_many"
    sentence = _("That is the most we keep: %(count)s. Remove one you no longer need first.")
