"""Background work of affiliates, one file per matter."""

from halles.affiliates.jobs import attribution as attribution
from halles.affiliates.jobs import fees as fees
from halles.affiliates.jobs import plans as plans
from halles.affiliates.jobs import samples as samples
