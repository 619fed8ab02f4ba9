"""The codes of the books and of staff decisions, as people say them."""

from __future__ import annotations

from django import template
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from halles.fulfillment import queries as fulfillment
from halles.moderation.models import StaffAction
from halles.payments.words import failure_words

register = template.Library()

ACCOUNTS: dict[str, str | Promise] = {
    "provider_authorized": pgettext_lazy("account", "Cards authorised"),
    "provider_clearing": pgettext_lazy("account", "Money at the provider"),
    "chargeback_losses": pgettext_lazy("account", "Losses to chargebacks"),
    "carriers_due": pgettext_lazy("account", "Owed to carriers for returns"),
    "customer_payments": pgettext_lazy("account", "Payments of customers"),
    "refunds": pgettext_lazy("account", "Refunds owed"),
    "seller_pending": pgettext_lazy("account", "Pending for shops"),
    "seller_available": pgettext_lazy("account", "Free for payout"),
    "seller_reserve": pgettext_lazy("account", "Kept back of shops"),
    "promised_fees": pgettext_lazy("account", "Set aside for creators’ fees"),
    "creator_pending": pgettext_lazy("account", "Pending for creators"),
    "creator_available": pgettext_lazy("account", "Free for creators"),
    "payouts_in_transit": pgettext_lazy("account", "Payouts on their way"),
    "bank_clearing": pgettext_lazy("account", "Money at the bank"),
    "shipping": pgettext_lazy("account", "Carriage pending"),
    "tax_payable": pgettext_lazy("account", "Tax to remit"),
    "platform_fee": pgettext_lazy("account", "Platform fees"),
}
TRANSACTIONS: dict[str, str | Promise] = {
    "sale": pgettext_lazy("transaction", "Sale"),
    "refund": pgettext_lazy("transaction", "Refund decided"),
    "cancellation": pgettext_lazy("transaction", "Cancellation"),
    "shipping_earned": pgettext_lazy("transaction", "Carriage earned"),
    "settlement": pgettext_lazy("transaction", "Free for payout"),
    "reserve_released": pgettext_lazy("transaction", "Reserve let go"),
    "commission": pgettext_lazy("transaction", "Commission"),
    "commission_reversed": pgettext_lazy("transaction", "Commission given back"),
    "commission_confirmed": pgettext_lazy("transaction", "Commission confirmed"),
    "fee_promised": pgettext_lazy("transaction", "Fee set aside"),
    "fee_paid": pgettext_lazy("transaction", "Fee paid"),
    "fee_returned": pgettext_lazy("transaction", "Fee given back"),
    "payout": pgettext_lazy("transaction", "Payout sent"),
    "payout_paid": pgettext_lazy("transaction", "Payout arrived"),
    "payout_failed": pgettext_lazy("transaction", "Payout refused"),
    "payout_returned": pgettext_lazy("transaction", "Payout sent back"),
    "payout_late": pgettext_lazy("transaction", "Payout arrived late"),
    "reversal": pgettext_lazy("transaction", "Correction"),
    "payment_authorized": pgettext_lazy("transaction", "Payment authorised"),
    "payment_captured": pgettext_lazy("transaction", "Payment captured"),
    "payment_released": pgettext_lazy("transaction", "Authorisation released"),
    "authorization_gone": pgettext_lazy("transaction", "Authorisation lost"),
    "payment_refunded": pgettext_lazy("transaction", "Refund carried out"),
    "payment_unwanted": pgettext_lazy("transaction", "Unwanted payment"),
    "refund_covered": pgettext_lazy("transaction", "Refund covered by a chargeback"),
    "refund_owed_again": pgettext_lazy("transaction", "Refund owed again"),
    "return_carriage": pgettext_lazy("transaction", "Label of a return"),
    "chargeback_opened": pgettext_lazy("transaction", "Chargeback opened"),
    "chargeback_won": pgettext_lazy("transaction", "Chargeback won"),
    "chargeback_to_seller": pgettext_lazy("transaction", "Chargeback passed on to the shop"),
}
TOUCHES: dict[str, str | Promise] = {
    "video": pgettext_lazy("touch", "In a video"),
    "live": pgettext_lazy("touch", "In a live show"),
    "showcase": pgettext_lazy("touch", "In a showcase"),
    "link": pgettext_lazy("touch", "A link from outside"),
    "line": pgettext_lazy("touch", "Frozen with the purchase"),
}
DISCOUNTS: dict[str, str | Promise] = {
    "flash_deal": pgettext_lazy("discount", "Flash deal"),
    "price_drop": pgettext_lazy("discount", "Price drop"),
    "giveaway": pgettext_lazy("discount", "Giveaway"),
    "sample": pgettext_lazy("discount", "Sample"),
    "coupon": pgettext_lazy("discount", "Coupon"),
    "seller": pgettext_lazy("discount", "the shop"),
}
VERBS: dict[str, str | Promise] = {
    "approve_seller": pgettext_lazy("decision", "Shop approved"),
    "ask_seller": pgettext_lazy("decision", "Shop asked for more"),
    "suspend_seller": pgettext_lazy("decision", "Shop suspended"),
    "reinstate_seller": pgettext_lazy("decision", "Shop reinstated"),
    "close_seller": pgettext_lazy("decision", "Shop closed"),
    "hold_product": pgettext_lazy("decision", "Product taken off sale"),
    "release_product": pgettext_lazy("decision", "Product given back"),
    "hold_video": pgettext_lazy("decision", "Video held"),
    "release_video": pgettext_lazy("decision", "Video shown"),
    "remove_video": pgettext_lazy("decision", "Video removed"),
    "release_comment": pgettext_lazy("decision", "Comment shown"),
    "remove_comment": pgettext_lazy("decision", "Comment removed"),
    "release_review": pgettext_lazy("decision", "Review shown"),
    "remove_review": pgettext_lazy("decision", "Review removed"),
    "release_remark": pgettext_lazy("decision", "Follow-up or reply shown"),
    "remove_remark": pgettext_lazy("decision", "Follow-up or reply removed"),
    "release_question": pgettext_lazy("decision", "Question shown"),
    "remove_question": pgettext_lazy("decision", "Question removed"),
    "release_answer": pgettext_lazy("decision", "Answer shown"),
    "remove_answer": pgettext_lazy("decision", "Answer removed"),
    "read_message": pgettext_lazy("decision", "Private message read"),
    "release_message": pgettext_lazy("decision", "Message delivered"),
    "remove_message": pgettext_lazy("decision", "Message removed"),
    "remove_chat_message": pgettext_lazy("decision", "Message of a live chat removed"),
    "withhold_show": pgettext_lazy("decision", "Live show withheld"),
    "remove_talk_message": pgettext_lazy("decision", "Message between a shop and a creator removed"),
    "mute_speaker": pgettext_lazy("decision", "Somebody muted in a live chat"),
    "admit_creator": pgettext_lazy("decision", "Profile let in to sell for shops"),
    "unmute_speaker": pgettext_lazy("decision", "Mute in a live chat lifted"),
    "suspend_creator": pgettext_lazy("decision", "Profile suspended"),
    "reinstate_creator": pgettext_lazy("decision", "Profile reinstated"),
    "uphold_report": pgettext_lazy("decision", "Report upheld"),
    "dismiss_report": pgettext_lazy("decision", "Report dismissed"),
    "make_decision": pgettext_lazy("decision", "Decided by a rule"),
    "lift_decision": pgettext_lazy("decision", "Decision taken back"),
    "uphold_decision": pgettext_lazy("decision", "Appeal refused"),
    "reverse_decision": pgettext_lazy("decision", "Decision reversed on appeal"),
    "read_document": pgettext_lazy("decision", "Paper read"),
    "read_identity": pgettext_lazy("decision", "Identity paper read"),
    "verify_identity": pgettext_lazy("decision", "Identity verified"),
    "refuse_identity": pgettext_lazy("decision", "Identity paper sent back"),
    "answer_sample_appeal": pgettext_lazy("decision", "Appeal about a sample answered"),
    "approve_payouts": pgettext_lazy("decision", "Payout run approved"),
    "send_payouts": pgettext_lazy("decision", "Payout run sent"),
    "cancel_payouts": pgettext_lazy("decision", "Payout run cancelled"),
    "take_out_payout": pgettext_lazy("decision", "Payout left out of its run"),
    "agree_to_retry": pgettext_lazy("decision", "Payout to be sent again, agreed"),
    "retry_payout": pgettext_lazy("decision", "Payout sent again"),
    "close_discrepancy": pgettext_lazy("decision", "Looked at what the bank says of a payout"),
    "hold_payee": pgettext_lazy("decision", "Payouts held"),
    "lift_payee_hold": pgettext_lazy("decision", "Hold of payouts lifted"),
    "set_tier": pgettext_lazy("decision", "Settlement of a shop decided"),
    "retry_job": pgettext_lazy("decision", "Job tried again"),
    "retry_refund": pgettext_lazy("decision", "Refund tried again"),
    "decide_dispute": pgettext_lazy("decision", "Case decided"),
    "decide_fee": pgettext_lazy("decision", "Fee of a creator decided"),
    "retry_processing": pgettext_lazy("decision", "Video made again"),
    "send_mail_again": pgettext_lazy("decision", "Mail sent again"),
    "dismiss_signal": pgettext_lazy("decision", "Signal dismissed"),
    "note_signal": pgettext_lazy("decision", "Signal kept in mind"),
    "hold_for_signal": pgettext_lazy("decision", "Payouts held for a signal"),
    "strike_handover": pgettext_lazy("decision", "Receipt struck"),
}
# What staff decide on, and the page that shows it.
PAGES = {
    "seller": "backoffice:seller",
    "dispute": "backoffice:dispute",
    "mail": "notifications:mail",
    "video": "storefront:video",
    "product": "storefront:product_by_id",
    "signal": "backoffice:signal",
    "creator": "backoffice:creator",
}


@register.filter
def account_name(code: str) -> str:
    """What stands in one kind of account."""
    return _spoken(ACCOUNTS, code)


@register.filter
def transaction_name(code: str) -> str:
    """What one kind of transaction records."""
    return _spoken(TRANSACTIONS, code)


@register.filter
def touch_name(code: str) -> str:
    """Where somebody clicked on what a creator made."""
    return _spoken(TOUCHES, code)


@register.filter
def discount_name(code: str) -> str:
    """What a line was cheaper by, or who bears that."""
    return _spoken(DISCOUNTS, code)


@register.filter
def decision_name(code: str) -> str:
    """What a member of staff did."""
    return _spoken(VERBS, code)


@register.filter
def carrier_name(code: str) -> str:
    """What people call a carrier."""
    return fulfillment.carrier_name(code)


@register.filter
def decision_address(action: StaffAction) -> str:
    """Where one looks at what was decided on; empty where it has no page or is no longer shown."""
    page = PAGES.get(action.kind)
    if page is None or action.verb.startswith(("hold_", "remove_", "uphold_", "make_")):
        return ""
    return reverse(page, args=[action.target_id])


@register.filter
def failure_name(code: str) -> str:
    """Why a refund failed or money was taken back."""
    return failure_words(code)


def _spoken(words: dict[str, str | Promise], code: str) -> str:
    return str(words.get(code, code.replace("_", " ")))
