"""Lines of a table become products, variants, prices and stock: each product whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from halles.catalog import services as selling
from halles.catalog.drafts import ProductDraft, VariantDraft
from halles.catalog.models import Product, Variant
from halles.inventory import services as stocking
from halles.kit.errors import Invalid, Refusal
from halles.kit.money import parse_money
from halles.kit.templatetags.words import colon
from halles.markets.queries import get_market
from halles.sellers.models import Seller
from halles.studio.errors import CellUnreadable, ProductsMixed
from halles.studio.spreadsheet.columns import PRICE_PREFIX, option_of
from halles.studio.spreadsheet.reading import Line, Sheet, write_lines
from halles.users.models import User

KEEP_GOOD = "good"
KEEP_ALL_OR_NONE = "none"
NUMBER_MAX = 10_000_000
# By language, what each value is called in it.
OptionValues = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class LineReport:
    """What became of a line: made, changed, wrong (with sentences), or left because of another line."""

    number: int
    product: str
    sku: str
    outcome: str
    sentences: Sequence[str]


@dataclass(frozen=True)
class Report:
    """What became of a file. `is_kept`: something was written. `again`: the lines not kept, as a file to mend."""

    lines: Sequence[LineReport]
    is_kept: bool
    again: str

    def count(self, outcome: str) -> int:
        """How many lines came to this end."""
        return sum(line.outcome == outcome for line in self.lines)

    @property
    def kept_count(self) -> int:
        """Lines that were made or changed."""
        return self.count("made") + self.count("changed")

    @property
    def not_kept(self) -> list[LineReport]:
        """The lines to look at."""
        return [line for line in self.lines if line.outcome in {"wrong", "left"}]


def import_sheet(seller: Seller, sheet: Sheet, *, by: User, keep: str) -> Report:
    """Make and update what the lines say, product by product; one SQL transaction.

    `keep` "good": products without a wrong line are kept; "none": nothing is kept unless every line is good. An empty
    cell leaves what is there. Nothing is deleted. A line whose SKU is known to the shop updates its variant; a SKU an
    earlier line has is wrong, for the second line would quietly replace the first.
    """
    outcomes: dict[int, str] = {}
    _refuse_twins(sheet.lines)
    with transaction.atomic():
        for group in _by_product(sheet.lines):
            outcomes |= _import_group(seller, group, by)
        is_kept = any(outcome in {"made", "changed"} for outcome in outcomes.values())
        if keep != KEEP_GOOD and "wrong" in outcomes.values():
            transaction.set_rollback(True)
            is_kept = False
            outcomes = {number: "wrong" if outcome == "wrong" else "left" for number, outcome in outcomes.items()}
    lines = [
        LineReport(line.number, line.get("product"), line.get("sku"), outcomes[line.number], tuple(line.wrong))
        for line in sheet.lines
    ]
    again = [line.cells for line in sheet.lines if outcomes[line.number] in {"wrong", "left"}]
    return Report(lines, is_kept, write_lines(sheet.headings, again) if again else "")


def _refuse_twins(lines: Sequence[Line]) -> None:
    seen: dict[str, int] = {}
    for line in lines:
        sku = line.get("sku")
        first = seen.setdefault(sku, line.number) if sku else line.number
        if first != line.number:
            line.wrong.append(
                _("Line %(number)s has this SKU already. Each line needs one of its own.") % {"number": first}
            )


def _by_product(lines: Sequence[Line]) -> Iterable[list[Line]]:
    groups: dict[str, list[Line]] = {}
    for line in lines:
        # A line without a name is wrong by itself and drags nothing along.
        key = " ".join(line.get("product").split()).casefold() or f"\x00{line.number}"
        groups.setdefault(key, []).append(line)
    return groups.values()


def _import_group(seller: Seller, group: list[Line], by: User) -> dict[int, str]:
    outcomes: dict[int, str] = {}
    if not any(line.wrong for line in group):
        try:
            with transaction.atomic():
                outcomes = _keep(seller, group, by)
                if any(line.wrong for line in group):
                    transaction.set_rollback(True)
        except Refusal as refusal:
            group[0].wrong += _sentences(refusal)
    if any(line.wrong for line in group):
        return {line.number: "wrong" if line.wrong else "left" for line in group}
    return outcomes


def _keep(seller: Seller, group: list[Line], by: User) -> dict[int, str]:
    known = {
        variant.sku: variant
        for variant in Variant.objects.filter(seller=seller, sku__in=[line.get("sku") for line in group])
    }
    product = _product(seller, group, known)
    outcomes = {}
    for line in group:
        sku = line.get("sku")
        _told(line, partial(_keep_variant, product, known.get(sku), line, by))
        outcomes[line.number] = "changed" if sku in known else "made"
    if not any(line.wrong for line in group) and any(line.get("status").lower() == "active" for line in group):
        product.refresh_from_db()
        if product.status != Product.Status.ACTIVE:
            _told(group[0], lambda: selling.publish_product(product, by=by))
    return outcomes


def _product(seller: Seller, group: list[Line], known: Mapping[str, Variant]) -> Product:
    products = {variant.product_id for variant in known.values()}
    if len(products) > 1:
        raise ProductsMixed
    found = Product.objects.filter(pk__in=products, seller=seller).first()
    draft = _product_draft(seller, group, found, _translated(group, known, found))
    if found is None:
        return selling.create_product(seller=seller, draft=draft)
    return selling.update_product(found, draft=draft)


def _translated(group: list[Line], known: Mapping[str, Variant], found: Product | None) -> OptionValues | None:
    """What the values of options are called in other languages: what the lines say, over what is there; None when they
    say nothing."""
    said: dict[str, dict[str, str]] = {}
    for line in group:
        variant = known.get(line.get("sku"))
        own = {**(variant.options if variant is not None else {}), **_options_said(line)}
        for heading, cell in line.cells.items():
            option, language = option_of(heading)
            if not language or not cell:
                continue
            value = " ".join(own.get(option, "").split())
            if said.setdefault(language, {}).setdefault(value, cell) != cell:
                line.wrong.append(
                    _("“%(value)s” is translated in two ways in “%(name)s”.") % {"value": value, "name": heading}
                )
    if not said:
        return None
    kept = {language: words.get("values", {}) for language, words in found.translations.items()} if found else {}
    return {language: {**kept.get(language, {}), **said.get(language, {})} for language in {*kept, *said}}


def _product_draft(
    seller: Seller, group: list[Line], found: Product | None, values: OptionValues | None
) -> ProductDraft:
    """The product's words: what the lines say, else what is there, else what is usual in this shop."""

    def said(name: str, usual: str = "") -> str:
        kept = str(getattr(found, name)) if found is not None else usual
        return next((line.get(name) for line in group if line.get(name)), kept)

    options = [name for line in group for name in _options_said(line)]
    names = tuple(dict.fromkeys([*(found.option_names if found is not None else ()), *options]))
    warranty = next((line for line in group if line.get("warranty_months")), None)
    return ProductDraft(
        title=group[0].get("product"),
        language=said("language", (get_language() or "en").split("-")[0]),
        category=said("category"),
        description=said("description"),
        tax_class=found.tax_class if found is not None else "",
        option_names=names,
        origin_country=said("origin_country", seller.country),
        origin_region=said("origin_region"),
        origin_place=said("origin_place"),
        origin_maker=said("origin_maker"),
        origin_proof_kind=said("origin_proof_kind", Product.ProofKind.SELF_DECLARED),
        origin_proof=said("origin_proof"),
        origin_proof_url=said("origin_proof_url"),
        warranty_months=_number(warranty, "warranty_months") if warranty else found.warranty_months if found else 0,
        translations=found.translations if found is not None else {},
        option_values=values,
    )


def _keep_variant(product: Product, variant: Variant | None, line: Line, by: User) -> None:
    draft = _variant_draft(product, variant, line)
    if variant is None:
        variant = selling.add_variant(product, draft=draft)
    else:
        variant = selling.update_variant(variant, draft=draft)
    for name, cell in line.cells.items():
        if name.startswith(PRICE_PREFIX) and cell:
            code = name.removeprefix(PRICE_PREFIX)
            currency = get_market(code).currency
            selling.set_price(variant, market=code, amount_minor=_amount(cell, name, currency), by=by)
    if line.get("stock"):
        stocking.set_on_hand(variant.pk, _number(line, "stock"), by=by.pk)
    if line.get("status").lower() not in {"", "draft", "active"}:
        raise CellUnreadable(cell=line.get("status"), column="status", why=_("write draft or active."))


def _variant_draft(product: Product, variant: Variant | None, line: Line) -> VariantDraft:
    kept = variant.options if variant is not None else {}
    said = _options_said(line)
    options = {name: said.get(name, kept.get(name, "")) for name in product.option_names}
    measured = bool(line.get("measure") or line.get("measure_amount"))
    return VariantDraft(
        sku=line.get("sku"),
        options={name: value for name, value in options.items() if value},
        weight_grams=_number(line, "weight_grams") if line.get("weight_grams") else _kept(variant, "weight_grams"),
        measure=line.get("measure") if measured else _kept(variant, "measure") or "",
        measure_amount=(
            (_number(line, "measure_amount") if line.get("measure_amount") else None)
            if measured
            else _kept(variant, "measure_amount")
        ),
    )


def _kept(variant: Variant | None, name: str) -> Any:
    return getattr(variant, name) if variant is not None else None


def _told(line: Line, work: Callable[[], object]) -> None:
    """Do it; what is refused becomes sentences of the line, and what it had begun to write is undone."""
    try:
        with transaction.atomic():
            work()
    except Refusal as refusal:
        line.wrong += _sentences(refusal)


def _sentences(refusal: Refusal) -> list[str]:
    fields = refusal.fields if isinstance(refusal, Invalid) else {}
    return [f"{colon(name)} {sentence}" for name, sentence in fields.items()] or [str(refusal)]


def _options_said(line: Line) -> dict[str, str]:
    """The values of options that a line gives, in the product's own language."""
    named = {option_of(heading): cell for heading, cell in line.cells.items() if cell}
    return {name: cell for (name, language), cell in named.items() if name and not language}


def _number(line: Line, name: str) -> int:
    cell = line.get(name)
    if not (cell.isascii() and cell.isdigit() and len(cell) < 20 and int(cell) <= NUMBER_MAX):
        raise CellUnreadable(cell=cell[:40], column=name, why=_("write a whole number."))
    return int(cell)


def _amount(cell: str, name: str, currency: str) -> int:
    """A price as the reader of the page writes it, or with a point as programs do."""
    for locale in dict.fromkeys([get_language() or "en", "en"]):
        try:
            return parse_money(cell, currency, locale)
        except ValueError:
            continue
    raise CellUnreadable(cell=cell[:40], column=name, why=_("write an amount such as 24.90, without a currency."))
