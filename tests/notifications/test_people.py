"""What shops, authors and reporters are told about decisions of the staff."""

from __future__ import annotations

import pytest
from django.conf import settings

from halles.catalog import services as trading
from halles.creators import services as creating
from halles.moderation import services as moderating
from halles.notifications.models import Mail
from halles.sellers import services as selling
from halles.social import services as socialising
from halles.users.models import User
from halles.videos import services as showing
from tests.catalog.makers import make_on_sale
from tests.creators.makers import make_creator
from tests.moderation.makers import make_report, make_staff
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
    assert kinds(mails) == ["seller_applied", "seller_approved", "seller_suspended", "seller_reinstated"]
    assert "Reason: Parcels never left" in mails[2].text
    for mail in mails:
        assert f"{DESK}{seller.slug}/" in mail.text
        assert f'href="{DESK}{seller.slug}/"' in mail.html


def test_a_shop_is_told_that_a_product_is_off_sale_and_that_it_may_come_back() -> None:
    product, staff = make_on_sale().product, make_staff()
    User.objects.filter(pk=product.seller.owner_id).update(language="fr")
    forget()
    trading.hold_product(product, by=staff, why="L'étiquette n'est pas la vraie.")
    trading.release_product(product, by=staff, why="Elle l'est.")
    trading.publish_product(product, by=product.seller.owner)
    report = make_report(kind="product", target_id=product.pk)
    moderating.decide_report(report.pk, uphold=True, by=staff, why="Une copie.")

    held, released, again = [mail for mail in tell_all() if mail.kind.startswith("product_")]
    assert [held.kind, released.kind, again.kind] == ["product_held", "product_released", "product_held"]
    assert {mail.to for mail in (held, released, again)} == {product.seller.contact_email}
    assert held.subject == f"«\xa0{product.title}\xa0» n’est plus en vente pour l’instant"
    assert "L'étiquette n'est pas la vraie." in held.text
    assert "Elle l'est." in released.text
    assert "Une copie." in again.text
    assert f"{DESK}{product.seller.slug}/products/{product.pk}/" in held.text


def test_an_author_is_told_that_a_video_waits_goes_on_and_is_removed_each_with_its_reason() -> None:
    staff = make_staff()
    video = make_video(make_creator(user=french()))
    forget()
    for _time in range(2):
        showing.hold_video(video.pk, by=staff, why="À vérifier")
        showing.release_video(video.pk, by=staff)
    showing.remove_video(video.pk, by=staff, why="Contrefaçon")
    mails = tell_all()
    assert kinds(mails) == ["video_held", "video_released", "video_held", "video_released", "video_removed"]
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
    moderating.decide_report(report.pk, uphold=True, by=staff, why="Insulting")
    mails = {mail.kind: mail for mail in tell_all()}
    assert set(mails) == {"comment_removed", "report_decided"}
    assert mails["comment_removed"].to == author.email
    assert "<b>nul</b>" in mails["comment_removed"].text
    assert "<b>nul" not in mails["comment_removed"].html
    assert mails["report_decided"].to == reporter.email
    assert "You were right, and it is gone." in mails["report_decided"].text
    again = make_report(kind="comment", target_id=comment.pk, user=make_user())
    moderating.decide_report(again.pk, uphold=False, by=staff, why="Seen already")
    assert "We looked at it, and it stays." in tell_all()[-1].text


def test_a_suspended_profile_is_owed_the_reason() -> None:
    creator = make_creator()
    forget()
    creating.suspend_creator(creator, by=make_staff(), why="Spam in every caption")
    (mail,) = tell_all()
    assert (mail.kind, mail.to) == ("creator_suspended", creator.user.email)
    assert "Spam in every caption" in mail.text
    assert f"@{creator.handle}" in mail.subject
