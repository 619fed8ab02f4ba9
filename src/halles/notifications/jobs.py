"""Slow work of notifications: one job per fact writes its mails; one job per mail gets it out."""

from __future__ import annotations

import uuid

from django.db import transaction

from halles.kit.jobs import DEFAULT_QUEUE, RETRY, app
from halles.notifications import services, telling


@app.task(name="notifications.deliver_mail", queue=DEFAULT_QUEUE, retry=RETRY)
def deliver_mail(mail_id: str) -> None:
    """Send one mail."""
    services.deliver(uuid.UUID(mail_id))


@app.task(name="notifications.tell", queue=DEFAULT_QUEUE, retry=RETRY)
def tell(fact: str, **about: str) -> None:
    """Write the mails of one fact to everybody it concerns."""
    with transaction.atomic():
        for letter in telling.LETTERS[fact](**about):
            services.write_mail(letter)
