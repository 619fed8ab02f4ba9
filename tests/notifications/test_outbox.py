"""Getting mails out: through a real socket to a server of our own, kept without one, tried again, given up, seen."""

from __future__ import annotations

import dataclasses
import socketserver
import threading
from collections.abc import Iterator
from email import message_from_bytes, policy
from typing import Any, cast

import pytest
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.test import Client

from halles.kit import clock
from halles.kit.environment.values import SmtpServer
from halles.moderation.models import StaffAction
from halles.notifications import errors, services
from halles.notifications.models import Mail
from tests.moderation.makers import make_staff
from tests.notifications.makers import make_mail
from tests.payments.makers import waiting_jobs

pytestmark = pytest.mark.django_db


class PostOffice(socketserver.ThreadingTCPServer):
    """A mail server that takes one recipient after another, or refuses everybody while `is_refusing`."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Counter)
        self.taken: list[bytes] = []
        self.is_refusing = False


class Counter(socketserver.StreamRequestHandler):
    """The little of SMTP that a client needs."""

    def handle(self) -> None:
        office = cast("PostOffice", self.server)
        self._say("220 post office")
        while line := self.rfile.readline():
            verb = line[:4].upper().strip()
            if verb == b"QUIT":
                return self._say("221 bye")
            if verb == b"RCPT" and office.is_refusing:
                self._say("550 no such person")
            elif verb == b"DATA":
                self._say("354 go on")
                office.taken.append(b"".join(iter(self.rfile.readline, b".\r\n")))
                self._say("250 taken")
            else:
                self._say("250 yes")
        return None

    def _say(self, words: str) -> None:
        self.wfile.write(words.encode() + b"\r\n")


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Iterator[PostOffice]:
    """A post office that mails leave through."""
    with PostOffice() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        to = SmtpServer("127.0.0.1", server.server_address[1], "none", "", "")
        monkeypatch.setattr(settings, "ENVIRONMENT", dataclasses.replace(settings.ENVIRONMENT, smtp_url=to))
        yield server
        server.shutdown()


def test_a_mail_leaves_with_text_and_html_and_is_not_sent_twice(office: PostOffice) -> None:
    mail = make_mail(subject="Reçu : 24,90\xa0€", text="C'est à vous\n", to="zoé@example.org".replace("é", "e"))
    for _time in range(2):
        assert services.deliver(mail.pk).status == Mail.Status.SENT
    (raw,) = office.taken
    sent = message_from_bytes(raw, policy=policy.default)
    assert (sent["Subject"], sent["To"]) == ("Reçu : 24,90\xa0€", "zoe@example.org")
    assert sent["From"] == settings.DEFAULT_FROM_EMAIL
    assert sent["X-Halles-Mail"] == str(mail.pk)
    plain, rich = sent.get_body(("plain",)), sent.get_body(("html",))
    assert plain is not None
    assert rich is not None
    assert plain.get_content().strip() == "C'est à vous"
    assert "<b>yours</b>" in rich.get_content()
    mail.refresh_from_db()
    assert (mail.attempt_count, mail.sent_at is not None) == (1, True)


def test_a_refusing_server_is_asked_five_times_then_the_mail_has_failed(office: PostOffice) -> None:
    office.is_refusing = True
    mail = make_mail()
    for attempt in range(1, services.ATTEMPTS_MAX + 1):
        with pytest.raises(OSError, match="no such person"):
            services.deliver(mail.pk)
        mail.refresh_from_db()
        assert mail.attempt_count == attempt
        assert mail.status == (Mail.Status.FAILED if attempt == 5 else Mail.Status.QUEUED)
    assert "no such person" in mail.last_error
    office.is_refusing = False
    services.send_again(mail.pk, round_count=0, by=make_staff())
    assert services.deliver(mail.pk).status == Mail.Status.SENT
    assert len(office.taken) == 1


def test_pressing_twice_sends_once(office: PostOffice) -> None:
    mail, staff = make_mail(), make_staff()
    services.deliver(mail.pk)
    services.send_again(mail.pk, round_count=0, by=staff)
    queued_count = len(waiting_jobs())
    with pytest.raises(errors.MailOnItsWay):
        services.send_again(mail.pk, round_count=0, by=staff)
    services.deliver(mail.pk)
    # The second press comes when the first has done its work: what it asked for is done.
    with pytest.raises(errors.MailOnItsWay):
        services.send_again(mail.pk, round_count=0, by=staff)

    assert len(waiting_jobs()) == queued_count
    assert StaffAction.objects.count() == 1
    assert len(office.taken) == 2


def test_two_jobs_for_one_mail_send_it_once(office: PostOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    mail = make_mail()
    send = services._send

    def send_while_another_job_comes(*that: Any) -> None:
        with pytest.raises(errors.MailOnItsWay):
            services.deliver(mail.pk)
        send(*that)

    monkeypatch.setattr(services, "_send", send_while_another_job_comes)
    assert services.deliver(mail.pk).status == Mail.Status.SENT
    assert services.deliver(mail.pk).attempt_count == 1
    assert len(office.taken) == 1


def test_who_dies_while_sending_leaves_the_mail_to_the_next(office: PostOffice) -> None:
    mail = make_mail()
    assert services._claim(mail.pk)
    with pytest.raises(errors.MailOnItsWay):
        services.deliver(mail.pk)
    with clock.travel(clock.now() + services.SENDING_MAX):
        assert services.deliver(mail.pk).status == Mail.Status.SENT
    assert len(office.taken) == 1


def test_a_server_that_is_not_there_counts_as_an_attempt(office: PostOffice) -> None:
    office.shutdown()
    office.server_close()
    mail = make_mail()
    with pytest.raises(OSError, match="refused"):
        services.deliver(mail.pk)
    mail.refresh_from_db()
    assert (mail.status, mail.attempt_count) == (Mail.Status.QUEUED, 1)


@pytest.fixture
def real_backend(monkeypatch: pytest.MonkeyPatch) -> None:
    """Django's tests replace the way out; here it is the one of real life."""
    monkeypatch.setattr(settings, "EMAIL_BACKEND", "halles.notifications.backend.OutboxBackend")


def test_without_a_server_mails_are_kept() -> None:
    mail = make_mail()
    assert [job[1] for job in waiting_jobs()] == ["notifications.deliver_mail"]
    assert services.deliver(mail.pk).status == Mail.Status.KEPT
    assert services.keep_mail(
        key="test:1", kind="x", to="a@example.org", subject="", text="", html="", language="en"
    ) is None  # fmt: skip
    assert Mail.objects.count() == 1


@pytest.mark.usefixtures("real_backend")
def test_what_accounts_sends_goes_through_the_outbox() -> None:
    message = EmailMultiAlternatives("Confirm your address", "Follow <this>", to=["Zoe <zoe@example.org>"])
    message.attach_alternative("<p>Follow</p>", "text/html")
    assert message.send() == 1
    mail = Mail.objects.get()
    assert (mail.kind, mail.to, mail.subject) == ("account", "zoe@example.org", "Confirm your address")
    assert (mail.text, mail.html) == ("Follow <this>", "<p>Follow</p>")


@pytest.mark.usefixtures("real_backend")
def test_signing_up_writes_the_mail_that_confirms_the_address() -> None:
    answer = Client(headers={"Accept-Language": "fr"}).post(
        "/account/signup/",
        {"email": "nora@example.org", "password1": "halles et verrières"},
    )
    assert answer.status_code == 302
    mail = Mail.objects.get()
    assert (mail.to, mail.language) == ("nora@example.org", "fr")
    assert mail.kind == "account.email_confirmation_signup"
    assert mail.html


def test_staff_find_a_mail_read_it_and_send_it_again() -> None:
    staff = make_staff()
    desk = Client(headers={"Accept-Language": "en"})
    desk.force_login(staff)
    mail = make_mail()
    make_mail(key="test:2", to="other@example.org", subject="Something else")
    services.deliver(mail.pk)
    found = desk.get("/staff/outbox/", {"q": "camille@"}).content.decode()
    assert "Your order H-1" in found
    assert "Something else" not in found
    kept = desk.get("/staff/outbox/", {"status": "kept"}).content.decode()
    assert "Your order H-1" in kept
    assert "Something else" not in kept
    assert '<a href="?status=kept&amp;q=" aria-current="page">' in kept
    page = desk.get(f"/staff/outbox/{mail.pk}/").content.decode()
    assert 'sandbox="allow-popups' in page
    assert "&lt;b&gt;yours&lt;/b&gt;" in page
    assert '<input type="hidden" name="round" value="0">' in page
    for _press in range(2):
        answer = desk.post(f"/staff/outbox/{mail.pk}/again/", {"round": "0"})
        assert answer["Location"] == f"/staff/outbox/{mail.pk}/"
    mail.refresh_from_db()
    assert mail.status == Mail.Status.QUEUED
    assert [(one.by, one.verb) for one in StaffAction.objects.all()] == [(staff, "send_mail_again")]


def test_a_long_outbox_comes_in_pages() -> None:
    desk = Client(headers={"Accept-Language": "en"})
    desk.force_login(make_staff())
    for number in range(25):
        make_mail(key=f"page:{number}", subject=f"Letter {number:02}")
    first = desk.get("/staff/outbox/").content.decode()
    assert "Letter 24" in first
    assert "Letter 00" not in first
    cursor = first.split("?cursor=")[1].split("&")[0]
    assert "Letter 00" in desk.get("/staff/outbox/", {"cursor": cursor}).content.decode()


@pytest.mark.parametrize(
    "door", ["/account/password/reset/key/1x-c0ffee/", "/account/confirm-email/MQ:1:s/", "/orders/g/tok_n/"]
)
def test_staff_reads_mails_without_the_keys_in_them_where_a_server_brings_them(
    door: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Client(headers={"Accept-Language": "en"})
    desk.force_login(make_staff())
    address = f"https://halles.example{door}"
    mail = make_mail(text=f"Set it here:\n{address}\n", html=f'<a href="{address}">Set it</a>')
    place = f"/staff/outbox/{mail.pk}/"
    assert address in desk.get(place).content.decode(), "without a server this page is the letter box"

    server = SmtpServer(host="127.0.0.1", port=25, security="none", username="", password="")
    monkeypatch.setattr(settings, "ENVIRONMENT", dataclasses.replace(settings.ENVIRONMENT, smtp_url=server))
    page = desk.get(place).content.decode()

    assert door.split("/")[-2] not in page
    assert "Set it here:" in page
    mail.refresh_from_db()
    assert (address in mail.text, address in mail.html) == (True, True), "its reader gets it whole"
