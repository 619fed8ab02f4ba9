"""Mails about places in shops and about accounts that were changed: both sides, in their languages."""

from __future__ import annotations

import datetime as dt

import pytest

from halles.creators.services import save_payout_details
from halles.kit import clock
from halles.notifications.models import Mail
from halles.sellers import services
from halles.sellers.models import Seller
from halles.users.models import User
from tests.affiliates.makers import make_creator
from tests.creators.makers import IBAN, make_payee
from tests.creators.test_payout_details import OTHER_IBAN
from tests.notifications.makers import forget, tell_all
from tests.sellers.makers import give_place, make_invitation, make_seller
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 6, 1, 9, tzinfo=dt.UTC)
SHOP = "bonjour@mailles.example"
COMMISSION = "as long as you have a place in a shop, what is sold of it earns you no commission"


def make_shop(language: str = "en") -> Seller:
    seller = make_seller()
    User.objects.filter(pk=seller.owner_id).update(language=language)
    return Seller.objects.select_related("owner").get(pk=seller.pk)


def told() -> list[tuple[str, str]]:
    return [(mail.to, mail.subject) for mail in tell_all()]


def test_an_invitation_goes_to_the_address_and_says_what_it_takes() -> None:
    with clock.travel(NOW):
        seller = make_shop()
        make_invitation(seller, "nobody-here@example.org")
        (mail,) = tell_all()
        assert (mail.to, mail.language) == ("nobody-here@example.org", "fr"), "in the language of the shop's market"
        forget()
        cleo = make_user(language="en")
        make_invitation(seller, cleo.email, "manager")
        (mail,) = tell_all()
    assert mail.subject == "Les Mailles d'Yport offers you a place in its team"
    assert "/studio/invitations/" in mail.text
    for words in (COMMISSION, "Nothing happens unless you accept, by 6/15/26", "Manager", cleo.email):
        assert words in mail.text, words


def test_both_sides_hear_of_a_yes_of_a_no_and_of_the_end() -> None:
    with clock.travel(NOW):
        seller, cleo = make_shop(), make_user(language="en", name="Cléo")
        yes = make_invitation(seller, cleo.email)
        forget()
        services.accept_invitation(cleo, invitation_id=yes.pk)
        assert told() == [
            (SHOP, "Cléo works at Les Mailles d'Yport now"),
            (cleo.email, "You have a place at Les Mailles d'Yport"),
        ]
        assert COMMISSION in Mail.objects.get(to=cleo.email).text
        forget()
        services.leave_shop(cleo, seller)
        assert told() == [
            (SHOP, "Cléo no longer works at Les Mailles d'Yport"),
            (cleo.email, "Your place at Les Mailles d'Yport has ended"),
        ]
        assert "has left Les Mailles d'Yport" in Mail.objects.get(to=SHOP).text
        forget()
        place = give_place(seller, cleo)
        services.change_role(seller, staff_id=place.pk, role="manager")
        services.remove_staff(seller, staff_id=place.pk)
        assert [to for to, _subject in told()] == [cleo.email, SHOP, cleo.email]
        assert "has ended your place" in Mail.objects.filter(to=cleo.email).latest("pk").text
        forget()
        no = make_invitation(seller, cleo.email)
        services.decline_invitation(cleo, invitation_id=no.pk)
        back = make_invitation(seller, "noe@example.org")
        services.withdraw_invitation(seller, invitation_id=back.pk)
        assert told() == [
            (SHOP, f"{cleo.email} does not take the place"),
            ("noe@example.org", "Les Mailles d'Yport a retiré son invitation"),
        ], "an invitation that is over before the mail is written is not written"


def test_shop_and_owner_hear_of_another_account_and_until_when_it_rests() -> None:
    with clock.travel(NOW):
        seller = make_shop()
        services.change_account(seller, by=seller.owner, holder=seller.legal_name, number=OTHER_IBAN)
        mails = tell_all()
    assert {mail.to for mail in mails} == {SHOP, seller.owner.email}
    for words in ("DE •••• 3000", "Nothing is paid to it before 6/3/26, 11:00", "Was it not you?"):
        assert words in mails[0].text, words
    assert OTHER_IBAN not in mails[0].text


def test_creators_hear_until_when_another_account_rests() -> None:
    with clock.travel(NOW):
        creator = make_creator(make_user(language="en"))
        save_payout_details(creator.user, payee=make_payee(bank_account=IBAN))
        assert tell_all() == [], "a first account takes the place of none"
        save_payout_details(creator.user, payee=make_payee(bank_account=OTHER_IBAN, tax_id=""))
        (mail,) = tell_all()
    assert "Nothing is paid to it before 6/3/26, 11:00" in mail.text
