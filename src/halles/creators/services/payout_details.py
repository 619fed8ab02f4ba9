"""Who is paid, where to, and the paper that shows who they are."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from halles.creators.errors import DetailsInvalid, DetailsMissing, NothingToDecide, WhyMissing
from halles.creators.events import IdentityDecided, PayoutDetailsChanged
from halles.creators.models import PayoutDetails
from halles.kit import clock
from halles.kit.errors import Invalid
from halles.kit.events import emit
from halles.kit.ids import uuid7
from halles.kit.storage import private_storage
from halles.moderation.services import record_staff_action, require_other
from halles.sellers.numbers import clean_bank_account, clean_tax_id
from halles.sellers.services.documents import read_paper
from halles.users.addresses import AddressData, clean_address
from halles.users.models import User

HOLDER_LENGTH_MAX = 120
NOTE_LENGTH_MAX = 1000
Status = PayoutDetails.Status


@dataclass(frozen=True, kw_only=True)
class Payee:
    """What somebody says about who is paid. Empty numbers leave those that were given before."""

    holder: str
    address: AddressData
    tax_id: str = ""
    bank_account: str = ""


def save_payout_details(user: User, *, payee: Payee) -> PayoutDetails:
    """Keep who is paid and where to. Another name, country or tax number has to be verified again.

    Refuses creators.details_invalid with a sentence per field. Emits PayoutDetailsChanged when the account changes.
    """
    country = payee.address.country
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    known = PayoutDetails.objects.select_for_update().filter(user=user).first()
    columns, wrong = _clean(payee, known)
    if wrong:
        raise DetailsInvalid(wrong)
    details = known or PayoutDetails(user=user)
    before = (details.holder, details.country, details.tax_id, details.bank_account)
    details.holder, details.country = str(columns["holder"]), country
    details.address = columns["address"]
    details.tax_id, details.bank_account = str(columns["tax_id"]), str(columns["bank_account"])
    if known is None or before[:3] != (details.holder, country, details.tax_id):
        details.status, details.decided_at, details.note = Status.GIVEN, None, ""
    details.changed_at = clock.now()
    # A first account needs no rest: nothing is paid to it before a person has looked at the paper.
    if known is not None and before[3] != details.bank_account:
        details.account_changed_at = details.changed_at
    details.save()
    if before[3] != details.bank_account:
        emit(PayoutDetailsChanged(user.pk, is_first=known is None))
    return details


def give_identity_paper(user: User, *, file: UploadedFile[bytes]) -> PayoutDetails:
    """Hand in an identity card or passport, in the place of one given before; a person looks at it.

    Refuses creators.details_missing, sellers.document_refused.
    """
    details = PayoutDetails.objects.select_for_update().filter(user=user).first()
    if details is None:
        raise DetailsMissing
    paper = read_paper(file)
    old = details.document_key
    details.document_key = f"creators/{user.pk}/{uuid7()}.{paper.suffix}"
    details.document_name, details.document_type = paper.name, paper.content_type
    details.status, details.decided_at, details.note = Status.GIVEN, None, ""
    details.changed_at = clock.now()
    details.save()
    private_storage().put_bytes(details.document_key, paper.content)
    if old:
        transaction.on_commit(lambda: private_storage().delete(old), robust=True)
    return details


def verify_identity(details: PayoutDetails, *, by: User) -> PayoutDetails:
    """Staff has seen that the paper is the person's. Refuses creators.nothing_to_decide and moderation.own_case. Emits
    IdentityDecided."""
    return _decide(details, Status.VERIFIED, by=by, note="")


def refuse_identity(details: PayoutDetails, *, by: User, note: str) -> PayoutDetails:
    """Staff says what is wrong with the paper. Refuses creators.why_missing, creators.nothing_to_decide and
    moderation.own_case. Emits IdentityDecided."""
    note = note.strip()[:NOTE_LENGTH_MAX]
    if not note:
        raise WhyMissing
    return _decide(details, Status.REFUSED, by=by, note=note)


def _decide(details: PayoutDetails, to: str, *, by: User, note: str) -> PayoutDetails:
    require_other(by, details.user_id)
    locked = PayoutDetails.objects.select_for_update().get(pk=details.pk)
    # What was seen is what is decided about: a paper handed in meanwhile is another one, a name given since too.
    seen = (details.document_key, details.changed_at)
    if locked.status != Status.GIVEN or not locked.document_key or (locked.document_key, locked.changed_at) != seen:
        raise NothingToDecide
    locked.status, locked.note, locked.decided_at = to, note, clock.now()
    locked.save(update_fields=["status", "note", "decided_at"])
    verb = "verify_identity" if to == Status.VERIFIED else "refuse_identity"
    record_staff_action(by=by, verb=verb, kind="user", target_id=locked.pk, why=note)
    emit(IdentityDecided(locked.user_id, is_verified=to == Status.VERIFIED, note=note))
    return locked


def _clean(payee: Payee, known: PayoutDetails | None) -> tuple[dict[str, object], dict[str, str]]:
    wrong: dict[str, str] = {}
    holder = " ".join(payee.holder.split())
    if not 1 <= len(holder) <= HOLDER_LENGTH_MAX:
        wrong["holder"] = _("Give the full name as the bank knows it.")
    address = payee.address
    try:
        address = clean_address(address.country, {**address.as_json(), "name": holder or "-"})
    except Invalid as refused:
        wrong |= {("holder" if name == "name" else name): told for name, told in refused.fields.items()}
    if not address.phone:
        wrong.setdefault("phone", _("Give a phone number."))
    is_same_country = known is not None and known.country == address.country
    kept_account = known.bank_account if known and is_same_country else ""
    kept_tax = known.tax_id if known and is_same_country else ""
    columns: dict[str, object] = {"holder": holder, "address": address.as_json()}
    columns["bank_account"], columns["tax_id"] = kept_account, kept_tax
    if payee.bank_account.strip():
        try:
            columns["bank_account"] = clean_bank_account(address.country, payee.bank_account)
        except ValueError:
            wrong["bank_account"] = _("This is not an account number. Where there is an IBAN, give the IBAN.")
    elif not kept_account:
        wrong["bank_account"] = _("Give the account that your earnings go to.")
    if payee.tax_id.strip():
        try:
            columns["tax_id"] = clean_tax_id(address.country, payee.tax_id)
        except ValueError:
            wrong["tax_id"] = _("This is not a tax number.")
    elif not kept_tax:
        wrong["tax_id"] = _("Give the tax number under which you declare what you earn.")
    return columns, wrong


@transaction.atomic
def forget_payout_details(user_id: uuid.UUID, *, was_paid: bool) -> None:
    """Take away bank account and paper of a person; who was paid money stays by name, address and tax number."""
    details = PayoutDetails.objects.select_for_update().filter(user=user_id).first()
    if details is None:
        return
    if details.document_key:
        private_storage().delete(details.document_key)
    if not was_paid:
        details.delete()
        return
    details.bank_account_sealed, details.note = "", ""
    details.document_key, details.document_name, details.document_type = "", "", ""
    details.status, details.decided_at = Status.GIVEN, None
    details.save()
