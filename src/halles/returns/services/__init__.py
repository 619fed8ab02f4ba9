"""The only writers of returns. Each locks payment, group and orders, then its own rows, before it looks."""

from halles.returns.services.answering import approve, reject, waive_parcel
from halles.returns.services.asking import cancel_return, declare_withdrawal, request_return
from halles.returns.services.cases import close_dispute, decide_dispute, open_dispute, say
from halles.returns.services.deadlines import keep_deadlines
from halles.returns.services.goods import begin_return_class, set_return_class
from halles.returns.services.inspecting import Finding, inspect, mark_received
from halles.returns.services.sending import BATCH_SIZE, hand_over, make_label, poll_parcels, record_scans, send_yourself

__all__ = [
    "BATCH_SIZE",
    "Finding",
    "approve",
    "begin_return_class",
    "cancel_return",
    "close_dispute",
    "decide_dispute",
    "declare_withdrawal",
    "hand_over",
    "inspect",
    "keep_deadlines",
    "make_label",
    "mark_received",
    "open_dispute",
    "poll_parcels",
    "record_scans",
    "reject",
    "request_return",
    "say",
    "send_yourself",
    "set_return_class",
    "waive_parcel",
]
