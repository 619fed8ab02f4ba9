"""The numbers of the whole hall, on the page and as a file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from halles.analytics.definitions import ONCE
from halles.analytics.desk import page_of
from halles.analytics.export import csv_of
from halles.analytics.queries import list_unequal
from halles.analytics.scopes import everybody
from halles.users.models import User
from halles.users.staff_access import staff_may


@require_safe
@staff_may("numbers")
def numbers(request: HttpRequest, person: User) -> HttpResponse:
    """The four GMVs, what is left of them, the way there, and the proof by the ledger with what differs."""
    scope, home = everybody(person)
    page = page_of(scope, request.GET.dict(), home=home)
    books = page.numbers.books
    unequal = [] if books is None or books.is_equal else list_unequal(page.numbers.asked)
    return render(request, "backoffice/numbers.html", {"page": page, "once": ONCE, "unequal": unequal})


@require_safe
@staff_may("numbers")
def numbers_out(request: HttpRequest, person: User) -> HttpResponse:
    """The rows of the page as a file."""
    scope, home = everybody(person)
    page = page_of(scope, request.GET.dict(), home=home)
    asked = page.numbers.asked
    return csv_of(page, f"numbers-{'-'.join(asked.markets)}-{asked.first_on}-{asked.last_on}.csv")
