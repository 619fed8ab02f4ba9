"""Photographs: upright, stripped, in three widths, or refused."""

from __future__ import annotations

import io
import struct
import time
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageCms

from halles.kit.errors import Refusal
from halles.kit.storage import storage
from halles.media import images, queries, services
from halles.media.models import Asset, Rendition
from tests.media.makers import make_ready, send_file
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db
PLACE = "Les Halles, 48.8625 N"


def make_photo(form: str = "JPEG", size: tuple[int, int] = (800, 600), **saving: Any) -> io.BytesIO:
    picture = Image.new("RGB", size, "navy")
    picture.paste("tomato", (0, 0, size[0] // 2, size[1] // 2))
    file = io.BytesIO()
    picture.save(file, form, **saving)
    file.seek(0)
    return file


def opened(key: str) -> Image.Image:
    with storage().open(key) as file:
        picture = Image.open(file)
        picture.load()
    return picture


def test_a_phones_photo_is_turned_upright_and_tells_nothing() -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, PLACE  # turn clockwise; a description
    file = make_photo(exif=exif, comment=PLACE.encode())
    assert PLACE.encode() in file.getvalue()
    asset = services.store_image(make_user(), file)
    assert (asset.status, asset.width, asset.height) == ("ready", 600, 800)
    sizes = list(Rendition.objects.order_by("width"))
    assert [(size.width, size.height) for size in sizes] == [(320, 427)]
    picture = opened(sizes[0].key)
    assert (picture.format, picture.getpixel((300, 20))) == ("WEBP", pytest.approx((255, 99, 71), abs=12))
    with storage().open(sizes[0].key) as stored:
        assert PLACE.encode() not in stored.read()
    assert dict(picture.getexif()) == {}
    assert asset.blur.startswith("data:image/webp;base64,")


def test_three_widths_of_a_large_one() -> None:
    asset = services.store_image(make_user(), make_photo(size=(3000, 2000)))
    assert [size.width for size in Rendition.objects.order_by("width")] == [320, 640, 1280]
    assert queries.image_url(asset, 400) == f"/media/photos/{asset.pk}/1/640.webp"
    assert queries.image_url(asset, 5000) == f"/media/photos/{asset.pk}/1/1280.webp"
    assert queries.image_srcset(asset).endswith("1280.webp 1280w")


def test_a_small_one_keeps_its_size_and_its_transparency() -> None:
    file = io.BytesIO()
    Image.new("RGBA", (90, 40), (255, 0, 0, 0)).save(file, "PNG")
    services.store_image(make_user(), file)
    rendition = Rendition.objects.get()
    assert (rendition.width, rendition.height) == (90, 40)
    assert opened(rendition.key).getpixel((5, 5))[3] == 0  # type: ignore[index]


def test_wide_colours_become_ordinary_ones() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    services.store_image(make_user(), make_photo(icc_profile=profile))  # a profile that does not fit is ignored
    assert "icc_profile" not in opened(Rendition.objects.get(width=640).key).info


def png_header(width: int, height: int) -> io.BytesIO:
    """A few bytes that promise a wall of pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\x00" * 99)))


def moving() -> io.BytesIO:
    file = io.BytesIO()
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "green", "blue")]
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:])
    file.seek(0)
    return file


def truncated() -> io.BytesIO:
    return io.BytesIO(make_photo(size=(400, 400)).getvalue()[:900])


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (io.BytesIO(SVG), "media.not_a_picture"),
        (io.BytesIO(b"%PDF-1.7 not a picture"), "media.not_a_picture"),
        (make_photo("TIFF"), "media.not_a_picture"),
        (truncated(), "media.not_a_picture"),
        (io.BytesIO(b""), "media.not_a_picture"),
        (moving(), "media.animated_picture"),
        (png_header(9_000, 9_000), "media.too_many_pixels"),
        (png_header(60_000, 60_000), "media.too_many_pixels"),
        (io.BytesIO(b"\xff\xd8\xff" + bytes(25 * 1024**2)), "media.too_large"),
    ],
)
def test_what_is_no_picture_for_us(file: io.BytesIO, code: str) -> None:
    user = make_user()
    with pytest.raises(Refusal) as refused:
        services.store_image(user, file)
    assert refused.value.code == code
    assert "%(" not in str(refused.value)
    assert (Asset.objects.count(), Rendition.objects.count()) == (0, 0)


def test_a_picture_sent_as_an_upload(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(make_photo().getvalue())
    upload = send_file(tmp_path / "photo.jpg", kind="image", declared_type="image/jpeg")
    services.receive_upload(upload.pk)
    asset = make_ready(Asset.objects.get(upload=upload))
    assert (asset.kind, asset.status, asset.width, asset.height) == ("image", "ready", 800, 600)
    assert asset.poster_key == f"photos/{asset.pk}/1/640.webp"
    (tmp_path / "letter.jpg").write_bytes(b"Dear Camille")
    upload = send_file(tmp_path / "letter.jpg", kind="image", declared_type="image/jpeg")
    services.receive_upload(upload.pk)
    refused = make_ready(Asset.objects.get(upload=upload))
    assert (refused.status, refused.refusal_code) == ("refused", "media.not_a_picture")
    assert queries.refusal_sentence(refused).startswith("This file is not a picture")


def test_a_picture_that_is_a_thread_is_no_picture() -> None:
    with pytest.raises(Refusal) as refused:
        services.store_image(make_user(), make_photo("PNG", (2, 20_000)))
    assert refused.value.code == "media.not_a_picture"
    assert not Asset.objects.exists()


def test_pictures_are_read_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    at_once, most = 0, 0
    plain = images._in_srgb

    def slowly(picture: Image.Image) -> Image.Image:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        time.sleep(0.02)
        at_once -= 1
        return plain(picture)

    monkeypatch.setattr(images, "_in_srgb", slowly)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(images.read_picture, [make_photo() for _ in range(6)]))
    assert most == 1
