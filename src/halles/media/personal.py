"""What media keeps of a person: names of files they sent, and originals that nothing uses any more."""

from __future__ import annotations

from django.db import transaction

from halles.kit import clock
from halles.kit.storage import private_storage
from halles.media.models import Asset, Upload
from halles.users.models import User
from halles.users.personal import Rows, rows


def tell(user: User) -> Rows:
    """Files the person sent, and what was made of them."""
    made = Asset.objects.filter(user=user)
    return {
        "uploads": rows(Upload.objects.filter(user=user), "kind", "file_name", "size_bytes", "status", "created_at"),
        "assets": rows(made, "kind", "status", "duration_ms", "width", "height", "poster_key", "created_at"),
    }


@transaction.atomic
def erase(user: User) -> None:
    """Originals go, and the names of all files. What a shop shows, the shop keeps."""
    sent = Upload.objects.filter(user=user)
    for upload in sent.filter(discarded_at=None):
        private_storage().delete(upload.original_key)
    sent.filter(discarded_at=None).update(discarded_at=clock.now())
    sent.update(file_name="")
