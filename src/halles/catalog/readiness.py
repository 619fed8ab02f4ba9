"""What a product still lacks before customers may see it, each point with the sentence its seller reads."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from halles.catalog.models import Product


@dataclass(frozen=True)
class Missing:
    """One point: `code` for programs, `sentence` for the seller."""

    code: str
    sentence: Promise | str


@dataclass(frozen=True)
class Parts:
    """What a product consists of besides its own text: counts of photos, of offered variants, and of those among
    them without any price or without a value for each option."""

    photo_count: int
    variant_count: int
    unpriced_count: int
    incomplete_count: int


POINTS: dict[str, Promise | str] = {
    "title": _("Give it a name."),
    "description": _("Describe it in a few sentences."),
    "photo": _("Add at least one photo."),
    "variant": _("Add at least one variant that you offer."),
    "options": _("Give every variant a value for each option."),
    "price": _("Set a price for every variant that you offer, in at least one market."),
    "origin_country": _("Say in which country it is made."),
    "origin_place": _("Say in which town or region it is made."),
    "origin_maker": _("Say who makes it."),
    "origin_proof": _("Name the label, the register or the workshop pictures that show where it comes from."),
}


def missing_points(product: Product, parts: Parts) -> list[Missing]:
    """The points still missing, in the order of the form."""
    is_proven = product.origin_proof_kind == Product.ProofKind.SELF_DECLARED or bool(
        product.origin_proof or product.origin_proof_url or product.origin_proof_asset_id
    )
    # A variant may join a product on sale before it has a price; nobody can buy it until then.
    is_priced = parts.unpriced_count == 0 or (
        product.status == Product.Status.ACTIVE and parts.unpriced_count < parts.variant_count
    )
    is_given = {
        "title": bool(product.title.strip()),
        "description": bool(product.description.strip()),
        "photo": parts.photo_count > 0,
        "variant": parts.variant_count > 0,
        "options": parts.incomplete_count == 0,
        "price": is_priced,
        "origin_country": bool(product.origin_country),
        "origin_place": bool(product.origin_place or product.origin_region),
        "origin_maker": bool(product.origin_maker.strip()),
        "origin_proof": is_proven,
    }
    return [Missing(code, sentence) for code, sentence in POINTS.items() if not is_given[code]]
