"""The people: accounts, addresses, cards. Who is there already is left as they are."""

from __future__ import annotations

from collections.abc import Iterable

from halles.demo.seed.moments import OPENED_DAYS_AGO, back
from halles.demo.world.kinds import PersonData, World
from halles.kit import clock
from halles.payments import services as payments
from halles.payments.models import SavedCard
from halles.payments.providers.sandbox.cards import find_test_card, read_details
from halles.payments.providers.sandbox.desk import make_token
from halles.users.addresses import AddressData, clean_address
from halles.users.models import User
from halles.users.queries import find_default_address, find_user_by_email
from halles.users.services import create_user, save_address

PASSWORD = "bonjour-les-halles"  # noqa: S105 - printed for everybody who runs the demo
CARDS = {"JP": "3566002020360505", "US": "5555555555554444"}
CARD = "4242424242424242"


def seat(person: PersonData) -> User:
    """The account of somebody, made when it is not there yet; only people with a role get a password."""
    found = find_user_by_email(person.email)
    if found is not None:
        return found
    with back(OPENED_DAYS_AGO + 30):
        return create_user(
            email=person.email,
            password=PASSWORD if person.role else None,
            name=person.name,
            market=person.market,
            language=person.language,
            # Their keys are the names of their roles.
            staff_role=person.key if person.role == "staff" else "",
        )


def seat_everybody(world: World) -> None:
    """All accounts, addresses and cards of the cast."""
    for person in _everybody(world):
        user = seat(person)
        if person.address and find_default_address(user) is None:
            save_address(user, address_of(person))
        if person.has_card and not SavedCard.objects.filter(user=user).exists():
            payments.save_card(user.pk, card_token(person.market))


def _everybody(world: World) -> Iterable[PersonData]:
    yield from world.people
    yield from (applicant.person for applicant in world.applicants)
    yield from world.crowd


def address_of(person: PersonData) -> AddressData:
    """Somebody's address in clean form."""
    return clean_address(person.address["country"], dict(person.address))


def card_token(market: str, number: str = "") -> str:
    """A fresh token of a test card, as card entry gives it: of an approved one unless a number is named."""
    number = number or CARDS.get(market, CARD)
    expiry = f"12/{clock.today().year % 100 + 3:02d}"
    details, wrong = read_details({"number": number, "expiry": expiry, "cvc": "123"}, clock.today())
    card = find_test_card(number)
    assert details is not None, wrong
    assert card is not None
    return make_token(details, card).token


def sign_ins(world: World) -> list[tuple[str, PersonData]]:
    """Who signs in with a password, by role, the first of a role first."""
    order = ("customer", "seller", "creator", "staff")
    return [(role, person) for role in order for person in world.people if person.role == role]
