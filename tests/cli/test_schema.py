"""A database that this installation brought up to date is not asked again; anything else is."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from halles.cli.supervision import schema


def _url() -> str:
    told = connection.settings_dict
    return f"postgresql://{told['USER']}@/{told['NAME']}?host={told['HOST']}"


@pytest.mark.django_db(transaction=True)
def test_the_mark_fits_these_migrations_and_this_state_of_the_database_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert settings.DATABASES["default"]["NAME"] in _url()
    assert not schema.is_up_to_date(_url(), tmp_path), "nobody has looked yet"
    schema.remember(_url(), tmp_path)
    assert schema.is_up_to_date(_url(), tmp_path)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('newer', '0001', now())")
    try:
        assert not schema.is_up_to_date(_url(), tmp_path), "another release was here"
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM django_migrations WHERE app = 'newer'")
    assert schema.is_up_to_date(_url(), tmp_path)
    package = tmp_path / "halles"
    (package / "orders" / "migrations").mkdir(parents=True)
    (package / "orders" / "migrations" / "0099_later.py").write_text("")
    monkeypatch.setattr(schema, "PACKAGE", package)
    assert not schema.is_up_to_date(_url(), tmp_path), "this release brings other migrations"


def test_a_database_that_does_not_answer_is_never_up_to_date(tmp_path: Path) -> None:
    nowhere = "postgresql://halles@127.0.0.1:1/halles?connect_timeout=1"
    schema.remember(nowhere, tmp_path)
    assert not (tmp_path / schema.MARK).exists()
    (tmp_path / schema.MARK).write_text("")
    assert not schema.is_up_to_date(nowhere, tmp_path)
