"""A show before the staff: reported, off the air and out of sight by a decision, back when that ends."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client

from halles.kit import clock
from halles.live import queries, services
from halles.live.errors import SessionNotFound, Withheld
from halles.live.models import Clip, LiveSession, Reminder, Replay, Take
from halles.live.replays import find_recording
from halles.live.services.recordings import withhold_replay
from halles.moderation.models import Decision, Report, StaffAction
from halles.moderation.services import decide_appeal, open_appeal, take_back
from halles.users.services import issue_token
from halles.videos import services as videos
from halles.videos.errors import VideoIsWithheld
from halles.videos.models import Video
from tests.catalog.makers import make_on_sale
from tests.live.makers import make_session
from tests.live.recordings import make_recorded
from tests.moderation.makers import decide, make_staff
from tests.users.makers import make_user
from tests.videos.makers import make_video

pytestmark = pytest.mark.django_db


def remove(session: LiveSession, **changes: object) -> Decision:
    subject = session.creator.user
    return decide(kind="live_session", target_id=session.pk, subject=subject, about=session.title, **changes)


def is_public(session: LiveSession) -> bool:
    return Client().get(f"/live/{session.pk}/").status_code == 200


def test_a_show_is_reported_while_it_waits_while_it_runs_and_as_a_replay() -> None:
    reader = Client()
    for status in ("planned", "live", "ended"):
        session = make_session(status=status)
        page = reader.get(f"/live/{session.pk}/").content.decode()
        assert f'data-sheet-url="/live/{session.pk}/about/"' in page
        assert f"/report/live_session/{session.pk}/" in reader.get(f"/live/{session.pk}/about/").content.decode()
        reader.post(f"/report/live_session/{session.pk}/", {"reason": "scam"})
        assert Report.objects.get(target_id=session.pk).kind == "live_session"
    host = Client()
    host.force_login(session.creator.user)
    assert "/report/" not in host.get(f"/live/{session.pk}/about/").content.decode()
    canceled = make_session(status="canceled")
    assert reader.post(f"/report/live_session/{canceled.pk}/", {"reason": "scam"}).status_code == 404
    assert Report.objects.count() == 3


def test_a_show_on_air_ends_at_once_and_only_its_team_sees_it() -> None:
    session = make_session(status="live")
    decision = remove(session)
    session.refresh_from_db()
    assert (session.status, session.withheld_at is not None) == ("ended", True)
    assert set(StaffAction.objects.values_list("verb", flat=True)) == {"make_decision", "withhold_show"}
    assert not is_public(session)
    assert queries.list_of_creator(session.creator) == []
    host = Client()
    host.force_login(session.creator.user)
    page = host.get(f"/studio/live/{session.pk}/").content.decode()
    assert "Our staff keeps this show from the public" in page
    token = issue_token(session.creator.user, name="Robot")
    answer = Client().get(f"/api/v1/live-sessions/{session.pk}/mine", headers={"Authorization": f"Bearer {token}"})
    assert answer.json()["is_withheld"] is True
    open_appeal(decision.pk, user=session.creator.user, text="It was a lamp, not a weapon.")
    session.refresh_from_db()
    # What was ended stays over; that it may be seen again is all an appeal gives back.
    assert (session.status, is_public(session)) == ("ended", True)


def test_a_planned_show_cannot_begin_nor_remind_until_the_decision_ends() -> None:
    session = make_session(media="on")
    Reminder.objects.create(session=session, user=make_user())
    decision = remove(session)
    with pytest.raises(Withheld), transaction.atomic():
        services.go_live(session.pk)
    assert services.send_reminders(session.pk) == 0
    assert not is_public(session)
    session.refresh_from_db()
    assert session.status == "planned"
    take_back(decision.pk, by=make_staff(), why="A mistake of ours.")
    assert is_public(session)
    assert services.send_reminders(session.pk) == 1
    assert services.go_live(session.pk).status == "live"


def test_a_replay_is_put_away_with_its_files_and_comes_back_on_appeal() -> None:
    session = make_recorded()
    public = Path(settings.MEDIA_ROOT) / Replay.objects.get().folder
    assert [one.pk for one in queries.list_over("FR")] == [session.pk]
    kept = list(Take.objects.values_list("number", "storage_key"))
    decision = remove(session)
    assert not public.exists()
    assert (Path(settings.HALLES_PRIVATE_ROOT) / "live" / str(session.pk) / "take-1.mp4").is_file()
    assert (queries.list_over("FR"), is_public(session)) == ([], False)
    assert Client().get(f"/live/{session.pk}/moments").status_code == 404
    assert Client().get(f"/api/v1/live-sessions/{session.pk}/replay").status_code == 404
    assert find_recording(session.pk) is not None, "proofs of what was bought go on"
    appeal = open_appeal(decision.pk, user=session.creator.user, text="Look again.")
    assert (public / "take-1.mp4").is_file()
    assert [one.pk for one in queries.list_over("FR")] == [session.pk]
    assert list(Take.objects.values_list("number", "storage_key"))[-1] == kept[-1]
    decide_appeal(appeal.pk, is_reversed=False, by=make_staff(), why="It is as it was.")
    assert not public.exists()
    assert not is_public(session)


def make_clip(session: LiveSession, **changes: object) -> Video:
    video = make_video(session.creator, **changes)
    Clip.objects.create(session=session, product=make_on_sale().product, video=video, begins_ms=0, ends_ms=8_000)
    return video


def statuses(*clips: Video) -> list[str]:
    found = dict(Video.objects.filter(pk__in=[one.pk for one in clips]).values_list("pk", "status"))
    return [found[one.pk] for one in clips]


def test_its_clips_are_not_published_until_the_decision_ends() -> None:
    session = make_session(status="ended")
    later = clock.now() + dt.timedelta(days=2)
    draft, shown = make_clip(session, status="draft"), make_clip(session)
    planned, held = make_clip(session, status="scheduled", publish_at=later), make_clip(session, status="held")
    of_others = make_video(session.creator)
    decision = remove(session)
    assert statuses(draft, shown, planned, held, of_others) == ["draft", "draft", "draft", "held", "published"]
    for clip in (draft, shown, planned):
        with pytest.raises(VideoIsWithheld), transaction.atomic():
            videos.publish(clip.pk)
    draft.refresh_from_db()
    assert (draft.status, draft.publish_at) == ("draft", None)
    videos.release_video(held.pk, by=make_staff(), why="Nothing wrong with its words.")
    with clock.travel(later):
        assert videos.publish_due() == 0
    assert statuses(draft, shown, planned, held) == ["draft", "draft", "draft", "draft"]
    take_back(decision.pk, by=make_staff(), why="A mistake of ours.")
    assert statuses(draft, shown, planned, held) == ["draft", "published", "scheduled", "draft"]
    assert videos.publish(draft.pk).status == "published"
    with clock.travel(later):
        assert videos.publish_due() == 1


def test_what_its_host_hid_stays_hidden_when_the_decision_ends() -> None:
    before, meanwhile = make_recorded(), make_recorded()
    services.hide_replay(before.pk)
    decisions = [remove(one) for one in (before, meanwhile)]
    services.hide_replay(meanwhile.pk)
    for decision in decisions:
        take_back(decision.pk, by=make_staff(), why="A mistake of ours.")
    assert queries.list_over("FR") == []
    assert not Replay.objects.filter(hidden_at=None).exists()
    assert is_public(before)


def test_a_recording_that_arrives_after_the_decision_is_put_away_too(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr("halles.live.services.recordings.jobs.defer", lambda task, **_: asked.append(task))
    session = make_recorded(withheld_at=clock.now())
    assert asked == ["live.put_away"]
    withhold_replay(session.pk)
    assert Replay.objects.get().is_withheld
    assert not (Path(settings.MEDIA_ROOT) / Replay.objects.get().folder).exists()


def test_nobody_without_a_place_in_the_show_finds_it() -> None:
    session = make_session(status="live")
    remove(session)
    with pytest.raises(SessionNotFound):
        queries.get_public(session.pk)
    reader = Client()
    reader.force_login(make_user())
    for way in ("", "about/", "bag/", "room-token/"):
        assert reader.get(f"/live/{session.pk}/{way}").status_code == 404, way
    assert reader.post(f"/report/live_session/{session.pk}/", {"reason": "scam"}).status_code == 404
