"""What staff look up, and trying again what failed."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client

from halles.kit import jobs
from halles.media.models import Asset, Upload
from halles.moderation.models import StaffAction
from halles.payments.models import Refund
from halles.users.models import User
from tests.moderation.makers import make_report
from tests.orders.makers import make_bought, make_variant
from tests.payments.conftest import announced  # noqa: F401 - a fixture
from tests.payments.makers import REFUND_FAILS, make_captured, make_refund, run_jobs
from tests.sellers.makers import make_applicant
from tests.videos.makers import make_asset, make_video

pytestmark = pytest.mark.django_db


def fail_a_job() -> int:
    jobs.defer("media.process_asset", asset_id="00000000-0000-7000-8000-000000000001", edition=1)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed', attempts = 3 RETURNING id")
        return int(cursor.fetchone()[0])


def test_the_evening_counts_what_waits(desk: Client) -> None:
    assert "Nothing waits for you" in desk.get("/staff/").content.decode()
    make_applicant()
    make_report(target_id=make_video().pk)
    fail_a_job()
    page = desk.get("/staff/").content.decode()
    assert "What waits for a person" in page
    assert '<b class="money">1</b><span>Shops to verify</span>' in page
    assert '<b class="money">1</b><span>Reported</span>' in page
    assert '<b class="money">0</b><span>Chargebacks to answer</span>' in page
    assert "balanced" in page


@pytest.mark.django_db(transaction=True)
def test_a_purchase_is_found_by_number_mail_and_shop_with_its_postings(desk: Client) -> None:
    bought = make_bought((make_variant(), 2))
    for asked in (bought.group.number.lower(), f"{bought.group.number}-1", "guest@example.org", str(bought.order.pk)):
        assert bought.group.number in desk.get("/staff/orders/", {"q": asked}).content.decode()
    assert "No order matches." in desk.get("/staff/orders/", {"q": "H-0000000"}).content.decode()
    page = desk.get(f"/staff/orders/{bought.group.pk}/").content.decode()
    assert bought.order.seller.name in page
    assert "2 × Bol en grès" in page
    shop = desk.get(f"/staff/sellers/{bought.order.seller_id}/orders/").content.decode()
    assert bought.group.number in shop
    assert bought.group.number in desk.get("/staff/payments/", {"q": bought.group.number}).content.decode()


def test_a_failed_job_is_tried_again_once(desk: Client) -> None:
    number = fail_a_job()
    assert "media.process_asset" in desk.get("/staff/jobs/").content.decode()
    refused = desk.post(f"/staff/jobs/{number}/retry/", follow=True)
    assert "Please say why" in refused.content.decode()
    assert not StaffAction.objects.exists()
    desk.post(f"/staff/jobs/{number}/retry/", {"why": "The disk is free again."})
    with connection.cursor() as cursor:
        cursor.execute("SELECT status::text, attempts FROM procrastinate_jobs WHERE id = %s", [number])
        assert cursor.fetchone() == ("todo", 0)
    again = desk.post(f"/staff/jobs/{number}/retry/", {"why": "Twice"}, follow=True)
    assert "no longer among the failed" in again.content.decode()
    assert [(one.verb, one.why, one.data) for one in StaffAction.objects.all()] == [
        ("retry_job", "The disk is free again.", {"task": "media.process_asset"})
    ]
    nobody = desk.post(f"/staff/jobs/{10**30}/retry/", {"why": "A number no job has"}, follow=True)
    assert "no longer among the failed" in nobody.content.decode()


def test_a_failed_job_whose_work_waits_anew_stays_where_it_is(desk: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, queueing_lock)"
            " SELECT 'default', 'orders.release_due', '{}', status::procrastinate_job_status, 'orders.release_due'"
            " FROM (VALUES ('failed'), ('todo')) AS jobs(status) RETURNING id"
        )
        failed = cursor.fetchone()[0]
    again = desk.post(f"/staff/jobs/{failed}/retry/", {"why": "Morning."}, follow=True)
    assert "waits in its queue already" in again.content.decode()
    assert not StaffAction.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT status::text FROM procrastinate_jobs WHERE id = %s", [failed])
        assert cursor.fetchone() == ("failed",)


def test_many_failed_jobs_come_in_pages(desk: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status)"
            " SELECT 'default', 'task.' || n, '{}', 'failed' FROM generate_series(1, 31) n RETURNING id"
        )
        ids = [row[0] for row in cursor.fetchall()]
    first = desk.get("/staff/jobs/").content.decode()
    assert f"?cursor={ids[1]}" in first
    assert "task.1<" not in first
    second = desk.get("/staff/jobs/", {"cursor": ids[1]}).content.decode()
    assert "task.1<" in second
    assert "task.2<" not in second
    assert desk.get("/staff/jobs/", {"cursor": "½; drop"}).content.decode().count("task.") == 30


def test_a_video_that_could_not_be_made_is_made_again(desk: Client) -> None:
    person = make_video().creator.user
    upload = Upload.objects.create(user=person, kind="video", file_name="IMG_7.mp4", size_bytes=5, status="received")
    asset = make_asset(
        person, is_playable=False, upload=upload, status="refused", refusal_code="media.processing_failed",
    )  # fmt: skip
    assert "IMG_7.mp4" in desk.get("/staff/jobs/").content.decode()
    assert "Videos that could not be made" in desk.get("/staff/").content.decode()
    assert "Please say why" in desk.post(f"/staff/assets/{asset.pk}/retry/", follow=True).content.decode()
    asset.refresh_from_db()
    assert asset.status == Asset.Status.REFUSED
    desk.post(f"/staff/assets/{asset.pk}/retry/", {"why": "The disk is free again."})
    asset.refresh_from_db()
    assert (asset.status, asset.refusal_code) == (Asset.Status.WAITING, "")
    assert [(one.verb, one.why, one.data) for one in StaffAction.objects.all()] == [
        ("retry_processing", "The disk is free again.", {"refusal": "media.processing_failed"})
    ]


@pytest.mark.django_db(transaction=True)
def test_a_failed_refund_is_sent_again_for_a_reason(desk: Client, announced: list[object]) -> None:  # noqa: F811
    refund = make_refund(make_captured(REFUND_FAILS).id, 900)
    run_jobs()
    refund.refresh_from_db()
    assert refund.status == Refund.Status.FAILED
    assert "Send it again" in desk.get("/staff/payments/").content.decode()
    refused = desk.post(f"/staff/refunds/{refund.pk}/retry/", follow=True)
    assert "Please say why" in refused.content.decode()
    refund.refresh_from_db()
    assert refund.status == Refund.Status.FAILED
    desk.post(f"/staff/refunds/{refund.pk}/retry/", {"why": "The bank is back."})
    refund.refresh_from_db()
    assert (refund.status, refund.try_count) == (Refund.Status.CREATED, 2)
    assert [(one.verb, one.why) for one in StaffAction.objects.all()] == [("retry_refund", "The bank is back.")]
    again = desk.post(f"/staff/refunds/{refund.pk}/retry/", {"why": "Twice"}, follow=True)
    assert "notice--wrong" in again.content.decode()
    assert StaffAction.objects.count() == 1


def test_reports_are_listed_in_words(staff: User) -> None:
    make_report(kind="video", reason="hate")
    french = Client(headers={"Accept-Language": "fr"})
    french.force_login(staff)
    page = french.get("/staff/reviews/").content.decode()
    assert ">Vidéo</a>" in page
    assert "Haine ou harcèlement" in page
