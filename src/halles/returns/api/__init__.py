"""What comes back, over the API: a person's own returns and cases, and a shop's side of both."""

from ninja import Router

from halles.returns.api.cases import router as cases
from halles.returns.api.mine import router as mine
from halles.returns.api.shop import router as shop

router = Router()
router.add_router("", mine)
router.add_router("", cases)
router.add_router("", shop)
