"""What shops, authors and reporters are told about decisions of the staff."""

from __future__ import annotations

import pytest
from django.conf import settings

from halles.catalog import services as trading
from halles.moderation import services as moderating
from halles.notifications.models import Mail
from halles.sellers import services as selling
from halles.social import services as socialising
from halles.users.models import User
from halles.videos import services as showing
from tests.catalog.makers import make_on_sale
from tests.creators.makers import make_creator
from tests.moderation.makers import decide, make_report, make_staff, uphold
from tests.notifications.makers import forget, tell_all
from tests.sellers.makers import make_applicant
from tests.users.makers import make_user
from tests.videos.makers import make_video

pytestmark = pytest.mark.django_db
DESK = f"{settings.BASE_URL}/studio/shops/"


def french(**changes: str) -> User:
    return make_user(language="fr", **changes)


def kinds(mails: list[Mail]) -> list[str]:
    return [mail.kind for mail in mails]


def test_a_shop_is_told_exactly_what_is_missing() -> None:
    seller = make_applicant(french())
    selling.ask_for(seller, missing=["register_extract"], note="L'extrait date de 2019.", by=make_staff())
    applied, asked = tell_all()
    assert (applied.kind, asked.kind) == ("seller_applied", "seller_needs_info")
    assert (asked.to, asked.language) == ("bonjour@mailles.example", "fr")
    assert "• " in asked.text
    assert "L'extrait date de 2019." in asked.text
    assert "L&#x27;extrait date de 2019." in asked.html


def test_a_shop_is_told_what_was_decided_and_where_its_desk_is() -> None:
    staff, seller = make_staff(), make_applicant()
    selling.approve(seller, by=staff)
    selling.suspend(seller, by=staff, why="Parcels never left")
    selling.reinstate(seller, by=staff, why="They left")
    mails = tell_all()
    assert kinds(mails) == ["seller_applied", "seller_approved", "seller_reinstated"]
    for mail in mails:
        assert f"{DESK}{seller.slug}/" in mail.text
        assert f'href="{DESK}{seller.slug}/"' in mail.html


def test_a_shop_gets_the_statement_of_reasons_and_hears_when_the_product_is_given_back() -> None:
    product, staff = make_on_sale().product, make_staff()
    owner = product.seller.owner
    User.objects.filter(pk=owner.pk).update(language="fr")
    forget()
    report = make_report(kind="product", target_id=product.pk)
    decision = uphold(report, by=staff, why="Une copie.", subject=owner, about=product.title, rule="eu_counterfeit")
    trading.release_product(product, by=staff, why="Elle est vraie.")

    mails = [mail for mail in tell_all() if mail.kind != "report_decided"]
    assert kinds(mails) == ["decision_made", "decision_made", "product_released"]
    assert {mail.to for mail in mails[:2]} == {owner.email, product.seller.contact_email}
    told = mails[0].text
    for words in (product.title, "Une copie.", "Contrefaçon", "2017/1001", "tribunal", f"/decisions/{decision.pk}/"):
        assert words in told
    assert "Une copie." in mails[0].html
    assert staff.email not in told
    assert "Elle est vraie." in mails[2].text


def test_an_author_is_told_that_a_video_waits_goes_on_and_is_removed_each_with_its_reason() -> None:
    staff = make_staff()
    video = make_video(make_creator(user=french()))
    forget()
    for _time in range(2):
        showing.hold_video(video.pk, by=staff, why="À vérifier")
        showing.release_video(video.pk, by=staff)
    decide(target_id=video.pk, subject=video.creator.user, by=staff, facts="Contrefaçon", was="published")
    mails = tell_all()
    assert kinds(mails) == ["video_held", "video_released", "video_held", "video_released", "decision_made"]
    assert {(mail.to, mail.language) for mail in mails} == {(video.creator.user.email, "fr")}
    assert "À vérifier" in mails[0].text
    assert f"{settings.BASE_URL}/studio/videos/{video.pk}/" in mails[0].text
    assert "Contrefaçon" in mails[4].text


def test_a_video_held_for_its_words_says_so_instead_of_an_empty_reason() -> None:
    video = make_video(status="draft", caption="Gagnez 5000 € par jour, contactez-moi sur WhatsApp +33612345678")
    forget()
    held = showing.publish(video.pk)
    assert held.status == "held"
    (mail,) = tell_all()
    assert "because its text" in mail.text
    assert "Reason: " not in mail.text


def test_a_removed_comment_is_quoted_to_its_author_and_reporters_hear_the_outcome() -> None:
    staff, author, reporter = make_staff(), french(), make_user()
    comment = socialising.post_comment(
        author, kind="video", target_id=make_video().pk, text="<b>nul</b>", language="fr", content_creator_id=None
    )
    report = make_report(kind="comment", target_id=comment.pk, user=reporter)
    forget()
    uphold(report, by=staff, why="Insulting", subject=author, about=comment.text)
    mails = {mail.kind: mail for mail in tell_all()}
    assert set(mails) == {"decision_made", "report_decided"}
    assert mails["decision_made"].to == author.email
    assert "<b>nul</b>" in mails["decision_made"].text
    assert "<b>nul" not in mails["decision_made"].html
    assert mails["report_decided"].to == reporter.email
    assert "You were right, and we have acted." in mails["report_decided"].text
    again = make_report(kind="comment", target_id=comment.pk, user=make_user())
    moderating.dismiss_report(again.pk, by=staff, why="Seen already")
    assert "We looked at it, and it stays." in tell_all()[-1].text


def test_an_appeal_is_acknowledged_and_answered_with_the_reason() -> None:
    creator = make_creator()
    decision = decide(
        kind="creator", target_id=creator.pk, subject=creator.user, sanction="suspend", about=f"@{creator.handle}"
    )
    appeal = moderating.open_appeal(decision.pk, user=creator.user, text="Somebody else wrote that.")
    moderating.decide_appeal(appeal.pk, is_reversed=True, by=make_staff(), why="The account was stolen.")
    made, opened, closed = tell_all()[-3:]
    assert kinds([made, opened, closed]) == ["decision_made", "appeal_opened", "appeal_closed"]
    assert {mail.to for mail in (made, opened, closed)} == {creator.user.email}
    assert f"@{creator.handle}" in made.text
    assert "the decision is paused" in opened.text
    assert "the decision is reversed" in closed.text
    assert "The account was stolen." in closed.text
