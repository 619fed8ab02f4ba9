"""What each role of the staff may do: its pages open, the rest is refused by name, and nothing of it is done."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client

import halles
from halles.backoffice.templatetags.spoken import VERBS
from halles.catalog import services as catalog
from halles.catalog.models import Product
from halles.kit import ids
from halles.moderation.models import StaffAction
from halles.moderation.services import record_staff_action
from halles.users import staff_roles
from halles.users.errors import StaffMayNot
from tests.catalog.makers import make_on_sale
from tests.moderation.makers import make_report, make_staff

pytestmark = pytest.mark.django_db
PAGES = {
    "/staff/sellers/": "shops",
    "/staff/reviews/": "content",
    "/staff/creators/": "content",
    "/staff/orders/": "orders",
    "/staff/payments/": "money",
    "/staff/plans/": "money",
    "/staff/outbox/": "mails",
    "/staff/jobs/": "machine",
    "/staff/books/": "books",
    "/staff/actions/": "record",
}


@pytest.mark.parametrize("role", staff_roles.all_roles())
def test_a_role_opens_its_pages_and_its_menu_shows_no_others(role: str) -> None:
    person = make_staff(role)
    desk = Client(headers={"Accept-Language": "en"})
    desk.force_login(person)
    mine = staff_roles.tasks_of(person)

    home = desk.get("/staff/")
    assert home.status_code == 200
    for page, task in PAGES.items():
        assert desk.get(page).status_code == (200 if task in mine else 403), page
        assert (f'href="{page}"' in home.content.decode()) == (task in mine), page


def test_the_refusal_says_what_is_missing_and_nothing_is_done() -> None:
    report = make_report()
    desk = Client(headers={"Accept-Language": "en"})
    desk.force_login(make_staff("finance"))

    answer = desk.post(f"/staff/reports/{report.pk}/decide/", {"decision": "uphold", "why": "Because."})

    assert answer.status_code == 403
    assert "Your role among the staff (finance) does not include this." in answer.content.decode()
    report.refresh_from_db()
    assert report.status == "open"
    assert not StaffAction.objects.exists()


def test_services_refuse_what_no_page_has_asked() -> None:
    product = make_on_sale().product
    with pytest.raises(StaffMayNot) as refused, transaction.atomic():
        catalog.hold_product(product, by=make_staff("support"), why="I do not like it.")
    assert refused.value.data == {"role": "support", "task": "content"}
    assert Product.objects.get().status == "active"
    catalog.hold_product(product, by=make_staff("moderator"), why="A fake.")
    assert Product.objects.get().status == "held"


def test_a_deed_under_no_task_is_for_those_who_may_do_everything() -> None:
    with pytest.raises(StaffMayNot):
        record_staff_action(by=make_staff("moderator"), verb="move_the_walls", kind="hall", target_id=ids.uuid7())
    record_staff_action(by=make_staff("admin"), verb="move_the_walls", kind="hall", target_id=ids.uuid7())


def test_every_deed_belongs_to_a_task() -> None:
    code = "\n".join(path.read_text() for path in Path(halles.__path__[0]).rglob("*.py"))
    verbs = set(re.findall(r'record_staff_action\([^)]*?verb="(\w+)"', code))
    assert verbs >= {"hold_video", "retry_job"}
    assert {verb for verb in verbs if not staff_roles.has_task(verb)} == set()


def test_every_deed_has_words_in_the_record() -> None:
    written = tomllib.loads((Path(halles.__path__[0]) / "users/data/staff_roles.toml").read_text())
    assert {verb for verbs in written["tasks"].values() for verb in verbs} - set(VERBS) == set()
