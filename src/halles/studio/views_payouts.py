"""Payouts, statements and, for creators, what each line earned: the money pages of those who are paid."""

from __future__ import annotations

import uuid
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from halles.affiliates.models import Commission
from halles.affiliates.queries import commissions as earnings
from halles.creators import queries as creators
from halles.markets.queries import get_market
from halles.payouts import queries as payouts
from halles.payouts.models import PayeeKind
from halles.payouts.payees import Payee
from halles.sellers import queries as sellers
from halles.studio.access import signed_in
from halles.studio.csv_file import csv_stream
from halles.studio.earning_lines import lines_of
from halles.studio.payout_desk import desk_of, statement_named
from halles.studio.shop_access import Desk, Role, shop_desk, show
from halles.studio.statements.content import columns_of, paper_of, rows_of
from halles.studio.statements.drawing import draw_statement
from halles.studio.talk_desk import waits_for_creator
from halles.users.models import User

Status = Commission.Status


@require_safe
@shop_desk(Role.MANAGER)
def shop_payouts(request: HttpRequest, desk: Desk) -> HttpResponse:
    """When the next payout is and how much, how soon sales are free and why, earlier payouts and statements."""
    rules = desk.market.settlement
    context = {
        "section": "money",
        "money": desk_of(PayeeKind.SELLER, desk.seller.pk, cursor=request.GET.get("cursor")),
        "tier": desk.seller.settlement_tier,
        "terms": rules.tiers[desk.seller.settlement_tier],
        "tiers": rules.tiers.items(),
        "tier_changes": sellers.list_tier_changes(desk.seller)[:5],
        "reserves": payouts.list_reserves(seller_id=desk.seller.pk),
        "holds": payouts.list_holds(PayeeKind.SELLER, desk.seller.pk),
    }
    return show(request, desk, "payouts/shop.html", context)


@require_safe
@shop_desk(Role.MANAGER)
def shop_statement(request: HttpRequest, desk: Desk, month: str, currency: str, form: str) -> HttpResponse:
    """A month as a PDF or a table."""
    payee = payouts.payee_of(PayeeKind.SELLER, desk.seller.pk)
    table = reverse(
        "studio:shop_statement_out", kwargs={"slug": desk.seller.slug, "month": month, "currency": currency}
    )
    name = desk.seller.slug
    return _statement(payee, month, currency, form, name=name, table_url=request.build_absolute_uri(table))


@require_safe
@shop_desk(Role.MANAGER)
def settlement(request: HttpRequest, desk: Desk, settlement_id: uuid.UUID) -> HttpResponse:
    """The orders of an entry that freed many at once."""
    page = payouts.list_settled(desk.seller.pk, settlement_id, request.GET.get("cursor"))
    return show(request, desk, "payouts/settlement.html", {"section": "money", "page": page})


@require_safe
@signed_in
def creator_money(request: HttpRequest, person: User, creator_id: uuid.UUID) -> HttpResponse:
    """What a profile earns: each line with rule, rate, base and status, when it is confirmed, when it is paid."""
    creator = creators.get_creator_for_user(person, creator_id)
    wanted = request.GET.get("status", "")
    status = wanted if wanted in Status.values else ""
    with timezone.override(get_market(creator.market).time_zone):
        page = earnings.list_commissions(creator, status=status or None, cursor=request.GET.get("cursor"))
        desk = desk_of(PayeeKind.CREATOR, creator.pk, cursor=request.GET.get("payouts"))
        context = {
            "creator": creator,
            "tab": "money",
            **waits_for_creator(creator),
            "money": desk,
            "balances": payouts.payee_balances(PayeeKind.CREATOR, creator.pk),
            "totals": earnings.totals_of(creator),
            "recoveries": payouts.list_recoveries(desk.payee),
            "forecast": earnings.list_forecast(creator),
            "page": page,
            "lines": lines_of(page.rows),
            "status": status,
            "statuses": Status.choices,
        }
        return render(request, "studio/payouts/creator.html", context)


@require_safe
@signed_in
def creator_statement(request: HttpRequest, person: User, /, creator_id: uuid.UUID, **which: str) -> HttpResponse:
    """A month (`month`, `currency`) as a PDF or a table (`form`)."""
    creator = creators.get_creator_for_user(person, creator_id)
    payee = payouts.payee_of(PayeeKind.CREATOR, creator.pk)
    whose = {"creator_id": creator_id, "month": which["month"], "currency": which["currency"]}
    table = request.build_absolute_uri(reverse("studio:creator_statement_out", kwargs=whose))
    return _statement(payee, **which, name=creator.handle, table_url=table)


def _statement(payee: Payee, month: str, currency: str, form: str, *, name: str, table_url: str) -> HttpResponse:
    statement = statement_named(payee, month, currency)
    named = f"{name}-{month}-{currency}"
    if form == "csv":
        # An answer as good as any for Django; the doors' types know only the kind that is kept whole.
        return cast("HttpResponse", csv_stream(f"{named}.csv", columns_of(statement), rows_of(statement)))
    return HttpResponse(
        draw_statement(paper_of(statement, table_url=table_url)),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{named}.pdf"', "Cache-Control": "private, no-store"},
    )
