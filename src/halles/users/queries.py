"""Reads of `users`."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid

from allauth.account.models import EmailAddress
from django.db.models import F

from halles.kit import clock
from halles.kit.statements import columns_of, fetch_one, model_of, width_of
from halles.users.addresses import AddressData
from halles.users.errors import AddressUnknown, TokenUnknown, UserUnknown
from halles.users.models import Address, ApiToken, Consent, FormerAddress, User
from halles.users.staff_roles import roles_with

# On the way of every call of the API and every one-tap purchase.
_LIVING_TOKEN = f"""
SELECT {columns_of(ApiToken, "token")}, {columns_of(User, "person")}
FROM users_apitoken token JOIN users_user person ON person.id = token.user_id
WHERE token.token_hash = %s AND token.revoked_at IS NULL AND person.is_active
    AND (token.expires_at IS NULL OR token.expires_at > %s)
"""  # noqa: S608 - columns of our own tables
_DEFAULT_ADDRESS = f"""
SELECT {columns_of(Address, "address")} FROM users_address address WHERE address.user_id = %s AND address.is_default
"""  # noqa: S608 - columns of our own tables


def get_user(user_id: uuid.UUID) -> User:
    """The person of an id, else UserUnknown."""
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        raise UserUnknown
    return user


def find_user_by_email(email: str) -> User | None:
    """The person who signs in with this address, in any case, else None."""
    return User.objects.filter(email=email.strip().lower()).first()


def list_verified_addresses(user: User) -> list[str]:
    """The mail addresses that this person has shown to be theirs, at most 20."""
    return list(
        EmailAddress.objects.filter(user=user, verified=True).order_by("pk").values_list("email", flat=True)[:20]
    )


def list_former_addresses(user: User) -> list[tuple[str, dt.datetime]]:
    """The newest 50 addresses that this person signed in with before, each with the instant at which it was changed."""
    former = FormerAddress.objects.filter(user=user).order_by("-until_at")
    return list(former.values_list("email", "until_at")[:50])


def list_staff(task: str) -> list[User]:
    """Those of the staff whose role includes the task, at most 100."""
    roles = roles_with(task)
    return list(User.objects.filter(is_staff=True, is_active=True, staff_role__in=roles).order_by("pk")[:100])


def list_addresses(user: User) -> list[Address]:
    """The person's addresses, the default one first, then the newest."""
    return list(Address.objects.filter(user=user).order_by("-is_default", "-pk"))


def get_address_for_user(user: User, address_id: uuid.UUID) -> Address:
    """The address when it is this person's, else AddressUnknown."""
    address = Address.objects.filter(user=user, pk=address_id).first()
    if address is None:
        raise AddressUnknown
    return address


def find_default_address(user: User) -> Address | None:
    """The address parcels go to unless told otherwise, else None. One statement."""
    row = fetch_one(_DEFAULT_ADDRESS, [user.pk])
    return model_of(Address, row) if row else None


def address_data(address: Address) -> AddressData:
    """The address without its owner."""
    return AddressData(
        name=address.name,
        company=address.company,
        line1=address.line1,
        line2=address.line2,
        city=address.city,
        region=address.region,
        postal_code=address.postal_code,
        country=address.country,
        phone=address.phone,
    )


def hash_token(raw: str) -> str:
    """What is kept of a token; it is long and random, so that a plain hash suffices."""
    return hashlib.sha256(raw.encode()).hexdigest()


def find_token(raw: str) -> ApiToken | None:
    """The living token of a raw key, its active person loaded with it in the same statement, else None."""
    row = fetch_one(_LIVING_TOKEN, [hash_token(raw), clock.now()])
    if row is None:
        return None
    token = model_of(ApiToken, row)
    token.user = model_of(User, row[width_of(ApiToken) :])
    return token


def find_user_by_token(raw: str) -> User | None:
    """The active person a raw token belongs to, else None. One statement, writes nothing."""
    token = find_token(raw)
    return token.user if token else None


def list_tokens(user: User) -> list[ApiToken]:
    """The person's tokens that still open something, newest first."""
    return list(
        ApiToken.objects.filter(user=user, revoked_at=None)
        .order_by(F("created_at").desc())
        .exclude(expires_at__lte=clock.now())
    )


def get_token_for_user(user: User, token_id: uuid.UUID) -> ApiToken:
    """The token when it is this person's, else TokenUnknown."""
    token = ApiToken.objects.filter(user=user, pk=token_id).first()
    if token is None:
        raise TokenUnknown
    return token


def find_consent(user: User, purpose: str, text_version: str) -> bool | None:
    """The person's newest answer to these words, else None."""
    return (
        Consent.objects.filter(user=user, purpose=purpose, text_version=text_version)
        .order_by("-pk")
        .values_list("is_granted", flat=True)
        .first()
    )
