"""People speak: a review after delivery and not before; a question and its answer; a message about an order."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.journeys.conftest import DESK, Hall, answer_consent, enter, open_page, open_sheet
from tests.journeys.test_accessibility import visit

DELIVER = """
import datetime as dt, time
from django.db import transaction
from halles.fulfillment.services import Parcelled, ship
from halles.kit import clock
from halles.orders import services, story
from halles.orders.models import Order
from halles.payments import services as payments
from halles.payments.models import Payment
from tests.orders.makers import SOMEBODY
order = Order.objects.select_related("group").get(seller__slug="{shop}")
with clock.travel(clock.now() + dt.timedelta(hours=2)):
    services.release_due()
for _ in range(100):
    order.refresh_from_db()
    if order.status == "awaiting_shipment":
        break
    time.sleep(0.1)
with transaction.atomic():
    pieces = {{line.pk: line.quantity for line in order.lines.all()}}
    ship(order.pk, Parcelled(pieces, "sandbox", "HP{number}0"), by=SOMEBODY)
with transaction.atomic():
    services.mark_delivered(order.pk, by=story.CARRIER, at=clock.now(), kind=story.DELIVERED)
print(order.group_id, order.pk, order.lines.get().pk)
"""
ORDER = """
from halles.orders.models import Order
order = Order.objects.get(seller__slug="{shop}")
print(order.group_id, order.pk, order.lines.get().pk)
"""


def photo() -> FilePayload:
    """A photo as a phone takes it: larger than what is sent."""
    buffer = io.BytesIO()
    Image.effect_noise((2400, 3000), 90).convert("RGB").save(buffer, "JPEG", quality=92)
    return {"name": "bol.jpg", "mimeType": "image/jpeg", "buffer": buffer.getvalue()}


def arrive(browser: Browser, hall: Hall, email: str = "", **facts: Any) -> Page:
    page = open_page(browser, hall, **facts)
    if email:
        enter(page, hall, email)
    page.goto("/orders/")
    if page.locator("form.consent").count():
        answer_consent(page)
    return page


def buy(page: Page, facts: dict[str, Any]) -> None:
    sheet = open_sheet(page, facts)
    sheet.locator("button.button--buy").click()
    sheet.get_by_role("link", name="See the order").wait_for()


def number_of(facts: dict[str, Any]) -> str:
    return str(int(facts["variant"].replace("-", ""), 16) % 10**9).zfill(9)


def test_review_after_delivery_refused_before(hall: Hall, browser: Browser) -> None:
    facts = hall.scene("clip")
    page = arrive(browser, hall, facts["customer"])
    buy(page, facts)
    group, _order, line = hall.manage(ORDER.format(shop=facts["shop"])).split()
    page.goto(f"/orders/{group}/")
    expect(page.get_by_role("link", name="Review")).to_have_count(0)
    page.goto(f"/orders/lines/{line}/review/")
    expect(page.get_by_text("You can review it once it has arrived.")).to_be_visible()
    expect(page.locator("input[name=stars]")).to_have_count(0)

    hall.manage(DELIVER.format(shop=facts["shop"], number=number_of(facts)))
    page.goto(f"/orders/{group}/")
    page.get_by_role("link", name=f"Review {facts['title']}").click()
    page.get_by_role("radio", name="4 stars: Good").check(force=True)
    page.get_by_label("In your words").fill("Deeper glaze than in the video. Keeps tea warm.")
    page.locator("input[type=file]").set_input_files([photo(), photo()])
    expect(page.get_by_text("2 ready to be sent")).to_be_visible()
    sent = page.evaluate("[...document.querySelector('input[type=file]').files].map(file => file.size)")
    assert all(size < 2_500_000 for size in sent), f"made smaller before they are sent: {sent}"
    page.get_by_role("button", name="Publish the review").click()
    expect(page.get_by_text("Everybody can read it now.")).to_be_visible()
    page.get_by_label("How is it by now?").fill("Still whole.")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("Still whole.")).to_be_visible()

    visitor = arrive(browser, hall, size=DESK)
    visitor.goto(f"/p/{facts['product']}/{facts['slug']}/")
    said = visitor.locator("#reviews")
    expect(said.get_by_text("Deeper glaze than in the video.")).to_be_visible()
    expect(said.locator(".rating__average")).to_have_text("4.0")
    said.scroll_into_view_if_needed()
    first = said.locator(".review__pictures img").first
    expect(first).to_be_visible()
    visitor.wait_for_function("() => document.querySelector('#reviews .review__pictures img').naturalWidth > 0")

    seller = arrive(browser, hall, facts["seller"], size=DESK)
    seller.goto(f"/studio/shops/{facts['shop']}/reviews/")
    seller.get_by_role("link", name="Reply", exact=True).click()
    seller.get_by_label("Your reply").fill("Thank you for the tea test!")
    seller.get_by_role("button", name="Publish the reply").click()
    visitor.reload()
    expect(visitor.locator("#reviews").get_by_text("Thank you for the tea test!")).to_be_visible()


def test_ask_and_answer(hall: Hall, browser: Browser) -> None:
    facts = hall.scene("clip")
    asking = f"/p/{facts['product']}/questions/"
    visitor = arrive(browser, hall)
    visitor.goto(f"/p/{facts['product']}/{facts['slug']}/")
    visitor.locator("#questions").get_by_role("link", name="Ask a question").click()
    expect(visitor.locator("#ask").get_by_role("link", name="Sign in")).to_be_visible()

    page = arrive(browser, hall, facts["customer"])
    page.goto(asking)
    page.get_by_label("Your question").fill("Does it survive a dishwasher?")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_text("You get a mail when the shop answers.")).to_be_visible()
    expect(page.get_by_text("No answer yet.")).to_be_visible()

    seller = arrive(browser, hall, facts["seller"], size=DESK)
    seller.goto(f"/studio/shops/{facts['shop']}/questions/?unanswered=yes")
    seller.get_by_role("link", name="Answer", exact=True).click()
    seller.get_by_label("Your answer").fill("For years, at 55 °C.")
    seller.get_by_role("button", name="Answer", exact=True).click()
    expect(seller.get_by_text("Every question is answered")).to_have_count(0)

    visitor.goto(f"/p/{facts['product']}/{facts['slug']}/")
    asked = visitor.locator("#questions")
    expect(asked.get_by_text("Does it survive a dishwasher?")).to_be_visible()
    expect(asked.get_by_text("For years, at 55 °C.")).to_be_visible()


def test_a_message_about_an_order_and_its_answer(hall: Hall, browser: Browser) -> None:
    facts = hall.scene("clip")
    page = arrive(browser, hall, facts["customer"])
    buy(page, facts)
    group, _order, _line = hall.manage(ORDER.format(shop=facts["shop"])).split()
    page.goto(f"/orders/{group}/")
    page.get_by_role("link", name="Write to the shop").first.click()
    page.get_by_label("Your message").fill("Could you wrap it as a present?")
    page.locator("input[type=file]").set_input_files(photo())
    expect(page.get_by_text("1 ready to be sent")).to_be_visible()
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".bubble--mine").get_by_text("Could you wrap it as a present?")).to_be_visible()
    expect(page.locator(".bubble--mine").get_by_text("Delivered")).to_be_visible()

    seller = arrive(browser, hall, facts["seller"], size=DESK)
    seller.goto(f"/studio/shops/{facts['shop']}/messages/?waiting=yes")
    seller.get_by_text("Could you wrap it as a present?").click()
    expect(seller.locator(".bubble img").first).to_be_visible()
    seller.wait_for_function("() => document.querySelector('.bubble img').naturalWidth > 0")
    seller.get_by_label("Your message").fill("With pleasure.")
    seller.get_by_role("button", name="Send", exact=True).click()
    expect(seller.locator(".bubble--mine").get_by_text("With pleasure.")).to_be_visible()

    page.reload()
    expect(page.get_by_text("With pleasure.")).to_be_visible()
    expect(page.locator(".bubble--mine").get_by_text("Read", exact=True)).to_be_visible()


def test_pages_of_words(hall: Hall, browser: Browser) -> None:
    facts = hall.scene("clip")
    size = {"width": 360, "height": 740}
    page = arrive(browser, hall, facts["customer"], size=size)
    buy(page, facts)
    _group, order, line = hall.manage(DELIVER.format(shop=facts["shop"], number=number_of(facts))).split()
    review, question, thread = hall.manage(
        f"""
        from halles.orders.models import Order
        from halles.reviews.services import Words, add_follow_up, reply_as_shop, write_review
        from halles.social import services
        from tests.catalog.makers import picture
        from tests.users.makers import make_user
        order = Order.objects.select_related("group__user", "seller__owner").get(pk="{order}")
        buyer, seller = order.group.user, order.seller
        review = write_review(buyer, order.lines.get().pk, Words(3, "Joli, un peu petit.", "fr", [picture(400, 500)]))
        reply_as_shop(seller, review.pk, by=seller.owner, text="Merci !", language="fr")
        asker = make_user(name="Léa Roux")
        question = services.ask_question(asker, order.lines.get().product_id, text="Au four ?", language="fr")
        services.answer_as_buyer(buyer, question.pk, text="Oui", language="fr")
        sent = services.write_to_shop(buyer, seller, text="Bonjour", language="fr", pictures=[picture(400, 500)])
        services.answer_customer(seller, sent.thread_id, by=seller.owner, text="Bonjour !", language="fr")
        print(review.pk, question.pk, sent.thread_id)
        """
    ).split()
    paths = [
        f"/p/{facts['product']}/{facts['slug']}/",
        f"/p/{facts['product']}/reviews/",
        f"/p/{facts['product']}/questions/",
        f"/questions/{question}/answer/",
        f"/shops/{facts['shop']}/reviews/",
        f"/orders/lines/{line}/review/",
        f"/reviews/{review}/",
        f"/orders/{order}/ask/",
        "/messages/",
        f"/messages/{thread}/",
    ]
    assert visit(page, paths) == {}
    desk = f"/studio/shops/{facts['shop']}/"
    seller = arrive(browser, hall, facts["seller"], size=size)
    paths = [f"{desk}{part}/" for part in ("messages", "questions", "reviews")]
    paths += [f"{desk}messages/{thread}/", f"{desk}questions/{question}/", f"{desk}reviews/{review}/"]
    assert visit(seller, paths) == {}
    staff = arrive(browser, hall, facts["staff"], size=size)
    assert visit(staff, ["/staff/reviews/words/"]) == {}
