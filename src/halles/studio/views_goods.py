"""What a product consists of: photos, variants, prices per market, stock."""

from __future__ import annotations

import uuid
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from halles.catalog import queries as catalog
from halles.catalog import services as selling
from halles.catalog.forms import OptionValuesForm, ProductForm, VariantForm
from halles.catalog.models import Product
from halles.inventory import queries as inventory
from halles.inventory import services as stocking
from halles.markets import queries as markets
from halles.studio import product_desk
from halles.studio.attempts import carried_out, tried
from halles.studio.forms_shop import AdjustForm, ManyVariantsForm
from halles.studio.shop_access import Desk, Role, language_name, reader_language, shop_desk, show

PHOTOS_AT_ONCE_MAX = 12
VARIANT_PLACES = {"catalog.sku_taken": "sku"}


@require_http_methods(["GET", "HEAD", "POST"])
@shop_desk(Role.MANAGER)
def photos(request: HttpRequest, desk: Desk, product_id: uuid.UUID) -> HttpResponse:
    """The product's pictures; several at once, each taken or refused by itself."""
    found = catalog.get_product_for_seller(desk.seller, product_id)
    if request.method != "POST":
        return show(
            request,
            desk,
            "products/photos.html",
            {"section": "products", "product": found, "photos": found.photos.all()},
        )
    files = request.FILES.getlist("file")[:PHOTOS_AT_ONCE_MAX]
    if "application/json" in request.headers.get("Accept", ""):
        # The page's script sends one at a time; a refusal is answered as a problem document.
        for file in files:
            selling.add_photo(found, by=desk.person, file=file)
        return JsonResponse({}, status=201)
    if not files:
        messages.error(request, _("Choose a picture first."))
    for file in files:
        carried_out(request, partial(selling.add_photo, found, by=desk.person, file=file))
    return redirect("studio:product_photos", desk.seller.slug, product_id)


@require_POST
@shop_desk(Role.MANAGER)
def change_photo(request: HttpRequest, desk: Desk, product_id: uuid.UUID, photo_id: uuid.UUID) -> HttpResponse:
    """Say what a picture shows, move it, or take it away."""
    found = catalog.get_product_for_seller(desk.seller, product_id)
    match request.POST.get("do"):
        case "earlier" | "later" as way:
            ids = [photo.pk for photo in found.photos.all()]
            order = product_desk.moved(ids, photo_id, is_earlier=way == "earlier")
            carried_out(request, lambda: selling.order_photos(found, photo_ids=order))
        case "remove":
            carried_out(request, lambda: selling.remove_photo(found, photo_id=photo_id), done=_("The photo is gone."))
        case "describe":
            alt = request.POST.get("alt", "")
            carried_out(request, lambda: selling.describe_photo(found, photo_id=photo_id, alt=alt), done=_("Kept."))
    return redirect("studio:product_photos", desk.seller.slug, product_id)


@require_safe
@shop_desk(Role.MANAGER)
def variants(request: HttpRequest, desk: Desk, product_id: uuid.UUID) -> HttpResponse:
    """What customers choose between."""
    found = catalog.get_product_for_seller(desk.seller, product_id)
    return _draw_variants(request, desk, found)


@require_POST
@shop_desk(Role.MANAGER)
def set_choices(request: HttpRequest, desk: Desk, product_id: uuid.UUID) -> HttpResponse:
    """In what the variants differ."""
    found = catalog.get_product_for_seller(desk.seller, product_id)
    form = product_desk.part_form(found, product_desk.CHOICES, language=get_language() or "en", typed=request.POST)
    if form.is_valid() and tried(
        form,
        lambda: selling.update_product(found, draft=form.draft()),
        places={"option_names": "option_1"},
    ):
        messages.success(request, _("Kept. Give each variant its values."))
        return redirect("studio:product_variants", desk.seller.slug, product_id)
    return _draw_variants(request, desk, found, choices=form)


@require_POST
@shop_desk(Role.MANAGER)
def set_values(request: HttpRequest, desk: Desk, product_id: uuid.UUID) -> HttpResponse:
    """What the values of the choices are called in the other languages of the pages."""
    found = catalog.get_product_for_seller(desk.seller, product_id)
    form = product_desk.values_form(found, request.POST)
    if form.is_valid() and tried(form, lambda: selling.set_option_values(found, values=form.said())):
        messages.success(request, _("Kept. Readers see the values in their language."))
        return redirect("studio:product_variants", desk.seller.slug, product_id)
    return _draw_variants(request, desk, found, values=form)


@require_POST
@shop_desk(Role.MANAGER)
def new_variant(request: HttpRequest, desk: Desk, product_id: uuid.UUID) -> HttpResponse:
    """One more variant."""
    found = catalog.get_product_for_seller(desk.seller, product_id)
    form = VariantForm(request.POST, product=found)
    if form.is_valid() and tried(form, lambda: selling.add_variant(found, draft=form.draft()), places=VARIANT_PLACES):
        messages.success(request, _("Added. It can be bought once it has a price and stock."))
        return redirect("studio:product_variants", desk.seller.slug, product_id)
    return _draw_variants(request, desk, found, one=form)


@require_POST
@shop_desk(Role.MANAGER)
def many_variants(request: HttpRequest, desk: Desk, product_id: uuid.UUID) -> HttpResponse:
    """Every combination of values at once."""
    found = catalog.get_product_for_seller(desk.seller, product_id)
    form = ManyVariantsForm(request.POST, product=found)
    added: list[int] = []
    if form.is_valid() and tried(form, lambda: added.append(product_desk.add_many(found, form))):
        told = ngettext("%(number)s variant added.", "%(number)s variants added.", added[0]) % {"number": added[0]}
        messages.success(request, told)
        return redirect("studio:product_variants", desk.seller.slug, product_id)
    return _draw_variants(request, desk, found, many=form)


@require_http_methods(["GET", "HEAD", "POST"])
@shop_desk(Role.MANAGER)
def variant(request: HttpRequest, desk: Desk, variant_id: uuid.UUID) -> HttpResponse:
    """Change a variant's number, values or weight."""
    found = catalog.get_variant_for_seller(desk.seller, variant_id)
    form = VariantForm(request.POST or None, product=found.product, initial=VariantForm.initial_of(found))
    if (
        form.is_bound
        and form.is_valid()
        and tried(form, lambda: selling.update_variant(found, draft=form.draft()), places=VARIANT_PLACES)
    ):
        messages.success(request, _("Kept."))
        return redirect("studio:product_variants", desk.seller.slug, found.product_id)
    context = {"section": "products", "variant": found, "product": found.product, "form": form}
    return show(request, desk, "products/variant.html", context, status=422 if form.errors else 200)


@require_POST
@shop_desk(Role.MANAGER)
def change_variant(request: HttpRequest, desk: Desk, variant_id: uuid.UUID) -> HttpResponse:
    """Move a variant in the list, or stop offering it."""
    found = catalog.get_variant_for_seller(desk.seller, variant_id)
    whole = catalog.get_product_for_seller(desk.seller, found.product_id)
    match request.POST.get("do"):
        case "earlier" | "later" as way:
            ids = [one.pk for one in product_desk.offered(whole)]
            order = product_desk.moved(ids, variant_id, is_earlier=way == "earlier")
            carried_out(request, lambda: selling.order_variants(whole, variant_ids=order))
        case "retire":
            done = _("No longer offered. Orders that hold it go on.")
            carried_out(request, lambda: selling.retire_variant(found), done=done)
    return redirect("studio:product_variants", desk.seller.slug, found.product_id)


@require_http_methods(["GET", "HEAD", "POST"])
@shop_desk(Role.MANAGER)
def prices(request: HttpRequest, desk: Desk, product_id: uuid.UUID, market_code: str = "") -> HttpResponse:
    """What each variant costs in one market, with every public price so far."""
    found = catalog.get_product_for_seller(desk.seller, product_id)
    market = markets.get_market(market_code or desk.seller.market)
    typed = request.POST.copy() if request.method == "POST" else None
    if typed is not None and (same := request.POST.get("all_amount", "").strip()):
        for one in product_desk.offered(found):
            typed[f"{one.pk.hex}-amount"] = same
    rows = product_desk.price_rows(found, market, typed)
    is_sent = typed is not None and product_desk.are_valid(rows)
    if is_sent and product_desk.keep_prices(rows, market, by=desk.person):
        messages.success(request, _("Prices kept."))
        return redirect("studio:product_prices", desk.seller.slug, product_id, market.code)
    language = reader_language()
    context = {
        "section": "products",
        "product": found,
        "market": market,
        "market_name": markets.market_name(market, language),
        "rows": rows,
        "is_on_sale": found.status == Product.Status.ACTIVE,
        "tabs": [
            (one.code, markets.market_name(one, language), one.currency)
            for one in markets.list_markets(open_only=False)
        ],
    }
    is_wrong = any(row.form.errors for row in rows)
    return show(request, desk, "products/prices.html", context, status=422 if is_wrong else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@shop_desk(Role.MANAGER)
def stock(request: HttpRequest, desk: Desk, product_id: uuid.UUID) -> HttpResponse:
    """Pieces on the shelf, sold and free, per variant; a new count writes only what was changed."""
    found = catalog.get_product_for_seller(desk.seller, product_id)
    rows = product_desk.stock_rows(found, request.POST if request.method == "POST" else None)
    is_sent = request.method == "POST" and product_desk.are_valid(rows)
    if is_sent and product_desk.keep_counts(rows, by=desk.person):
        messages.success(request, _("Counted."))
        return redirect("studio:product_stock", desk.seller.slug, product_id)
    is_wrong = any(row.form.errors for row in rows)
    context = {"section": "products", "product": found, "rows": rows}
    return show(request, desk, "products/stock.html", context, status=422 if is_wrong else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@shop_desk(Role.MANAGER)
def adjust_stock(request: HttpRequest, desk: Desk, variant_id: uuid.UUID) -> HttpResponse:
    """Pieces that came or went for a reason, and every change so far."""
    found = catalog.get_variant_for_seller(desk.seller, variant_id)
    form = AdjustForm(request.POST or None)
    if form.is_bound and form.is_valid():
        delta, why = form.cleaned_data["delta"], form.cleaned_data["why"]
        places = {"inventory.below_reserved": "delta", "inventory.out_of_range": "delta"}
        if tried(form, lambda: stocking.adjust(found.pk, delta, by=desk.person.pk, why=why), places=places):
            messages.success(request, _("Noted."))
            return redirect("studio:variant_stock", desk.seller.slug, variant_id)
    context = {
        "section": "products",
        "variant": found,
        "product": found.product,
        "level": inventory.stock_levels([found.pk])[found.pk],
        "changes": inventory.list_changes(found.pk),
        "form": form,
    }
    return show(request, desk, "products/variant_stock.html", context, status=422 if form.errors else 200)


def _draw_variants(
    request: HttpRequest,
    desk: Desk,
    found: Product,
    *,
    choices: ProductForm | None = None,
    one: VariantForm | None = None,
    many: ManyVariantsForm | None = None,
    values: OptionValuesForm | None = None,
) -> HttpResponse:
    """The variants with the forms around them, one of which may come back with what was wrong."""
    language = get_language() or "en"
    levels = product_desk.stock_of(found)
    choices = choices or product_desk.part_form(found, product_desk.CHOICES, language=language, typed=None)
    context = {
        "section": "products",
        "product": found,
        "rows": [{"variant": variant, "level": levels[variant.pk]} for variant in product_desk.offered(found)],
        "retired": product_desk.retired(found),
        "choices": choices,
        "choice_fields": list(enumerate((choices[name] for name in product_desk.CHOICES), start=1)),
        "one": one or VariantForm(product=found),
        "many": (many or ManyVariantsForm(product=found)) if found.option_names else None,
        "values": (values := values or product_desk.values_form(found, None)),
        "tongues": [
            (language_name(code), [values[name] for name in names.values()]) for code, names in values.tongues.items()
        ],
        "can_add": found.status != Product.Status.ARCHIVED,
    }
    is_wrong = any(form is not None and form.is_bound for form in (choices, one, many, values))
    return show(request, desk, "products/variants.html", context, status=422 if is_wrong else 200)
