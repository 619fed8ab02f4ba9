"""Why the child will not make this video: a code and plain data. The sentences for people stand in media/errors.py."""

from __future__ import annotations

from typing import Literal

Code = Literal[
    "media.not_a_video",
    "media.type_mismatch",
    "media.unsupported",
    "media.too_long",
    "media.too_short",
    "media.too_large",
    "media.no_frames",
    "media.too_many_pixels",
    "media.too_many_frames",
    "media.damaged",
    "media.timed_out",
    "media.ran_out_of_memory",
]
Datum = str | int | None


class Refused(Exception):  # noqa: N818 - an answer about the file, not an error of the program
    """The file is the reason: trying again would end the same way."""

    def __init__(self, code: Code, **data: Datum) -> None:
        super().__init__(code)
        self.code: Code = code
        self.data: dict[str, Datum] = data
