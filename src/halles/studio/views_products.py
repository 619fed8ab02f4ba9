"""A shop's products: the list, and a product's words, origin, languages and way on sale."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from halles.catalog import queries as catalog
from halles.catalog import services as selling
from halles.catalog.categories import find_category
from halles.catalog.forms import ProductForm
from halles.catalog.models import Product
from halles.studio import product_desk
from halles.studio.attempts import carried_out, tried
from halles.studio.forms_shop import ProofForm
from halles.studio.shop_access import Desk, Role, language_name, reader_language, shop_desk, show
from halles.users.address_forms import country_name

Status = Product.Status
TABS = (Status.ACTIVE, Status.DRAFT, Status.PAUSED, Status.HELD, Status.ARCHIVED)


@require_safe
@shop_desk(Role.MANAGER)
def product_list(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The shop's products, newest first, of one status or all but the archived."""
    wanted = request.GET.get("status", "")
    status = wanted if wanted in TABS else None
    page = catalog.list_products_of(desk.seller, status=status, cursor=request.GET.get("cursor"))
    counts = catalog.count_products_of(desk.seller)
    context = {
        "section": "products",
        "page": page,
        "products": product_desk.listed(page.rows),
        "status": status or "",
        "tabs": [(one.value, one.label, counts[one]) for one in TABS if counts.get(one)],
        "total_count": sum(count for one, count in counts.items() if one != Status.ARCHIVED),
    }
    return show(request, desk, "products/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@shop_desk(Role.MANAGER)
def new_product(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The first words about a product; everything else follows on its own page."""
    language = get_language() or "en"
    usual = {"language": reader_language(), "origin_proof_kind": Product.ProofKind.SELF_DECLARED}
    if request.method == "POST":
        own = {name: request.POST.get(name, "") for name in product_desk.WORDS}
        form = ProductForm({**usual, "origin_country": desk.seller.country, **own}, language=language)
    else:
        form = ProductForm(initial=usual, language=language)
    made: list[Product] = []
    if (
        form.is_bound
        and form.is_valid()
        and tried(form, lambda: made.append(selling.create_product(seller=desk.seller, draft=form.draft())))
    ):
        messages.success(request, _("Kept as a draft. Customers see it once you put it on sale."))
        return redirect("studio:product", desk.seller.slug, made[0].pk)
    context = {"section": "products", "form": form, "product": None, "stray": _stray(form, product_desk.WORDS)}
    return show(request, desk, "products/words.html", context, status=422 if form.errors else 200)


@require_safe
@shop_desk(Role.MANAGER)
def product(request: HttpRequest, desk: Desk, product_id: uuid.UUID) -> HttpResponse:
    """One product: what is there, what is missing, and whether it is on sale."""
    found = catalog.get_product_for_seller(desk.seller, product_id)
    category = find_category(found.category)
    language = reader_language()
    own = product_desk.listed([found])[0]
    context = {
        "section": "products",
        "product": found,
        "listed": own,
        "lacks": product_desk.lacks_of(found),
        "category": category.name_in(language) if category else found.category,
        "origin_country": country_name(found.origin_country, language) if found.origin_country else "",
        "photos": found.photos.all(),
        "languages": [
            language_name(code)
            for code, words in found.translations.items()
            if words.get("title") or words.get("description")
        ],
        "can_publish": found.status in (Status.DRAFT, Status.PAUSED),
        "can_pause": found.status == Status.ACTIVE,
        "can_archive": Status.ARCHIVED in Product.TRANSITIONS[found.status],
        "is_public": found.status in (Status.ACTIVE, Status.PAUSED) and desk.seller.may_sell,
    }
    return show(request, desk, "products/product.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@shop_desk(Role.MANAGER)
def words(request: HttpRequest, desk: Desk, product_id: uuid.UUID) -> HttpResponse:
    """Name, description, category, warranty."""
    return _edit_part(request, desk, product_id, product_desk.WORDS, "words")


@require_http_methods(["GET", "HEAD", "POST"])
@shop_desk(Role.MANAGER)
def origin(request: HttpRequest, desk: Desk, product_id: uuid.UUID) -> HttpResponse:
    """Where it is made, by whom, and how people can check it."""
    return _edit_part(request, desk, product_id, product_desk.ORIGIN, "origin")


@require_http_methods(["GET", "HEAD", "POST"])
@shop_desk(Role.MANAGER)
def languages(request: HttpRequest, desk: Desk, product_id: uuid.UUID) -> HttpResponse:
    """Name and description in the other languages of the pages."""
    names = [
        f"{part}_{code}" for code in ProductForm(language="en").page_languages for part in ("title", "description")
    ]
    return _edit_part(request, desk, product_id, names, "languages")


@require_POST
@shop_desk(Role.MANAGER)
def set_proof(request: HttpRequest, desk: Desk, product_id: uuid.UUID) -> HttpResponse:
    """A picture of the label, the certificate or the workshop."""
    found = catalog.get_product_for_seller(desk.seller, product_id)
    proof = ProofForm(request.POST, request.FILES)
    if proof.is_valid() and tried(
        proof, lambda: selling.set_origin_proof(found, by=desk.person, file=proof.cleaned_data["file"])
    ):
        messages.success(request, _("The picture is there. Customers can open it."))
        return redirect("studio:product_origin", desk.seller.slug, product_id)
    form = product_desk.part_form(found, product_desk.ORIGIN, language=get_language() or "en", typed=None)
    context = {"section": "products", "product": found, "form": form, "proof": proof, "stray": []}
    return show(request, desk, "products/origin.html", context, status=422)


@require_POST
@shop_desk(Role.MANAGER)
def publish(request: HttpRequest, desk: Desk, product_id: uuid.UUID) -> HttpResponse:
    """Put it on sale."""
    found = catalog.get_product_for_seller(desk.seller, product_id)
    return _move(request, desk, found, lambda: selling.publish_product(found, by=desk.person), _("It is on sale."))


@require_POST
@shop_desk(Role.MANAGER)
def pause(request: HttpRequest, desk: Desk, product_id: uuid.UUID) -> HttpResponse:
    """Take it off sale for a while."""
    found = catalog.get_product_for_seller(desk.seller, product_id)
    done = _("Paused. Its page stays and says so.")
    return _move(request, desk, found, lambda: selling.pause_product(found), done)


@require_POST
@shop_desk(Role.MANAGER)
def archive(request: HttpRequest, desk: Desk, product_id: uuid.UUID) -> HttpResponse:
    """Take it away for good."""
    found = catalog.get_product_for_seller(desk.seller, product_id)
    done = _("Archived. Orders keep what they were placed with.")
    return _move(request, desk, found, lambda: selling.archive_product(found), done)


def _move(request: HttpRequest, desk: Desk, found: Product, work: Callable[[], object], done: str) -> HttpResponse:
    carried_out(request, work, done=done)
    return redirect("studio:product", desk.seller.slug, found.pk)


def _edit_part(
    request: HttpRequest, desk: Desk, product_id: uuid.UUID, names: Sequence[str], page: str
) -> HttpResponse:
    found = catalog.get_product_for_seller(desk.seller, product_id)
    typed = request.POST if request.method == "POST" else None
    form = product_desk.part_form(found, names, language=get_language() or "en", typed=typed)
    if form.is_bound and form.is_valid() and tried(form, lambda: selling.update_product(found, draft=form.draft())):
        messages.success(request, _("Kept."))
        return redirect("studio:product", desk.seller.slug, product_id)
    context = {
        "section": "products",
        "product": found,
        "form": form,
        "proof": ProofForm(),
        "stray": _stray(form, names),
        "tongues": _tongues(form, found),
    }
    return show(request, desk, f"products/{page}.html", context, status=422 if form.errors else 200)


def _stray(form: ProductForm, names: Sequence[str]) -> list[str]:
    """What is wrong with fields that the page does not show."""
    return [str(sentences[0]) for name, sentences in form.errors.items() if name != "__all__" and name not in names]


def _tongues(form: ProductForm, found: Product) -> list[dict[str, object]]:
    """The languages of the pages other than the seller's own, each with its two fields."""
    return [
        {
            "code": code,
            "name": language_name(code),
            "title": form[f"title_{code}"],
            "text": form[f"description_{code}"],
        }
        for code in form.page_languages
        if code != found.language
    ]
