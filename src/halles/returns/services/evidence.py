"""Words and pictures of one side: pictures are read, stripped and kept in the private store."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import IO

from halles.kit import clock
from halles.kit.storage import private_storage
from halles.media.images import read_picture
from halles.returns.errors import TooManyPictures
from halles.returns.models import Dispute, Picture, ReturnRequest, Statement

PICTURES_MAX = 5
TEXT_LENGTH_MAX = 2000


def state(
    *,
    by_kind: str,
    by_id: uuid.UUID | None,
    text: str,
    pictures: Sequence[IO[bytes]] = (),
    request: ReturnRequest | None = None,
    dispute: Dispute | None = None,
) -> Statement | None:
    """Write down what one side says about a return or a case; None when it says nothing.

    Refuses returns.too_many_pictures, and as media.images.read_picture does.
    """
    text = text.replace("\x00", "").strip()[:TEXT_LENGTH_MAX]
    if len(pictures) > PICTURES_MAX:
        raise TooManyPictures(most=PICTURES_MAX)
    if not text and not pictures:
        return None
    read = [read_picture(picture).sizes[-1] for picture in pictures]
    said = Statement.objects.create(
        request=request, dispute=dispute, by_kind=by_kind, by_id=by_id, text=text, at=clock.now()
    )
    for size in read:
        picture = Picture(statement=said, width=size.width, height=size.height)
        picture.key = f"returns/{said.pk}/{picture.pk}.webp"
        picture.save()
        # Last, so that a row that could not be written leaves no picture behind.
        private_storage().put_bytes(picture.key, size.content)
    return said
