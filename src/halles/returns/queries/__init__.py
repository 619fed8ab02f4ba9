"""Reads of returns and cases. An object reaches a page only through the function that asks who wants it."""

from halles.returns.queries.cases import (
    case_money,
    count_open_disputes,
    find_open_dispute,
    get_dispute,
    get_dispute_for_seller,
    get_dispute_for_staff,
    list_disputes_for_seller,
    list_disputes_for_staff,
    list_statements,
)
from halles.returns.queries.promise import classes_at, current_class, protection_line
from halles.returns.queries.requests import (
    ReturnCost,
    cost_of,
    count_to_do,
    find_picture,
    get_return,
    get_return_for_seller,
    list_for_seller,
    list_of_group,
    list_of_order,
    open_returns_of,
)
from halles.returns.queries.rights import LineRight, Rights, counted_pieces, left_of_line, rights_of

__all__ = [
    "LineRight",
    "ReturnCost",
    "Rights",
    "case_money",
    "classes_at",
    "cost_of",
    "count_open_disputes",
    "count_to_do",
    "counted_pieces",
    "current_class",
    "find_open_dispute",
    "find_picture",
    "get_dispute",
    "get_dispute_for_seller",
    "get_dispute_for_staff",
    "get_return",
    "get_return_for_seller",
    "left_of_line",
    "list_disputes_for_seller",
    "list_disputes_for_staff",
    "list_for_seller",
    "list_of_group",
    "list_of_order",
    "list_statements",
    "open_returns_of",
    "protection_line",
    "rights_of",
]
