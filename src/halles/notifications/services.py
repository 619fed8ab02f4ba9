"""Writing mails and getting them out."""

from __future__ import annotations

import datetime as dt
import re
import smtplib
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.utils import translation

from halles.kit import clock, jobs
from halles.kit.environment.values import SmtpServer
from halles.moderation.services import record_staff_action
from halles.notifications.errors import MailNotFound, MailOnItsWay
from halles.notifications.models import Mail
from halles.users.models import ERASED_DOMAIN, User

ATTEMPTS_MAX = 5
TIMEOUT_SECONDS = 20
# Every word of the conversation with a mail server may take the time-out; the fifth try of the job comes later still.
SENDING_MAX = dt.timedelta(minutes=2)
SMTP_BACKEND = "django.core.mail.backends.smtp.EmailBackend"


@dataclass(frozen=True)
class Row:
    """One line of a table in a mail: what, how much."""

    name: str
    amount: str
    is_strong: bool = False


@dataclass(frozen=True)
class Words:
    """What a mail says, in its reader's language: at most one thing to do (`door`: label and address)."""

    subject: str
    heading: str
    paragraphs: tuple[str, ...]
    rows: tuple[Row, ...] = ()
    door: tuple[str, str] | None = None
    after: tuple[str, ...] = ()


@dataclass(frozen=True)
class Letter:
    """What one person is told. `words` is called with the reader's language active; `key` names the fact."""

    kind: str
    key: str
    to: str
    language: str
    words: Callable[[], Words]
    reference: tuple[str, uuid.UUID | None] = ("", None)


def write_mail(letter: Letter) -> Mail | None:
    """Render the letter in its reader's language and queue it; None when this fact was told to them before, and for
    who was erased: what still happens to their purchases is told to nobody."""
    if letter.to.endswith(f"@{ERASED_DOMAIN}"):
        return None
    key = f"{letter.key}:{letter.to.lower()}"[:200]
    if Mail.objects.filter(key=key).exists():
        return None
    with translation.override(letter.language):
        words = letter.words()
        context = {"words": words, "base_url": settings.BASE_URL, "language": letter.language}
        text = render_to_string("notifications/mail.txt", context)
        html = render_to_string("notifications/mail.html", context)
    return keep_mail(
        key=key,
        kind=letter.kind,
        to=letter.to,
        # On one line; no-break spaces are somebody's spelling.
        subject=re.sub(r"[ \t\r\n]+", " ", words.subject).strip()[:200],
        text=re.sub(r"\n{3,}", "\n\n", text).strip() + "\n",
        html=html,
        language=letter.language,
        reference=letter.reference,
    )


def keep_mail(
    *,
    key: str,
    kind: str,
    to: str,
    subject: str,
    text: str,
    html: str,
    language: str,
    reference: tuple[str, uuid.UUID | None] = ("", None),
) -> Mail | None:
    """Put a finished mail into the outbox and queue its sending, in the caller's transaction; None for a known key."""
    mail, is_new = Mail.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "to": to,
            "subject": subject,
            "text": text,
            "html": html,
            "language": language,
            "reference_kind": reference[0],
            "reference_id": reference[1],
        },
    )
    if not is_new:
        return None
    jobs.defer("notifications.deliver_mail", mail_id=str(mail.pk))
    return mail


def deliver(mail_id: uuid.UUID) -> Mail:
    """Send one mail now, or keep it where no mail server is set. A mail that is out is not sent again.

    A server that refuses or does not answer raises after the attempt is noted, so that the job tries again;
    MailOnItsWay while another job sends this mail. The server is asked with no transaction open.
    """
    server = settings.ENVIRONMENT.smtp_url
    if server is None:
        Mail.objects.filter(pk=mail_id, status=Mail.Status.QUEUED).update(status=Mail.Status.KEPT)
        return _get(mail_id)
    if not _claim(mail_id):
        mail = _get(mail_id)
        if mail.status == Mail.Status.QUEUED:
            raise MailOnItsWay
        return mail
    mail = _get(mail_id)
    try:
        _send(mail, server)
    except (smtplib.SMTPException, OSError) as problem:
        mail.last_error = str(problem)[:300]
        _settle(mail, Mail.Status.FAILED if mail.attempt_count >= ATTEMPTS_MAX else Mail.Status.QUEUED)
        raise
    return _settle(mail, Mail.Status.SENT)


def send_again(mail_id: uuid.UUID, *, round_count: int, by: User) -> Mail:
    """A member of staff queues a mail once more, from the beginning.

    `round_count` is the mail's as they saw it. MailOnItsWay when it waits already or was sent again since.
    """
    mail = Mail.objects.select_for_update().filter(pk=mail_id).first()
    if mail is None:
        raise MailNotFound
    if mail.status == Mail.Status.QUEUED or mail.round_count != round_count:
        raise MailOnItsWay
    mail.status, mail.attempt_count, mail.last_error, mail.sent_at = Mail.Status.QUEUED, 0, "", None
    mail.round_count += 1
    mail.save(update_fields=["status", "attempt_count", "last_error", "sent_at", "round_count"])
    jobs.defer("notifications.deliver_mail", mail_id=str(mail.pk))
    record_staff_action(by=by, verb="send_mail_again", kind="mail", target_id=mail.pk, why=mail.kind)
    return mail


def _get(mail_id: uuid.UUID) -> Mail:
    mail = Mail.objects.filter(pk=mail_id).first()
    if mail is None:
        raise MailNotFound
    return mail


def _claim(mail_id: uuid.UUID) -> bool:
    """Take a waiting mail for as long as sending may take. Who dies holding it leaves it to the next after that."""
    now = clock.now()
    waiting = Mail.objects.filter(Q(sending_until=None) | Q(sending_until__lte=now), pk=mail_id)
    claimed = waiting.filter(status=Mail.Status.QUEUED).update(
        sending_until=now + SENDING_MAX, attempt_count=F("attempt_count") + 1
    )
    return claimed == 1


def _settle(mail: Mail, status: Mail.Status) -> Mail:
    mail.status, mail.sending_until = status, None
    mail.sent_at = clock.now() if status == Mail.Status.SENT else None
    mail.save(update_fields=["status", "sent_at", "sending_until", "last_error"])
    return mail


def _send(mail: Mail, server: SmtpServer) -> None:
    message = EmailMultiAlternatives(mail.subject, mail.text, settings.DEFAULT_FROM_EMAIL, [mail.to])
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    message.extra_headers["X-Halles-Mail"] = str(mail.pk)
    message.connection = get_connection(SMTP_BACKEND, **_smtp_options(server))
    message.send()


def _smtp_options(server: SmtpServer) -> dict[str, Any]:
    return {
        "host": server.host,
        "port": server.port,
        "username": server.username,
        "password": server.password,
        "use_ssl": server.security == "tls",
        "use_tls": server.security == "starttls",
        "timeout": TIMEOUT_SECONDS,
    }
