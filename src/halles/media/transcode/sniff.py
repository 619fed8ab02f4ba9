"""What a file is by its first bytes, and what its name and sender claim; a lie is refused before any parser sees it."""

from __future__ import annotations

from pathlib import Path

from halles.media.transcode.refused import Refused

HEAD_BYTES = 4096
# One family is one container format: a .mov renamed .mp4 is no lie, a .webm renamed .mp4 is.
FAMILY_OF_SUFFIX = {
    ".mp4": "mp4",
    ".m4v": "mp4",
    ".mov": "mp4",
    ".qt": "mp4",
    ".3gp": "mp4",
    ".3g2": "mp4",
    ".webm": "matroska",
    ".mkv": "matroska",
}
FAMILY_OF_TYPE = {
    "video/mp4": "mp4",
    "video/x-m4v": "mp4",
    "video/quicktime": "mp4",
    "video/3gpp": "mp4",
    "video/3gpp2": "mp4",
    "video/webm": "matroska",
    "video/x-matroska": "matroska",
    "video/matroska": "matroska",
}
# The one demuxer each family may be read with. Neither follows a reference to another file: playlists, concat
# lists and whatever else libavformat can guess are never asked.
DEMUXER = {"mp4": "mov,mp4,m4a,3gp,3g2,mj2", "matroska": "matroska,webm"}
PICTURE_BRANDS = {b"avif", b"avis", b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"crx "}
SOUND_BRANDS = {b"M4A ", b"M4B ", b"M4P "}
SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF8", "gif"),
    (b"BM", "bmp"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"%PDF", "pdf"),
    (b"PK\x03\x04", "zip"),
    (b"\x1f\x8b", "gzip"),
    (b"7z\xbc\xaf", "zip"),
    (b"Rar!", "zip"),
    (b"ID3", "mp3"),
    (b"fLaC", "flac"),
    (b"OggS", "ogg"),
    (b"FLV\x01", "flv"),
    (b"#EXTM3U", "playlist"),
    (b"ffconcat", "playlist"),
    (b"\x7fELF", "program"),
    (b"MZ", "program"),
)


def sniff(head: bytes) -> str:
    """`mp4` or `matroska` for what may be opened, the name of another known format, or `unknown`."""
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        return "heif" if brand in PICTURE_BRANDS else "m4a" if brand in SOUND_BRANDS else "mp4"
    # QuickTime before 2001, and some cameras still, begin without ftyp.
    if head[4:8] in {b"moov", b"mdat", b"wide", b"free", b"skip"}:
        return "mp4"
    if head[:4] == b"\x1a\x45\xdf\xa3":
        return "matroska"
    if head[:4] == b"RIFF":
        return {b"AVI ": "avi", b"WEBP": "webp", b"WAVE": "wav"}.get(head[8:12], "unknown")
    return next((name for magic, name in SIGNATURES if head.startswith(magic)), "unknown")


def refuse_lies(source: Path, file_name: str, declared_type: str) -> str:
    """The container family of the file; refuses what is no video and what is not what it says it is."""
    with source.open("rb") as handle:
        found = sniff(handle.read(HEAD_BYTES))
    suffix = Path(file_name).suffix.lower()
    by_type = declared_type.partition(";")[0].strip().lower()
    claims = {FAMILY_OF_SUFFIX.get(suffix), FAMILY_OF_TYPE.get(by_type)} - {None}
    if found not in DEMUXER:
        if claims and found != "unknown":
            raise Refused("media.type_mismatch", claimed=suffix or by_type, found=found)
        raise Refused("media.not_a_video", found=found)
    if by_type.startswith(("image/", "text/", "audio/")) or (claims and claims != {found}):
        raise Refused("media.type_mismatch", claimed=suffix or by_type, found=found)
    return found
