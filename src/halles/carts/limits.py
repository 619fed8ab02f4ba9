"""How much a cart holds and how long nobody's cart is kept."""

from __future__ import annotations

import datetime as dt

# Of one variant; also of one purchase.
PIECES_MAX = 20
# Different variants in one purchase.
LINES_MAX = 40
# Lines of one cart with those kept for later; what a sign-in brings beyond stays in the guest's cart.
ROWS_MAX = 200
# A guest's cart untouched for this long is forgotten, and its cookie with it.
GUEST_AGE_MAX = dt.timedelta(days=30)
