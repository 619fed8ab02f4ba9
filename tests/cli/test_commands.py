from __future__ import annotations

import io

import pytest

from halles.cli.main import main
from halles.ledger.books import Report
from halles.users.models import ApiToken, User
from halles.users.queries import find_user_by_email, find_user_by_token


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    said = capsys.readouterr()
    assert isinstance(ended.value.code, int)
    return ended.value.code, said.out, said.err


def test_help_explains_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    code, said, _ = run(capsys, "--help")
    assert code == 0
    for name in ("up", "edge", "web", "worker", "demo", "user", "market", "ledger", "manage"):
        assert f"\n    {name} " in said, name


@pytest.mark.parametrize("name", ["up", "edge", "web", "worker", "demo", "user", "market", "ledger", "manage"])
def test_every_command_explains_itself(capsys: pytest.CaptureFixture[str], name: str) -> None:
    code, said, wrong = run(capsys, name, "--help")
    assert (code, wrong) == (0, "")
    assert said.startswith(f"usage: halles {name} ")


@pytest.mark.django_db
def test_an_account_is_made_with_a_password_from_standard_input(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("pear tree lantern\n"))
    create = ("user", "create", "Ada@Example.com", "--name", "Ada", "--staff", "--market", "fr", "--language", "fr")
    assert run(capsys, *create) == (0, "ada@example.com can sign in.\n", "")
    user = find_user_by_email("ada@example.com")
    assert user is not None
    assert (user.name, user.is_staff, user.market, user.language) == ("Ada", True, "FR", "fr")
    assert user.check_password("pear tree lantern")
    again = run(capsys, "user", "create", "ada@example.com", "--no-password")
    assert again == (1, "", "There is an account with the address ada@example.com already.\n")


@pytest.mark.django_db
def test_a_weak_password_makes_no_account(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("12345\n"))
    code, _, said = run(capsys, "user", "create", "ada@example.com")
    assert code == 1
    assert "too short" in said
    assert not User.objects.exists()


@pytest.mark.django_db
def test_a_token_is_printed_once_and_opens_the_account(capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "user", "create", "ada@example.com", "--no-password")
    code, token, _ = run(capsys, "user", "token", "ADA@example.com", "--name", "partner")
    assert code == 0
    user = find_user_by_token(token.strip())
    assert user is not None
    assert user.email == "ada@example.com"
    assert run(capsys, "user", "token", "bob@example.com")[0] == 1
    assert ApiToken.objects.count() == 1


@pytest.mark.django_db
def test_staff_come_and_go(capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "user", "create", "ada@example.com", "--no-password")
    for extra, role in (((), "admin"), (("--role", "moderator"), "moderator"), (("--remove",), "")):
        assert run(capsys, "user", "staff", "ada@example.com", *extra)[0] == 0
        user = User.objects.get()
        assert (user.is_staff, user.staff_role) == (bool(role), role)
    assert run(capsys, "user", "staff", "ada@example.com", "--role", "owner")[0] == 1
    assert not User.objects.get().is_staff


@pytest.mark.django_db
def test_a_market_is_paused_with_a_reason(capsys: pytest.CaptureFixture[str]) -> None:
    assert "FR  open     EUR  France\n" in run(capsys, "market", "list")[1]
    assert run(capsys, "market", "pause", "fr", "--why", "strike") == (0, "FR is paused.\n", "")
    assert "FR  paused   EUR  France\n" in run(capsys, "market", "list")[1]
    assert run(capsys, "market", "pause", "FR", "--why", "strike")[0] == 1
    assert run(capsys, "market", "open", "ZZ", "--why", "new")[0] == 1
    assert run(capsys, "market", "close", "FR")[0] == 2, "no reason, no decision"


@pytest.mark.django_db
def test_the_books_are_read(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(capsys, "ledger", "check") == (0, "The books hold: 0 transactions, 0 postings.\n", "")
    broken = Report(("transaction x: off balance by 1 EUR",), 1, 2)
    monkeypatch.setattr("halles.ledger.books.check_books", lambda: broken)
    said = "transaction x: off balance by 1 EUR\nThe books do not hold (1 transactions, 2 postings).\n"
    assert run(capsys, "ledger", "check") == (1, said, "")
