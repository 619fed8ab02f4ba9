"""What media keeps of a person: names of files they sent, and originals that nothing uses any more."""

from __future__ import annotations

from halles.kit import clock
from halles.kit.storage import private_storage
from halles.media.models import Asset, Upload
from halles.users.models import User
from halles.users.personal import Rows, rows

MADE = (Asset.Status.READY, Asset.Status.REFUSED)
BATCH_SIZE = 500


def tell(user: User) -> Rows:
    """Files the person sent, and what was made of them."""
    made = Asset.objects.filter(user=user)
    return {
        "uploads": rows(Upload.objects.filter(user=user), "kind", "file_name", "size_bytes", "status", "created_at"),
        "assets": rows(made, "kind", "status", "duration_ms", "width", "height", "poster_key", "created_at"),
    }


def erase(user: User) -> None:
    """Originals go, and the names of all files. What a shop shows, the shop keeps: a film of it that is still being
    made keeps its original until it is there."""
    sent = Upload.objects.filter(user=user)
    being_made = Asset.objects.filter(upload__user=user).exclude(status__in=MADE).values("upload")
    # First the rows, then the files, also those of a run that died in between.
    sent.filter(discarded_at=None).exclude(pk__in=being_made).update(discarded_at=clock.now(), file_name="")
    sent.update(file_name="")
    for upload in sent.exclude(discarded_at=None).iterator(chunk_size=BATCH_SIZE):
        private_storage().delete(upload.original_key)
