"""What people do with films and shops: likes, follows, comments, saved things, watching, and a complaint or two."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from functools import partial
from zlib import crc32

from halles.creators.models import Creator
from halles.demo.film.script import Film
from halles.demo.seed.cast import seat
from halles.demo.seed.films import find_product_of
from halles.demo.seed.moments import back, days_ago
from halles.demo.world.drawing import film_of
from halles.demo.world.kinds import NAMESPACE, PersonData, VideoData, World
from halles.demo.world.numbers import steady
from halles.interactions import services as interactions
from halles.interactions.models import Interaction, Kind
from halles.interactions.rollup import roll_up
from halles.kit import transactions
from halles.social import services as social
from halles.social.models import Comment
from halles.users.models import User
from halles.videos import services as videos
from halles.videos.models import Video

# One row of a viewing stands for so many of the views the world's file tells of.
VIEWS_PER_ROW = 60
SEEDED = {"seed": "demo"}
# Films that give the staff something to do: a comment held for its words, and one reported.
HELD_FILMS, REPORTED_FILM = frozenset({"pa-vent", "pw-elevator", "yn-fire"}), "lu-quatre-vis"
HELD_WORDS = {
    "fr": "Même modèle moins cher, écrivez-moi sur https://bonnes-affaires.example",
    "en": "Same thing cheaper here https://great-deals.example",
    "ja": "もっと安く買えます https://otoku.example",
}


def gather(world: World, data: VideoData, video: Video) -> None:
    """Everybody who liked, followed, watched and said something about a published film."""
    fans = _fans(world, data)
    with back(max(data.days_ago - 0.5, 0.1)):
        for person in fans:
            transactions.run(partial(videos.like_video, seat(person), video.pk, market=data.market))
    _speak(world, data, video)
    _watch(world, data, video)


def _fans(world: World, data: VideoData) -> list[PersonData]:
    """Who likes it, first those of its own market; never more than there are people."""
    people = [*world.crowd, *(person for person in world.people if person.role in {"", "customer"})]
    ranked = sorted(people, key=lambda one: (one.market != data.market, crc32(f"{data.key}{one.key}".encode())))
    return ranked[: data.likes]


def follow_all(world: World) -> None:
    """The followers of every profile: some of its market's people, the shop's neighbours, no one of its own."""
    for creator in Creator.objects.select_related("user").order_by("handle"):
        near = [person for person in world.crowd if person.market == creator.market]
        wanted = 6 + steady(creator.handle, max(len(near) - 6, 1))
        for person in sorted(near, key=lambda one: crc32(f"{creator.handle}{one.key}".encode()))[:wanted]:
            user = seat(person)
            if user.pk != creator.user_id:
                with back(2 + steady(person.key, 60)):
                    transactions.run(partial(social.follow, user, creator))


def save_some(world: World) -> None:
    """What people with a card keep for later."""
    keys = sorted(world.products)
    for person in (person for person in world.people if person.has_card):
        sold = [key for key in keys if person.market in world.products[key].markets]
        for number in range(3):
            product = find_product_of(world, sold[steady(f"{person.key}{number}", len(sold))])
            if product is not None:
                with back(1 + number * 4):
                    transactions.run(partial(social.save_product, seat(person), product.pk))


def _speak(world: World, data: VideoData, video: Video) -> None:
    """The comments in their order; answers of the maker stand under what they answer."""
    asked: Comment | None = None
    for number, comment in enumerate(data.comments):
        user = seat(world.person(comment.by))
        is_answer = asked is not None and user.pk == video.creator.user_id
        days = max(data.days_ago * (0.92 - 0.8 * number / len(data.comments)), 0.02)
        said = _say(user, video, data, comment.text, days, under=asked if is_answer else None)
        asked = asked if is_answer else said


def _say(user: User, video: Video, data: VideoData, text: str, days: float, *, under: Comment | None = None) -> Comment:
    """The comment as it stands, said so many days ago when it was not."""
    found = Comment.objects.filter(user=user, target_id=video.pk, text=text).first()
    if found is not None:
        return found
    comment = partial(videos.comment_video, user, video.pk, text=text, language=data.language, market=data.market)
    with back(days):
        return transactions.run(partial(comment, parent_id=under.pk if under else None))


def complain(world: World) -> None:
    """Work for the staff: a comment held for its words in each market, and a film reported."""
    for data in world.videos:
        video = Video.objects.filter(asset__upload__file_name=f"{data.key}.mp4").first()
        if video is None or video.status != Video.Status.PUBLISHED:
            continue
        if data.key in HELD_FILMS:
            stranger = seat(next(one for one in world.crowd if one.market == data.market))
            _say(stranger, video, data, HELD_WORDS[data.language], 0.3)
        if data.key == REPORTED_FILM:
            why = "Le vendeur promet quatre vis. Sur le nôtre il y en a cinq, dont une collée."
            reporter = seat(world.person("sophie"))
            with back(0.6):
                transactions.run(partial(videos.report_video, video.pk, reason="scam", text=why, user=reporter))


def _watch(world: World, data: VideoData, video: Video) -> None:
    """Viewings over the days since publication, as the beacon would have sent them."""
    if Interaction.objects.filter(content_id=video.pk, app_context=SEEDED).exists():
        return
    since = days_ago(data.days_ago)
    interactions.make_months(from_on=since.date())
    rows = list(_viewings(film_of(world, data), data, video, since))
    transactions.run(lambda: interactions.append(rows))
    roll_up(whole_since=since - dt.timedelta(hours=1))


def _viewings(film: Film, data: VideoData, video: Video, since: dt.datetime) -> Iterator[interactions.NewInteraction]:
    """Impression, play, watching, and now and then a look at the goods."""
    span = dt.timedelta(days=data.days_ago)
    count = data.views // VIEWS_PER_ROW
    for number in range(count):
        chance = steady(f"{data.key}{number}", 1000) / 1000
        # Most come in the first hours, fewer every day.
        at = since + span * min(0.98, ((number + 0.5) / count) ** 1.7)
        seen = round(film.duration_ms * (0.25 + 1.1 * chance))
        facts = {
            "visit_id": uuid.uuid5(NAMESPACE, f"{data.key}{number}"),
            "market": data.market,
            "language": data.language,
            "surface": "feed",
            "content_kind": "video",
            "content_id": video.pk,
            "creator_id": video.creator_id,
            "candidate_source": "fresh",
            "app_context": SEEDED,
        }
        kinds = [Kind.IMPRESSION, Kind.PLAY]
        kinds += [Kind.COMPLETE] if seen >= film.duration_ms else []
        kinds += [Kind.CHIP_SEEN] if chance > 0.3 else []
        kinds += [Kind.CHIP_OPENED, Kind.SHEET_OPENED] if chance > 0.9 else []
        for kind in kinds:
            yield interactions.NewInteraction(kind=kind, at=at, **facts)  # type: ignore[arg-type]
        yield interactions.NewInteraction(
            kind=Kind.WATCH,
            at=at,
            watch_time_ms=seen,
            media_ms=film.duration_ms,
            **facts,  # type: ignore[arg-type]
        )
