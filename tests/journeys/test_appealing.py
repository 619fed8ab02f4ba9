"""Somebody reports a comment, staff decide by a rule, its author appeals, somebody else of the staff reverses."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import DESK, Hall, answer_consent, enter, open_page

pytestmark = pytest.mark.journey
TEXT = "Ce bol n'est pas du grès, c'est de la faïence."
PEOPLE = f"""
from halles.users.models import User
from halles.videos.services import comment_video
from tests.journeys.seed import person
author = person("author", language="en", market="FR")
comment = comment_video(author, "{{video}}", text={TEXT!r}, language="fr")
first, second = (person(name, is_staff=True, staff_role="moderator") for name in ("morgan", "robin"))
print(author.email, first.email, second.email, comment.pk)
"""
STATUS = """
from halles.social.models import Comment
print(Comment.objects.get(pk="{comment}").status)
"""
MAILS = """
from halles.notifications.models import Mail
print(" ".join(Mail.objects.filter(to="{email}").order_by("pk").values_list("kind", flat=True)))
"""


def arrive(browser: Browser, hall: Hall, way: str, email: str = "", *, size: dict[str, int] | None = None) -> Page:
    page = open_page(browser, hall, size=size) if size else open_page(browser, hall)
    if email:
        enter(page, hall, email)
    page.goto(way)
    if page.locator("form.consent").count():
        answer_consent(page)
    return page


def report(page: Page, comment: str) -> None:
    """The button under the comment, in the sheet over the video."""
    page.locator("button[data-act=comments]").first.click()
    said = page.locator(".comment", has=page.locator(f'form[action="/report/comment/{comment}/"]'))
    said.get_by_text("Report", exact=True).click()
    said.get_by_label("What is wrong?").select_option("hate")
    said.get_by_role("button", name="Send the report").click()
    expect(page.get_by_text("Thank you. Somebody will look at it.")).to_be_visible()


def decide(page: Page) -> None:
    """From the work list to the statement of reasons, precedent beside it."""
    page.get_by_role("row", name=re.compile("Hate or harassment")).get_by_role("link").first.click()
    page.get_by_role("link", name="It breaks a rule").click()
    expect(page.get_by_text(TEXT)).to_be_visible()
    page.get_by_label("Which rule").select_option("respect")
    expect(page.locator("#precedents")).to_contain_text("Nobody is insulted, threatened or pursued here")
    page.get_by_label(re.compile("What you saw")).fill("The maker is called a liar.")
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_text("Decided. Everybody concerned is told why.")).to_be_visible()


def appeal(page: Page) -> None:
    """The author reads the reasons, and says why they are wrong."""
    page.get_by_role("link", name=re.compile("Comment: Removed")).click()
    for words in (TEXT, "Insults and harassment", "The maker is called a liar.", "not a machine", "Appeal until"):
        expect(page.locator("main")).to_contain_text(words)
    assert page.evaluate("document.documentElement.scrollWidth") <= page.evaluate("window.innerWidth")
    page.get_by_label("Why is the decision wrong?").fill("I only named the material. Nobody is called anything.")
    page.get_by_role("button", name="Appeal").click()
    expect(page.get_by_text("the decision is paused").first).to_be_visible()


def test_report_decision_appeal_and_back(hall: Hall, browser: Browser) -> None:
    facts = hall.scene("clip")
    author, first, second, comment = hall.manage(PEOPLE.format(video=facts["video"])).split()

    def status() -> str:
        return hall.manage(STATUS.format(comment=comment)).strip()

    report(arrive(browser, hall, f"/v/{facts['video']}/", facts["customer"]), comment)
    judge = arrive(browser, hall, "/staff/reviews/", first, size=DESK)
    decide(judge)
    assert status() == "removed"

    concerned = arrive(browser, hall, "/account/decisions/", author)
    appeal(concerned)
    assert status() == "shown", "the appeal pauses the decision"

    judge.goto("/staff/reviews/appeals/")
    expect(judge.get_by_text("somebody else answers")).to_be_visible()
    judge.get_by_role("link", name=re.compile("Comment: Removed")).click()
    expect(judge.get_by_text("somebody else of the staff answers")).to_be_visible()
    expect(judge.get_by_role("button", name=re.compile("reverse it"))).to_have_count(0)

    other = arrive(browser, hall, "/staff/reviews/appeals/", second, size=DESK)
    other.get_by_role("link", name=re.compile("Comment: Removed")).click()
    other.get_by_label(re.compile("Why")).fill("It names the material, no person.")
    other.get_by_role("button", name=re.compile("reverse it")).click()
    expect(other.get_by_text("Decided. The person concerned is told why.")).to_be_visible()
    assert status() == "shown"

    concerned.reload()
    expect(concerned.locator("main")).to_contain_text("Reversed on appeal")
    expect(concerned.locator("main")).to_contain_text("It names the material, no person.")
    for _try in range(40):
        mails = sorted(hall.manage(MAILS.format(email=author)).split())
        if len(mails) == 3:
            break
        concerned.wait_for_timeout(250)
    assert mails == ["appeal_closed", "appeal_opened", "decision_made"]
