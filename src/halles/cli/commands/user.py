"""`halles user …`: accounts, tokens, staff."""

from __future__ import annotations

import argparse
import getpass
import sys

from halles.cli.commands.registering import Commands

STAFF_HELP = "let them into the back office, with a role (admin, moderator, support, finance; admin when none is given)"


def register(commands: Commands) -> None:
    actions = commands.add_parser(
        "user", help="make an account, a token for the API, a member of staff"
    ).add_subparsers(title="actions", metavar="ACTION", required=True)
    create = actions.add_parser("create", help="make an account; asks for a password, or reads one line of input")
    create.add_argument("email")
    create.add_argument("--name", default="", help="what the person is called")
    create.add_argument("--staff", metavar="ROLE", nargs="?", const="admin", default="", help=STAFF_HELP)
    create.add_argument("--market", default="", help="their market, such as FR")
    create.add_argument("--language", default="", help="their language, such as fr")
    create.add_argument("--no-password", action="store_true", help="they choose one through “forgotten password”")
    create.set_defaults(run=run_create)
    token = actions.add_parser("token", help="print a new token for the API, this once")
    token.add_argument("email")
    token.add_argument("--name", default="command line", help="what it is for")
    token.add_argument("--days", type=int, help="how long it is good for; without, until it is revoked")
    token.set_defaults(run=run_token)
    staff = actions.add_parser("staff", help="let somebody into the back office, or out of it")
    staff.add_argument("email")
    staff.add_argument("--role", default="admin", help="admin (the default), moderator, support or finance")
    staff.add_argument("--remove", action="store_true")
    staff.set_defaults(run=run_staff)


def run_create(arguments: argparse.Namespace) -> int:
    from halles.cli.house import run_in_house

    password = None if arguments.no_password else _read_password()

    def create() -> int:
        from django.contrib.auth.password_validation import validate_password
        from django.core.exceptions import ValidationError

        from halles.users.services import create_user

        try:
            if password is not None:
                validate_password(password)
        except ValidationError as weak:
            print("\n".join(weak.messages), file=sys.stderr)
            return 1
        user = create_user(
            email=arguments.email,
            password=password,
            name=arguments.name,
            market=arguments.market.upper(),
            language=arguments.language,
            staff_role=arguments.staff,
        )
        print(f"{user.email} can sign in." if password else f"{user.email} can choose a password and sign in.")
        return 0

    return run_in_house(create)


def run_token(arguments: argparse.Namespace) -> int:
    from halles.cli.house import run_in_house

    def issue() -> int:
        from halles.users.services import issue_token

        print(issue_token(_find(arguments.email), arguments.name, days=arguments.days))
        return 0

    return run_in_house(issue)


def run_staff(arguments: argparse.Namespace) -> int:
    from halles.cli.house import run_in_house

    def change() -> int:
        from halles.users.services import set_staff

        user = _find(arguments.email)
        set_staff(user, role="" if arguments.remove else arguments.role)
        print(
            f"{user.email} is no longer staff."
            if arguments.remove
            else f"{user.email} is now staff: {user.staff_role}."
        )
        return 0

    return run_in_house(change)


def _find(email: str):  # type: ignore[no-untyped-def]  # a User, whose module is only imported with Django
    from halles.users.errors import UserUnknown
    from halles.users.queries import find_user_by_email

    user = find_user_by_email(email)
    if user is None:
        raise UserUnknown
    return user


def _read_password() -> str:
    if sys.stdin.isatty():
        return getpass.getpass("Password: ")
    return sys.stdin.readline().rstrip("\n")
