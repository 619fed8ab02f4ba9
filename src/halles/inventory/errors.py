"""What `inventory` refuses."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from halles.kit.errors import Conflict, Invalid


class SoldOut(Conflict):
    """Less is left than is wanted. `left` tells how many pieces of each such variant remain; nothing was reserved."""

    code = "inventory.sold_out"
    sentence = _("Someone was faster: this is sold out. You have not been charged.")

    def __init__(self, left: Mapping[uuid.UUID, int]) -> None:
        super().__init__(left={str(variant_id): quantity for variant_id, quantity in left.items()})
        if any(left.values()):
            self.sentence = _("There are not enough pieces left. Choose fewer; you have not been charged.")


class BelowReserved(Conflict):
    """The shelf cannot hold fewer pieces than customers have already bought."""

    code = "inventory.below_reserved"
    sentence = _(
        "%(reserved)s pieces are already sold and not yet shipped. Enter at least that many, or cancel orders first."
    )


class StockOutOfRange(Invalid):
    """No whole number from 0 to the limit."""

    code = "inventory.out_of_range"
    sentence = _("Enter a number of pieces from 0 to %(limit)s.")
