"""What changes in `users`. Sign-up, passwords and e-mail addresses of people at a browser are django-allauth's."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse

from halles.kit import clock
from halles.users import queries
from halles.users.addresses import AddressData
from halles.users.errors import (
    AddressesFull,
    EmailInvalid,
    EmailTaken,
    TokenNameNeeded,
    TokensFull,
    TokenUnknown,
    UserUnknown,
)
from halles.users.mails import account_mail
from halles.users.models import Address, ApiToken, Consent, FormerAddress, User
from halles.users.staff_roles import ADMIN, require_role

ADDRESSES_MAX = 20
TOKENS_MAX = 20
TOKEN_NAME_MAX = 60
TOKEN_START = "hal_"  # noqa: S105 - says what kind of secret follows


def create_user(
    *,
    email: str,
    password: str | None = None,
    name: str = "",
    market: str = "",
    language: str = "",
    is_staff: bool = False,
    staff_role: str = "",
    is_verified: bool = True,
) -> User:
    """Make an account from the command line, a desk or the demo; without a password one signs in after a reset.

    Staff without a `staff_role` are admins. Refuses EmailInvalid, EmailTaken and StaffRoleUnknown.
    """
    role = require_role(staff_role or ADMIN) if is_staff or staff_role else ""
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as wrong:
        raise EmailInvalid(email=email[:254]) from wrong
    try:
        with transaction.atomic():
            user = User.objects.create_user(
                email,
                password,
                name=name.strip(),
                market=market,
                language=language,
                is_staff=bool(role),
                staff_role=role,
            )
            EmailAddress.objects.create(user=user, email=email, verified=is_verified, primary=True)
    except IntegrityError as taken:
        raise EmailTaken(email=email) from taken
    return user


def update_details(user: User, *, name: str) -> None:
    """Change what the person is called."""
    user.name = name.strip()
    user.save(update_fields=["name"])


def remember_choice(*, user_id: uuid.UUID, market: str, language: str) -> None:
    """Keep the market and language a person chose; an empty one stays as it was."""
    chosen = {key: value for key, value in (("market", market), ("language", language)) if value}
    if chosen:
        User.objects.filter(pk=user_id).update(**chosen)


def set_staff(user: User, *, role: str) -> None:
    """Let a person into the back office with a role, or out of it with an empty one; refuses StaffRoleUnknown."""
    user.staff_role = require_role(role) if role else ""
    user.is_staff = bool(role)
    user.save(update_fields=["is_staff", "staff_role"])


def lock_user(user_id: uuid.UUID) -> User:
    """The person's row, locked for this transaction: their addresses and tokens are counted under it."""
    user = User.objects.select_for_update().filter(pk=user_id).first()
    if user is None:
        raise UserUnknown
    return user


@transaction.atomic
def save_address(user: User, data: AddressData, *, address: Address | None = None, is_default: bool = False) -> Address:
    """Keep a clean address (`addresses.clean_address`), new or in place of `address`; a person's first one is their
    default. Refuses AddressesFull."""
    locked = lock_user(user.pk)
    row = address or Address(user=locked)
    held = Address.objects.filter(user=locked)
    if address is None:
        held_count = held.count()
        if held_count >= ADDRESSES_MAX:
            raise AddressesFull(count=ADDRESSES_MAX)
        is_default = is_default or held_count == 0
    for part, text in data.as_json().items():
        setattr(row, part, text)
    if is_default:
        held.filter(is_default=True).exclude(pk=row.pk).update(is_default=False)
        row.is_default = True
    row.save()
    _keep_ship_country(user)
    return row


@transaction.atomic
def make_default(user: User, address: Address) -> None:
    """Send parcels to this address unless told otherwise."""
    locked = lock_user(user.pk)
    Address.objects.filter(user=locked, is_default=True).update(is_default=False)
    Address.objects.filter(user=locked, pk=address.pk).update(is_default=True)
    _keep_ship_country(user)


@transaction.atomic
def delete_address(user: User, address: Address) -> None:
    """Forget an address; when it was the default, the newest one left becomes it. Orders keep their own copy."""
    locked = lock_user(user.pk)
    Address.objects.filter(user=locked, pk=address.pk).delete()
    left = Address.objects.filter(user=locked).order_by("-pk")
    if not left.filter(is_default=True).exists():
        newest = left.first()
        if newest is not None:
            Address.objects.filter(pk=newest.pk).update(is_default=True)
    _keep_ship_country(user)


def _keep_ship_country(user: User) -> None:
    country = Address.objects.filter(user=user, is_default=True).values_list("country", flat=True).first() or ""
    User.objects.filter(pk=user.pk).update(ship_country=country)
    user.ship_country = country


@transaction.atomic
def issue_token(user: User, name: str, *, days: int | None = None) -> str:
    """A new key for programs, returned this once: only its hash is kept. `days` ends it, None does not.

    Refuses TokenNameNeeded and TokensFull.
    """
    name = name.strip()
    if not name or len(name) > TOKEN_NAME_MAX:
        raise TokenNameNeeded
    locked = lock_user(user.pk)
    living = ApiToken.objects.filter(user=locked, revoked_at=None).exclude(expires_at__lte=clock.now())
    if living.count() >= TOKENS_MAX:
        raise TokensFull(count=TOKENS_MAX)
    raw = TOKEN_START + secrets.token_urlsafe(32)
    ApiToken.objects.create(
        user=locked,
        name=name,
        token_hash=queries.hash_token(raw),
        ending=raw[-4:],
        expires_at=clock.now() + dt.timedelta(days=days) if days else None,
    )
    return raw


@transaction.atomic
def issue_token_by_page(user: User, name: str, *, days: int | None = None) -> str:
    """As issue_token, and the person has it in writing: whoever sat at their browser may not have been them."""
    raw = issue_token(user, name, days=days)
    facts = {"name": name.strip(), "tokens_url": reverse("users:tokens"), "timestamp": clock.now()}
    account_mail("token_issued", to=user.email, sender=settings.DEFAULT_FROM_EMAIL, context=facts).send()
    return raw


def revoke_token(token: ApiToken) -> None:
    """Withdraw a token: it opens nothing from now on. TokenUnknown when it was withdrawn before."""
    if not ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=clock.now()):
        raise TokenUnknown


def revoke_all_tokens(user: User) -> int:
    """Withdraw every living token of the person; how many there were."""
    living = ApiToken.objects.filter(user=user, revoked_at=None).exclude(expires_at__lte=clock.now())
    return living.update(revoked_at=clock.now())


def keep_former_address(user: User, email: str) -> None:
    """Somebody signs in with another address now: what was written to `email` until now stays findable as theirs."""
    FormerAddress.objects.create(user=user, email=email, until_at=clock.now())


def note_token_use(token: ApiToken) -> None:
    """Remember the day a token was last used; writes at most once a day."""
    today = clock.today()
    if token.last_used_on != today:
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=today)


def record_consent(
    *, user: User | None, visit_id: uuid.UUID | None, purpose: str, is_granted: bool, text_version: str
) -> Consent:
    """Write down an answer beside the earlier ones, by a person, a visit, or both."""
    return Consent.objects.create(
        user=user, visit_id=visit_id, purpose=purpose, is_granted=is_granted, text_version=text_version, at=clock.now()
    )


def end_sessions(user: User) -> None:
    """Sign the person out in every browser, this one too. Tokens of programs stay."""
    User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
    user.refresh_from_db(fields=["session_epoch"])
