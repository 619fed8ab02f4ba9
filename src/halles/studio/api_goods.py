"""A shop's goods as a table, over the API: brought in with a report line by line, and written out."""

from __future__ import annotations

import uuid
from typing import Annotated, Literal

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Router, Schema, Status
from ninja.files import UploadedFile

from halles.catalog import queries as catalog
from halles.catalog import services as selling
from halles.sellers.models import Seller, SellerStaff
from halles.sellers.queries import get_seller_for_staff_member
from halles.studio.errors import PhotoUnmatched
from halles.studio.spreadsheet.exporting import export_sheet, template_sheet
from halles.studio.spreadsheet.importing import KEEP_ALL_OR_NONE, KEEP_GOOD, import_sheet
from halles.studio.spreadsheet.reading import BYTES_MAX, read_sheet
from halles.users.api_auth import BearerAuth
from halles.users.models import User

router = Router(tags=["shop goods"], auth=BearerAuth())
Role = SellerStaff.Role


class TableIn(Schema):
    """`good`: products without a wrong line are kept; `none`: nothing unless every line is good."""

    keep: Literal["good", "none"] = "good"


class TableLineOut(Schema):
    """What became of a line; `number` counts as a spreadsheet does. `left`: good, but another line was not."""

    number: int
    product: str
    sku: str
    outcome: Literal["made", "changed", "wrong", "left"]
    sentences: list[str]


class TableReportOut(Schema):
    """What became of a file; `again` has the lines that were not kept, as a file to mend."""

    is_kept: bool
    made_count: int
    changed_count: int
    wrong_count: int
    left_count: int
    lines: list[TableLineOut]
    again: str


class ShopPhotoOut(Schema):
    """Which product a photo was for."""

    product_id: uuid.UUID
    photo_id: uuid.UUID


def _desk(request: HttpRequest, slug: str) -> tuple[User, Seller]:
    person = request.user
    assert isinstance(person, User), "the router asks for a token"
    return person, get_seller_for_staff_member(person, slug, at_least=Role.MANAGER)


@router.get("/shops/{slug}/products/table", operation_id="export_products")
def export_products(request: HttpRequest, slug: str, is_empty: bool = False) -> HttpResponse:
    """All goods of a shop of mine as CSV, a line per variant; `is_empty` gives the headings alone."""
    _person, seller = _desk(request, slug)
    text = template_sheet(seller) if is_empty else export_sheet(seller)
    return HttpResponse(
        text.encode(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{seller.slug}.csv"', "Cache-Control": "no-store"},
    )


@router.post("/shops/{slug}/products/table", response=TableReportOut, operation_id="import_products")
def import_products(
    request: HttpRequest, slug: str, table: Form[TableIn], file: Annotated[UploadedFile, File()]
) -> TableReportOut:
    """Make and change goods from a CSV of up to 500 lines; a known SKU is changed, nothing is deleted.

    Lines that are wrong are told in the report, not refused. 422 studio.sheet_refused when it is no table of ours.
    """
    person, seller = _desk(request, slug)
    keep = KEEP_GOOD if table.keep == "good" else KEEP_ALL_OR_NONE
    with transaction.atomic():
        report = import_sheet(seller, read_sheet(file.read(BYTES_MAX + 1)), by=person, keep=keep)
    counts = {f"{outcome}_count": report.count(outcome) for outcome in ("made", "changed", "wrong", "left")}
    lines = [
        TableLineOut(
            number=line.number,
            product=line.product,
            sku=line.sku,
            outcome=line.outcome,  # type: ignore[arg-type]
            sentences=list(line.sentences),
        )
        for line in report.lines
    ]
    return TableReportOut(is_kept=report.is_kept, **counts, lines=lines, again=report.again)


@router.post("/shops/{slug}/products/photos", response={201: ShopPhotoOut}, operation_id="add_photo_by_name")
def add_photo(request: HttpRequest, slug: str, file: Annotated[UploadedFile, File()]) -> Status[ShopPhotoOut]:
    """A photo for the product whose SKU is the file's name ("J-1.jpg", then "J-1-2.jpg").

    Refusals: 422 studio.photo_unmatched, media.not_a_picture, media.too_large, media.too_many_pixels.
    """
    person, seller = _desk(request, slug)
    product = catalog.find_product_by_photo_name(seller, file.name or "")
    if product is None:
        raise PhotoUnmatched(name=(file.name or "")[:60])
    with transaction.atomic():
        photo = selling.add_photo(product, by=person, file=file)
    return Status(201, ShopPhotoOut(product_id=product.pk, photo_id=photo.pk))
