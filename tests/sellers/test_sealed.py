"""Account and tax numbers in the database tell nothing to whoever copies it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from halles.kit.sealing import SealBrokenError, reseal_all, seal, unseal
from halles.sellers.models import BANK_ACCOUNT, TAX_ID, Seller
from tests.sellers.makers import make_applicant

pytestmark = pytest.mark.django_db
IBAN = "FR7630006000011234567890189"


def in_database(seller: Seller) -> tuple[str, ...]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM sellers_seller WHERE id = %s", [seller.pk])
        return tuple(str(value) for value in cursor.fetchone() or ())


def test_the_database_holds_no_number_its_shop_reads_it() -> None:
    seller = make_applicant()
    assert not [value for value in in_database(seller) if IBAN in value or seller.tax_id in value]
    again = Seller.objects.get(pk=seller.pk)
    assert (again.bank_account, again.tax_id) == (IBAN, "1234567890123")
    assert again.bank_account_sealed != seal(IBAN, purpose=BANK_ACCOUNT), "the same number never looks the same"

    seller.bank_account = ""
    seller.save()
    assert Seller.objects.get(pk=seller.pk).bank_account_sealed == ""


def test_a_seal_is_for_one_purpose_and_cannot_be_altered() -> None:
    sealed = seal(IBAN, purpose=BANK_ACCOUNT)
    for broken, purpose in ((sealed, TAX_ID), (sealed[:-4] + "AAA=", BANK_ACCOUNT), (IBAN, BANK_ACCOUNT)):
        with pytest.raises(SealBrokenError):
            unseal(broken, purpose=purpose)


def test_a_new_secret_reads_what_the_old_one_sealed_and_seals_it_anew(settings: Any) -> None:
    seller = make_applicant()
    other = make_applicant()
    old = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "n" * 40, [old]
    assert Seller.objects.get(pk=seller.pk).bank_account == IBAN

    assert reseal_all() == 4, "two numbers of two shops"
    assert reseal_all() == 0

    settings.SECRET_KEY_FALLBACKS = []
    for shop in (seller, other):
        assert Seller.objects.get(pk=shop.pk).bank_account == IBAN
    settings.SECRET_KEY = old
    with pytest.raises(SealBrokenError):
        _ = Seller.objects.get(pk=seller.pk).bank_account


# The two steps from numbers in clear to sealed ones.
STEPS = ("0002_sealed_numbers", "0003_no_plain_numbers")


def step(name: str, *, forwards: bool) -> None:
    """One migration of shops on its own, there or back: what was built upon shops since stays as it is."""
    loader = MigrationExecutor(connection).loader
    migration = loader.get_migration("sellers", name)
    before = loader.project_state(("sellers", name), at_end=False)
    with connection.schema_editor(atomic=True) as editor:
        (migration.apply if forwards else migration.unapply)(before, editor)
        # What is checked at the end of the transaction would keep the table from being altered.
        editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_numbers_kept_in_clear_so_far_are_sealed_by_the_migration() -> None:
    seller = make_applicant()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for name in reversed(STEPS):
        step(name, forwards=False)
    assert IBAN in in_database(seller), "the way back brings the number back"
    with connection.cursor() as cursor:
        cursor.execute("UPDATE sellers_seller SET bank_account = 'JP12345', tax_id = ''")
    for name in STEPS:
        step(name, forwards=True)
    again = Seller.objects.get(pk=seller.pk)
    assert (again.bank_account, again.tax_id, again.tax_id_sealed) == ("JP12345", "", "")
    assert not [value for value in in_database(seller) if "JP12345" in value]
