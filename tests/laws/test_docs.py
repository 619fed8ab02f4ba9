"""Docs that can go stale are generated or compared."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

from django.urls import resolve

from halles.affiliates import pseudonym
from halles.affiliates.queries import marketplace
from halles.affiliates.queries.facts import TOUCHES_MAX
from halles.affiliates.services import plans
from halles.checkout.services import limits
from halles.kit.rate_limits import TooOften
from halles.sellers.services import inviting
from halles.studio.views_people import INVITATIONS_PER_HOUR_MAX

ROOT = Path(__file__).resolve().parent.parent.parent


def test_the_map_is_fresh() -> None:
    told = subprocess.run(
        [sys.executable, "tools/map.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stdout


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    said = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").lower()
    names = [re.split(r"[\[<>=;~! ]", one)[0] for one in project["dependencies"]]
    missing = [name for name in names if name.lower() not in said]
    assert not missing, f"docs/dependencies.md gives no reason for {missing}"


def test_the_readme_speaks_of_things_that_exist() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    linked = re.findall(r"\]\((?!https?:)([^)#]+)", text)
    assert not [path for path in linked if not (ROOT / path).exists()]
    made = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert not [name for name in re.findall(r"`make ([a-z-]+)", text) if name not in made]


def test_every_address_the_readme_names_answers() -> None:
    named = re.findall(r"`(?:GET )?(/[a-z0-9/_-]+)`", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert "/sandbox-pay/cards/" in named
    for address in named:
        if address not in {"/healthz", "/readyz"}:
            resolve(address)


def test_the_limits_page_tells_the_numbers_of_the_code() -> None:
    told = (ROOT / "docs" / "limits.md").read_text(encoding="utf-8")
    assert told.count(f"{limits.PLACED_PER_HOUR_MAX} an hour") == 2
    assert f"{limits.TRANSFERS_PER_DAY_MAX} a day" in told
    assert f"wait for their payment | {limits.UNPAID_MAX} |" in told
    assert str(TooOften.sentence) in told
    from_browser, from_line = pseudonym._by_browser, pseudonym._by_line
    assert f"{from_browser.limit} times a minute from one browser and {from_line.limit} times a minute" in told
    assert f"a browser keeps at most {TOUCHES_MAX}" in told
    assert f"changes at most {plans.CHANGES_A_DAY_MAX} times a day" in told
    assert f"told from {marketplace.SHOPS_MIN} shops of a market on" in told
    assert f"A shop has {inviting.STAFF_MAX} people at most" in told
    assert f"one address {inviting.INVITATIONS_OF_A_DAY_MAX} times a day" in told
    assert f"stands for {inviting.INVITATION_DAYS} days and is forgotten {inviting.FORGOTTEN_DAYS} days" in told
    assert f"has declined again after {inviting.DECLINED_DAYS} days" in told
    assert f"invites {INVITATIONS_PER_HOUR_MAX} times an hour" in told
