"""Two browsers of one person at the same moment, and a request that outlives the sign-out."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from halles.kit import clock
from halles.media.services import create_upload
from halles.notifications.models import Mail
from halles.social import services as social
from halles.users import erasing, services
from halles.users.models import Address, User
from tests.sellers.makers import make_seller
from tests.users.leaving import EMAIL, NAME, STREET, find_words, make_zoe
from tests.users.makers import make_address_data, make_user
from tests.videos.makers import make_video


def _save(user: User, number: int) -> None:
    try:
        services.save_address(user, make_address_data(line1=f"{number} rue des Halles"), is_default=True)
    finally:
        connection.close()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_addresses_saved_at_once_leave_one_default() -> None:
    user = make_user()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: _save(user, number), range(8)))
    assert Address.objects.filter(user=user).count() == 8
    assert Address.objects.filter(user=user, is_default=True).count() == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_what_a_request_of_before_writes_after_the_erasure_is_gone_a_day_later() -> None:
    with transaction.atomic():
        zoe, video, seller = make_zoe(), make_video(), make_seller()
    wish = erasing.ask_erasure(zoe)
    has_begun, may_write = threading.Event(), threading.Event()

    def request() -> None:
        try:
            with transaction.atomic():
                person = User.objects.get(pk=zoe.pk)
                assert person.is_active
                has_begun.set()
                assert may_write.wait(60)
                social.post_comment(person, kind="video", target_id=video.pk, text=f"I am {NAME}", language="en")
                social.write_to_shop(person, seller, text=f"{NAME}, {STREET}", language="fr")
                services.save_address(person, make_address_data(name=NAME, line1=STREET))
                create_upload(person, kind="image", file_name=f"{NAME}.jpg", size_bytes=9, declared_type="image/jpeg")
                Mail.objects.create(key="late", kind="x", to=person.email, subject="Thanks", text=NAME, language="en")
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool, clock.travel(wish.due_at):
        written = pool.submit(request)
        assert has_begun.wait(60)
        assert not erasing.carry_out(wish.pk)
        may_write.set()
        written.result(timeout=60)
        late = {
            ("social_comment", "text"), ("social_message", "text"), ("users_address", "name"),
            ("users_address", "line1"), ("media_upload", "file_name"), ("notifications_mail", "to"),
            ("notifications_mail", "text"),
        }  # fmt: skip
        assert find_words(EMAIL, NAME, STREET) >= late
        assert not erasing.carry_out(wish.pk), "not before a day has gone by"
    with clock.travel(wish.due_at + erasing.ONCE_MORE_AFTER):
        assert erasing.carry_out(wish.pk)
    assert find_words(EMAIL, NAME, STREET) == set()
