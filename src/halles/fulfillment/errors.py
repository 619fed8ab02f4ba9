"""What `fulfillment` refuses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from halles.kit.errors import Conflict, Invalid, Limited, NotFound


class CarrierUnknown(Invalid):
    """No such carrier in data/carriers.toml."""

    code = "fulfillment.carrier_unknown"
    sentence = _("Choose a carrier from the list.")


class TrackingNumberInvalid(Invalid):
    """Not a number of this carrier, or its check digit is wrong."""

    code = "fulfillment.tracking_number_invalid"
    sentence = _(
        "This is not a tracking number of %(carrier)s. It looks like %(example)s; please check for a typing mistake."
    )


class CodeWrong(Invalid):
    """Not the code that the customer of this order was given, or of what was handed over already."""

    code = "fulfillment.code_wrong"
    sentence = _("This is not the code of this order. The customer finds it in the mail and on the page of the order.")


class TrackingNumberTaken(Conflict):
    """Another parcel has it."""

    code = "fulfillment.tracking_number_taken"
    sentence = _("Another parcel already has this tracking number.")


class TooManyPackages(Limited):
    """More parcels than one order takes."""

    code = "fulfillment.too_many_packages"
    sentence = _("One order goes out in at most %(limit)s parcels.")


class PackageNotFound(NotFound):
    """No such parcel for this person."""

    code = "fulfillment.package_not_found"
    sentence = _("There is no such parcel.")


class AlreadyMoving(Conflict):
    """The carrier has seen the parcel: its number stands."""

    code = "fulfillment.already_moving"
    sentence = _("The carrier already has this parcel, so its number stays as it is.")


class NotOnItsWay(Conflict):
    """Nothing to receive."""

    code = "fulfillment.not_on_its_way"
    sentence = _("This order is not on its way, so it cannot have arrived yet.")


class HandoverTimeWrong(Invalid):
    """Before it was packed, after the carrier had it, or in the future."""

    code = "fulfillment.handover_time_wrong"
    sentence = _("The carrier took it after you packed it and before its first scan. Please check day and hour.")


class NothingToProve(Conflict):
    """It waits at the shop, or its receipt was struck."""

    code = "fulfillment.nothing_to_prove"
    sentence = _("There is no receipt to be shown for this parcel any more.")
