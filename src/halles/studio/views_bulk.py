"""Many products at once: a table in and out, photos matched by their names, and a press for all that are marked."""

from __future__ import annotations

import uuid
from functools import partial

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from halles.catalog import queries as catalog
from halles.catalog import services as selling
from halles.catalog.categories import list_leaves, list_roots
from halles.kit.errors import Refusal
from halles.kit.templatetags.words import colon
from halles.studio.attempts import carried_out
from halles.studio.errors import PhotoUnmatched
from halles.studio.shop_access import Desk, Role, reader_language, shop_desk, show
from halles.studio.spreadsheet.columns import COLUMNS
from halles.studio.spreadsheet.exporting import export_sheet, template_sheet
from halles.studio.spreadsheet.importing import KEEP_ALL_OR_NONE, KEEP_GOOD, Report, import_sheet
from halles.studio.spreadsheet.reading import BYTES_MAX, read_sheet

MARKED_MAX = 100


@require_http_methods(["GET", "HEAD", "POST"])
@shop_desk(Role.MANAGER)
def table(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Bring goods in from a spreadsheet; the answer says line by line what became of each."""
    if request.method != "POST":
        return _page(request, desk, None)
    keep = KEEP_ALL_OR_NONE if request.POST.get("keep") == KEEP_ALL_OR_NONE else KEEP_GOOD
    try:
        with transaction.atomic():
            report = import_sheet(desk.seller, read_sheet(_content(request)), by=desk.person, keep=keep)
    except Refusal as refusal:
        return _page(request, desk, None, refusal=str(refusal), typed=request.POST.get("lines", ""), keep=keep)
    return _page(request, desk, report, typed=report.again, keep=keep)


@require_safe
@shop_desk(Role.MANAGER)
def table_out(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The shop's goods as a file; `?empty` gives the headings alone."""
    is_empty = "empty" in request.GET
    text = template_sheet(desk.seller) if is_empty else export_sheet(desk.seller)
    name = f"{desk.seller.slug}{'-empty' if is_empty else ''}.csv"
    # Spreadsheets take UTF-8 for what it is only by the mark at its beginning.
    return HttpResponse(
        f"\ufeff{text}".encode(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_POST
@shop_desk(Role.MANAGER)
def photos_by_name(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Pictures go to the product whose SKU is their name ("J-1.jpg", then "J-1-2.jpg"), one after the other."""
    files = request.FILES.getlist("file")
    wants_json = "application/json" in request.headers.get("Accept", "")
    for file in files[:MARKED_MAX]:
        product = catalog.find_product_by_photo_name(desk.seller, file.name or "")
        if product is None:
            unmatched = PhotoUnmatched(name=(file.name or "")[:60])
            if wants_json:
                raise unmatched
            messages.error(request, str(unmatched))
            continue
        if wants_json:
            selling.add_photo(product, by=desk.person, file=file)
        else:
            carried_out(request, partial(selling.add_photo, product, by=desk.person, file=file))
    return JsonResponse({}, status=201) if wants_json else redirect("studio:table", desk.seller.slug)


@require_POST
@shop_desk(Role.MANAGER)
def move_marked(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Put the marked products on sale, or pause them; each by itself, and what is refused is said with its name."""
    is_publishing = request.POST.get("do") == "publish"
    done = 0
    for text in request.POST.getlist("product")[:MARKED_MAX]:
        try:
            product = catalog.get_product_for_seller(desk.seller, uuid.UUID(text))
        except ValueError:
            continue
        try:
            with transaction.atomic():
                if is_publishing:
                    selling.publish_product(product, by=desk.person)
                else:
                    selling.pause_product(product)
            done += 1
        except Refusal as refusal:
            messages.error(request, f"{colon(product.title)} {refusal}")
    if done and is_publishing:
        messages.success(
            request, ngettext("%(n)s product is on sale.", "%(n)s products are on sale.", done) % {"n": done}
        )
    elif done:
        messages.success(
            request, ngettext("%(n)s product is paused.", "%(n)s products are paused.", done) % {"n": done}
        )
    else:
        messages.info(request, _("Mark the products first; nothing was changed."))
    return redirect("studio:products", desk.seller.slug)


def _content(request: HttpRequest) -> bytes:
    file = request.FILES.get("file")
    if file is not None:
        return bytes(file.read(BYTES_MAX + 1))
    return request.POST.get("lines", "").encode()


def _page(
    request: HttpRequest,
    desk: Desk,
    report: Report | None,
    *,
    refusal: str = "",
    typed: str = "",
    keep: str = KEEP_GOOD,
) -> HttpResponse:
    language = reader_language()
    context = {
        "section": "products",
        "report": report,
        "refusal": refusal,
        "typed": typed,
        "keep": keep,
        "columns": COLUMNS,
        "categories": [
            (root.name_in(language), [(leaf.code, leaf.name_in(language)) for leaf in list_leaves(root.code)])
            for root in list_roots()
        ],
    }
    is_wrong = bool(refusal) or (report is not None and report.count("wrong") > 0)
    return show(request, desk, "products/table.html", context, status=422 if is_wrong else 200)
