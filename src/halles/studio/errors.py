"""What the desks refuse by themselves."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from halles.kit.errors import Conflict, Invalid, NotFound


class Unreadable(Invalid):
    """A request lacks what its page always sends."""

    code = "studio.unreadable"
    sentence = _("We could not read that. Reload the page and try again; nothing was changed.")


class TimeInvalid(Invalid):
    """A moment that is no moment."""

    code = "studio.time_invalid"
    sentence = _("Please give a day and a time.")


class OrderMoved(Conflict):
    """The order is no longer as the page showed it: somebody else, or the same press of a button twice."""

    code = "studio.order_moved"
    sentence = _("Something happened to this order since you opened the page. Look at it again before you decide.")


class SheetRefused(Invalid):
    """A file that is no table of goods."""

    code = "studio.sheet_refused"
    sentence = _("We could not read this file: %(why)s Nothing was changed.")


class NothingToPrint(NotFound):
    """Slips of orders that do not wait to be packed."""

    code = "studio.nothing_to_print"
    sentence = _("There is nothing to print: none of these orders waits to be packed.")


class PhotoUnmatched(Invalid):
    """A picture whose name is no SKU of the shop."""

    code = "studio.photo_unmatched"
    sentence = _("No product has the SKU of “%(name)s”. Name the file after the SKU, as in JUMPER-M.jpg.")


class ProductsMixed(Invalid):
    """Lines of one product name SKUs of several."""

    code = "studio.products_mixed"
    sentence = _("These SKUs belong to different products of the shop. Give each product lines of its own.")


class CellUnreadable(Invalid):
    """A cell that is no number, no price or none of the words that belong there."""

    code = "studio.cell_unreadable"
    sentence = _("“%(cell)s” is not right in “%(column)s”: %(why)s")
