"""Lists, what was seen, and products side by side, as pages."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from halles.moderation.models import Report
from halles.social import services
from halles.social.models import SavedList, SavedListItem
from tests.catalog.makers import give_photo
from tests.orders.makers import make_variant
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db


def test_a_visitor_is_asked_to_sign_in_and_nothing_is_made(visitor: Client, sheet: Client) -> None:
    product = make_variant().product_id
    assert visitor.post("/lists/new/", {"name": "Noël"})["Location"].startswith("/account/login/")
    assert sheet.get(f"/lists/of/{product}/")["HX-Redirect"].startswith("/account/login/")
    assert not SavedList.objects.exists()


def test_a_product_goes_into_a_new_list_from_its_menu_and_out_again(sheet: Client) -> None:
    product, person = make_variant().product_id, make_user()
    sheet.force_login(person)
    made = sheet.post("/lists/new/", {"name": "Noël", "product": product}).content.decode()
    assert 'aria-pressed="true"' in made
    saved_list = SavedList.objects.get()
    assert list(saved_list.items.values_list("product", flat=True)) == [product]
    out = sheet.post(f"/lists/of/{product}/put/", {"list": saved_list.pk, "wanted": "false"}).content.decode()
    assert 'aria-pressed="true"' not in out
    assert not SavedListItem.objects.exists()


def test_a_private_list_opens_for_its_owner_alone(visitor: Client) -> None:
    owner, other = make_user(), make_user()
    saved_list = services.create_list(owner, name="Cadeaux")
    visitor.force_login(other)
    assert visitor.get(f"/lists/{saved_list.pk}/").status_code == 404
    for act in ("rename", "share", "delete"):
        visitor.post(f"/lists/{saved_list.pk}/change/", {"act": act, "name": "À moi"})
    saved_list.refresh_from_db()
    assert (saved_list.name, saved_list.token) == ("Cadeaux", "")
    visitor.force_login(owner)
    assert "Cadeaux" in visitor.get(f"/lists/{saved_list.pk}/").content.decode()


def test_a_shared_list_opens_by_its_link_until_it_is_closed(visitor: Client) -> None:
    owner = make_user(name="Camille Durand")
    saved_list = services.create_list(owner, name="Cadeaux")
    services.put_in_list(owner, saved_list.pk, make_variant(title="Bol bleu").product_id)
    link = f"/l/{services.share_list(owner, saved_list.pk).token}/"
    page = visitor.get(link).content.decode()
    assert "Bol bleu" in page
    assert "Camille D." in page
    assert "Durand" not in page
    assert '<meta name="robots" content="noindex">' in page
    services.unshare_list(owner, saved_list.pk)
    assert visitor.get(link).status_code == 404
    assert visitor.get("/l//").status_code == 404


def test_a_shared_list_can_be_reported_and_a_private_one_does_not_exist(visitor: Client) -> None:
    owner = make_user()
    saved_list = services.create_list(owner, name="Cadeaux")
    assert visitor.post(f"/report/list/{saved_list.pk}/", {"reason": "other"}).status_code == 404
    assert not Report.objects.exists()
    link = f"/l/{services.share_list(owner, saved_list.pk).token}/"
    assert f'action="/report/list/{saved_list.pk}/"' in visitor.get(link).content.decode()
    visitor.post(f"/report/list/{saved_list.pk}/", {"reason": "other"})
    report = Report.objects.get()
    assert (report.kind, report.target_id) == ("list", saved_list.pk)


def test_what_was_seen_is_kept_only_once_it_was_asked_for(visitor: Client) -> None:
    first, second = (make_variant(title=title) for title in ("Bol un", "Bol deux"))
    for variant in (first, second):
        give_photo(variant.product)
    paths = [f"/p/{one.product_id}/{one.product.slug}/" for one in (first, second)]
    assert "seen" not in visitor.get(paths[0]).cookies
    visitor.post("/seen/change/", {"act": "keep"})
    for path in (*paths, paths[0]):
        visitor.get(path)
    shown = re.findall(r'<b class="good__name">([^<]+)</b>', visitor.get("/seen/").content.decode())
    assert shown == ["Bol un", "Bol deux"]
    visitor.post("/seen/change/", {"act": "forget", "product": first.product_id})
    shown = re.findall(r'<b class="good__name">([^<]+)</b>', visitor.get("/seen/").content.decode())
    assert shown == ["Bol deux"]
    stopped = visitor.post("/seen/change/", {"act": "stop"})
    assert stopped.cookies["seen"].value == ""
    visitor.get(paths[0])
    assert "seen" not in visitor.cookies or visitor.cookies["seen"].value == ""


def test_twelve_things_are_kept_and_nonsense_is_nothing(visitor: Client) -> None:
    visitor.post("/seen/change/", {"act": "keep"})
    for _number in range(14):
        variant = make_variant()
        visitor.get(f"/p/{variant.product_id}/{variant.product.slug}/")
    assert visitor.cookies["seen"].value.count(".") == 12
    visitor.cookies["seen"] = "on.zzz.!!."
    assert visitor.get("/seen/").status_code == 200


def test_products_stand_side_by_side_with_what_each_costs_to_the_door(visitor: Client) -> None:
    cheap, dear = (
        make_variant(title=title, prices={"FR": minor}) for title, minor in (("Bol A", 1000), ("Bol B", 3000))
    )
    for variant in (cheap, dear):
        give_photo(variant.product)
    page = visitor.get(f"/compare/?p={cheap.product_id}&p={dear.product_id}&p=nonsense").content.decode()
    assert page.count('<th scope="col">') == 2
    assert "14,90\xa0€" in page
    assert "34,90\xa0€" in page
    draft = make_variant(title="Brouillon", status="draft")
    assert "Brouillon" not in visitor.get(f"/compare/?p={draft.product_id}").content.decode()


def test_no_more_than_four_are_compared(visitor: Client) -> None:
    made = [make_variant() for _number in range(6)]
    for variant in made:
        give_photo(variant.product)
    page = visitor.get("/compare/?" + "&".join(f"p={one.product_id}" for one in made)).content.decode()
    assert page.count('<th scope="col">') == 4
