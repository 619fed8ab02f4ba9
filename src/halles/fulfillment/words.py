"""What carriers see, in words for customers. An adapter translates its carrier's codes to these."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SCANS: dict[str, Promise] = {
    "accepted": _("The carrier has the parcel"),
    "sorted": _("Sorted"),
    "arrived_at_depot": _("At the depot near you"),
    "delayed": _("Later than planned"),
    "out_for_delivery": _("With the courier today"),
    "nobody_home": _("Nobody was home; the courier comes again"),
    "address_problem": _("The carrier cannot find the address"),
    "delivered": _("Delivered"),
    "lost": _("The carrier has lost the parcel"),
}
