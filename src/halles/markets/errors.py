"""What `markets` refuses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from halles.kit.errors import Conflict, Invalid, NotFound


class MarketUnknown(NotFound):
    """No file describes this market."""

    code = "markets.unknown"
    sentence = _("We do not know the market “%(code)s”.")


class MarketClosed(Conflict):
    """The market is paused or closed: no new orders; those placed go on."""

    code = "markets.closed"
    sentence = _("The market %(market)s takes no new orders at the moment. Orders already placed go on as usual.")


class RegionNeeded(Invalid):
    """The tax of this market depends on the region, and none was given."""

    code = "markets.region_needed"
    sentence = _("Tell us the state the parcel goes to, so that we can work out the tax.")


class NotServed(Invalid):
    """The market does not reach this place."""

    code = "markets.not_served"
    sentence = _("We do not deliver there yet. Please choose another address.")


class StatusUnchanged(Conflict):
    """The market has this status already, or there is no such status."""

    code = "markets.status_unchanged"
    sentence = _("The market %(market)s is already %(status)s.")


class ReasonNeeded(Invalid):
    """A change that concerns everybody in a market says why."""

    code = "markets.reason_needed"
    sentence = _("Say in a sentence why you change the market.")


class MarketFileError(Exception):
    """A market's file cannot be used; the message names the file and the field."""
