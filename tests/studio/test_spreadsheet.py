from __future__ import annotations

import csv
import io
import tracemalloc
from typing import Any

import pytest

from halles.catalog.models import Price, Product, Variant
from halles.inventory.queries import available
from halles.inventory.services import set_on_hand
from halles.sellers.models import Seller
from halles.studio.errors import SheetRefused
from halles.studio.spreadsheet.exporting import export_sheet, template_sheet
from halles.studio.spreadsheet.importing import Report, import_sheet
from halles.studio.spreadsheet.reading import read_sheet
from tests.catalog.makers import make_on_sale
from tests.sellers.makers import make_seller

pytestmark = pytest.mark.django_db
GOOD = {"category": "knitwear", "description": "Knitted.", "language": "en", "price_FR": "24.90", "stock": "3"}


def table(*rows: dict[str, str], delimiter: str = ",") -> bytes:
    """A file with these lines under all the headings they use."""
    headings = list(dict.fromkeys(name for row in rows for name in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, headings, delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def row(number: int, **cells: Any) -> dict[str, str]:
    return {"product": f"Jumper {number}", "sku": f"J-{number}", **GOOD, **cells}


def send(seller: Seller, content: bytes, keep: str = "good") -> Report:
    return import_sheet(seller, read_sheet(content), by=seller.owner, keep=keep)


def test_forty_lines_with_three_bad_ones_keep_the_good_and_give_the_bad_back() -> None:
    seller = make_seller()
    rows = [row(number) for number in range(40)]
    rows[3]["category"] = "nothing"
    rows[17]["price_FR"] = "much"
    rows[30]["sku"] = ""
    report = send(seller, table(*rows))
    assert (report.kept_count, report.count("wrong"), report.is_kept) == (37, 3, True)
    assert Product.objects.filter(seller=seller).count() == 37
    assert [line.number for line in report.not_kept] == [5, 19, 32]
    assert "“much” is not right in “price_FR”" in report.not_kept[1].sentences[0]
    again = send(seller, report.again.encode().replace(b"nothing", b"tops").replace(b"much", b"19.00"))
    assert (again.kept_count, again.count("wrong")) == (2, 1)


def test_all_or_none_keeps_nothing_while_one_line_is_wrong() -> None:
    seller = make_seller()
    report = send(seller, table(row(1), row(2, stock="-1"), row(3)), keep="none")
    assert [line.outcome for line in report.lines] == ["left", "wrong", "left"]
    assert not report.is_kept
    assert (Product.objects.count(), Variant.objects.count(), Price.objects.count()) == (0, 0, 0)
    assert send(seller, table(row(1), row(2)), keep="none").kept_count == 2


def test_a_number_of_five_thousand_digits_is_a_wrong_cell() -> None:
    report = send(make_seller(), table(row(1, stock="9" * 5000), row(2)))
    assert [line.outcome for line in report.lines] == ["wrong", "made"]
    assert Product.objects.count() == 1


def test_lines_of_one_product_are_its_variants_and_stand_or_fall_together() -> None:
    seller = make_seller()
    sizes = [row(1, sku=f"J-{size}", option_size=size) for size in ("S", "M")]
    assert send(seller, table(*sizes)).kept_count == 2
    product = Product.objects.get()
    assert (product.option_names, [v.options for v in product.variants.all()]) == (
        ["size"],
        [{"size": "S"}, {"size": "M"}],
    )
    twice = [row(2, sku=f"K-{number}", option_size="S") for number in (1, 2)]
    report = send(seller, table(*twice))
    assert [line.outcome for line in report.lines] == ["left", "wrong"]
    assert Product.objects.count() == 1


def test_a_known_sku_is_updated_and_empty_cells_leave_what_is_there() -> None:
    seller = make_seller()
    send(seller, table(row(1)))
    report = send(
        seller, table({"product": "Jumper 1", "sku": "J-1", "category": "", "price_FR": "19,90", "stock": ""})
    )
    assert [line.outcome for line in report.lines] == ["wrong"]
    report = send(
        seller, table({"product": "New name", "sku": "J-1", "category": "tops", "price_FR": "19.90", "stock": ""})
    )
    assert [line.outcome for line in report.lines] == ["changed"]
    variant = Variant.objects.select_related("product").get()
    assert (variant.product.title, variant.product.category, variant.product.description) == (
        "New name",
        "tops",
        "Knitted.",
    )
    assert Price.objects.get().amount_minor == 1990
    assert available([variant.pk]) == {variant.pk: 3}


def test_the_same_file_twice_changes_nothing_the_second_time() -> None:
    seller = make_seller()
    content = table(row(1), row(2))
    send(seller, content)
    before = list(Variant.objects.order_by("pk").values("sku", "options", "position"))
    assert [line.outcome for line in send(seller, content).lines] == ["changed", "changed"]
    assert list(Variant.objects.order_by("pk").values("sku", "options", "position")) == before
    assert Product.objects.count() == 2


def test_a_sku_that_stands_twice_in_a_file_does_not_replace_the_first() -> None:
    seller = make_seller()
    report = send(seller, table(row(1), row(2), row(3, sku="J-1")))
    assert [line.outcome for line in report.lines] == ["made", "made", "wrong"]
    assert report.lines[2].sentences == ("Line 2 has this SKU already. Each line needs one of its own.",)
    assert list(Product.objects.order_by("title").values_list("title", flat=True)) == ["Jumper 1", "Jumper 2"]


def test_another_shops_sku_is_not_touched() -> None:
    theirs = make_on_sale()
    seller = make_seller()
    send(seller, table(row(1, sku=theirs.sku)))
    assert Variant.objects.filter(sku=theirs.sku).count() == 2
    theirs.product.refresh_from_db()
    assert theirs.product.title == "Sailor's jumper"


def test_active_is_refused_with_what_is_missing() -> None:
    seller = make_seller()
    report = send(seller, table(row(1, status="active")))
    assert [line.outcome for line in report.lines] == ["wrong"]
    assert "Add at least one photo." in report.lines[0].sentences[0]
    assert Product.objects.count() == 0


def test_what_is_written_out_reads_back_unchanged() -> None:
    variant = make_on_sale(title="=Jumper; the “best”", description="Line one.\nLine two.", prices={"FR": 8905})
    seller = variant.product.seller
    set_on_hand(variant.pk, 7, by=seller.owner.pk)
    text = export_sheet(seller)
    assert "'=Jumper" in text
    report = send(seller, text.encode())
    assert [line.outcome for line in report.lines] == ["changed"]
    assert export_sheet(seller) == text


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_files_of_any_program_are_read(encoding: str, delimiter: str) -> None:
    text = table(row(1, description="Tricoté à Yport"), delimiter=delimiter).decode()
    sheet = read_sheet(text.encode(encoding))
    assert sheet.lines[0].get("description") == "Tricoté à Yport"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"product,sku\n",
        b"product,sku,category\n",
        b"product,sku,category,colour\na,b,c,d\n",
        b"product,sku,sku,category\na,b,c,d\n",
        b"PK\x03\x04\x00\x00",
        b'product,sku,category\n"a,b,c\n',
        b"product,sku,category\n" + b"a,b,c\n" * 501,
        b"x" * (5 * 1024 * 1024 + 1),
    ],
)
def test_what_is_no_table_is_refused(content: bytes) -> None:
    with pytest.raises(SheetRefused):
        send(make_seller(), content)
    assert Product.objects.count() == 0


def test_a_file_of_blank_lines_is_no_burden() -> None:
    content = table(row(1)) + b"\r\n" * 600_000 + table(row(2)).splitlines()[1]
    tracemalloc.start()
    try:
        sheet = read_sheet(content)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert [line.number for line in sheet.lines] == [2, 600_003]
    assert peak < 20_000_000


def test_the_template_names_the_shops_own_market() -> None:
    assert "price_FR" in template_sheet(make_seller(market="FR", country="FR"))


def test_values_of_options_in_other_languages_go_out_and_come_back() -> None:
    seller = make_seller()
    rows = [
        row(1, sku=f"J-{colour}", option_colour=colour, **{"option_colour.fr": french, "option_colour.ja": ""})
        for colour, french in (("navy", "bleu marine"), ("white", "blanc"))
    ]
    assert send(seller, table(*rows)).kept_count == 2
    product = Product.objects.get()
    assert product.option_names == ["colour"]
    assert product.translations == {
        "fr": {"title": "", "description": "", "values": {"navy": "bleu marine", "white": "blanc"}}
    }
    again = export_sheet(seller)
    assert "option_colour,option_colour.fr" in again
    assert send(seller, again.encode()).kept_count == 2
    # An empty cell, and a file without the columns, leave what is there.
    assert send(seller, table(row(1, sku="J-navy", option_colour="navy", stock="9"))).kept_count == 1
    assert send(seller, table(row(1, sku="J-white", **{"option_colour.fr": "écru"}))).kept_count == 1
    product.refresh_from_db()
    assert product.translations["fr"]["values"] == {"navy": "bleu marine", "white": "écru"}


def test_one_value_translated_in_two_ways_is_a_wrong_line() -> None:
    seller = make_seller()
    rows = [
        row(1, sku=f"J-{size}", option_colour="navy", option_size=size, **{"option_colour.fr": french})
        for size, french in (("S", "bleu marine"), ("M", "bleu nuit"))
    ]
    report = send(seller, table(*rows))
    assert [line.outcome for line in report.lines] == ["left", "wrong"]
    assert "two ways" in report.lines[1].sentences[0]
    assert Product.objects.count() == 0


def test_a_sellers_own_word_for_an_option_keeps_its_letters() -> None:
    seller = make_seller()
    assert send(seller, table(row(1, option_Farbe="rot", OPTION_Size="S"))).kept_count == 1
    assert Product.objects.get().option_names == ["Farbe", "size"]
    assert send(seller, export_sheet(seller).encode()).kept_count == 1
    assert Product.objects.get().option_names == ["Farbe", "size"]
