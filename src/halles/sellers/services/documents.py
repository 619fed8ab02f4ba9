"""Papers of an application: looked at before they are taken, kept in the private store, never served to the public."""

from __future__ import annotations

import io
import uuid
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from PIL import Image

from halles.kit import clock
from halles.kit.ids import uuid7
from halles.kit.storage import private_storage
from halles.sellers.errors import DocumentNotFound, DocumentRefused, TooManyDocuments, WrongStatus
from halles.sellers.locks import lock_seller
from halles.sellers.models import Seller, SellerDocument
from halles.users.models import User

DOCUMENT_BYTES_MAX = 10 * 1024 * 1024
DOCUMENT_PIXELS_MAX = 60_000_000
DOCUMENTS_MAX = 20
FILE_NAME_LENGTH_MAX = 120
SUFFIXES = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf"}


@dataclass(frozen=True)
class Paper:
    """A file that was looked at: its bytes, what it is by its content, and its own name without folders."""

    content: bytes
    content_type: str
    name: str

    @property
    def suffix(self) -> str:
        """The ending that says what it is."""
        return SUFFIXES[self.content_type]


def read_paper(file: UploadedFile[bytes]) -> Paper:
    """A JPEG, PNG or PDF of at most 10 MB, whatever its name says it is; refuses sellers.document_refused."""
    if (file.size or 0) > DOCUMENT_BYTES_MAX:
        raise _refused()
    content = file.read(DOCUMENT_BYTES_MAX + 1)
    content_type = _sniff(content)
    if not content or len(content) > DOCUMENT_BYTES_MAX or content_type is None:
        raise _refused()
    return Paper(content, content_type, _plain_name(file.name or ""))


def add_document(seller: Seller, *, user: User, kind: str, file: UploadedFile[bytes]) -> SellerDocument:
    """Keep a paper (JPEG, PNG or PDF, 10 MB at most) of this shop, whatever its name says it is.

    Refuses sellers.document_refused, sellers.too_many_documents, sellers.wrong_status for a closed shop.
    """
    if kind not in SellerDocument.Kind.values:
        raise _refused()
    paper = read_paper(file)
    locked = lock_seller(seller.pk)
    if locked.status == Seller.Status.CLOSED:
        raise WrongStatus(status_text=locked.get_status_display())
    if SellerDocument.objects.filter(seller=locked).count() >= DOCUMENTS_MAX:
        raise TooManyDocuments(count=DOCUMENTS_MAX)
    document_id = uuid7()
    document = SellerDocument.objects.create(
        id=document_id,
        seller=locked,
        kind=kind,
        file_name=paper.name,
        content_type=paper.content_type,
        size_bytes=len(paper.content),
        key=f"sellers/{locked.pk}/{document_id}.{paper.suffix}",
        uploaded_by=user,
        uploaded_at=clock.now(),
    )
    # Last, so that a row that could not be written leaves no paper behind.
    private_storage().put_bytes(document.key, paper.content)
    return document


def remove_document(seller: Seller, *, document_id: uuid.UUID) -> None:
    """Delete a paper before the decision; refuses sellers.document_not_found, sellers.wrong_status afterwards."""
    locked = lock_seller(seller.pk)
    if locked.status not in {Seller.Status.APPLIED, Seller.Status.NEEDS_INFO}:
        raise WrongStatus(status_text=locked.get_status_display())
    document = SellerDocument.objects.filter(seller=locked, pk=document_id).first()
    if document is None:
        raise DocumentNotFound
    key = document.key
    document.delete()
    transaction.on_commit(lambda: private_storage().delete(key), robust=True)


def _sniff(content: bytes) -> str | None:
    if content.startswith(b"%PDF-") and b"%%EOF" in content[-2048:]:
        return "application/pdf"
    try:
        with Image.open(io.BytesIO(content), formats=["JPEG", "PNG"]) as picture:
            if picture.width * picture.height > DOCUMENT_PIXELS_MAX:
                return None
            picture.verify()
            return Image.MIME[picture.format or ""]
    except (OSError, SyntaxError, ValueError, KeyError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return None


def _plain_name(name: str) -> str:
    """The file's own name without folders and control characters, for staff to read."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(letter for letter in last if letter.isprintable())[-FILE_NAME_LENGTH_MAX:] or "document"


def _refused() -> DocumentRefused:
    return DocumentRefused(megabytes=DOCUMENT_BYTES_MAX // (1024 * 1024))
