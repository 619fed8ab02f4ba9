"""Refusals: what a service says when it will not do a thing. The web edge turns the family into a status code."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.functional import Promise


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not an error of the program
    """A rule said no. `code` is stable for programs, `sentence` is for people, `data` fills the sentence.

    Raising one rolls back the transaction of the request or job it happens in.
    """

    code: ClassVar[str] = "kit.refused"
    sentence: str | Promise = ""

    def __init__(self, **data: Any) -> None:
        self.data = data
        super().__init__(self.code)

    def __str__(self) -> str:
        text = str(self.sentence) or self.code
        return text % self.data if self.data else text


class NotFound(Refusal):
    """There is no such thing for this person (the two are not told apart)."""


class Forbidden(Refusal):
    """The person is known and may not."""


class Conflict(Refusal):
    """The world has moved: sold out, price changed, already done."""


class Invalid(Refusal):
    """What was given does not make sense; `fields` maps a field to its sentence where one field is to blame."""

    def __init__(self, fields: dict[str, str] | None = None, **data: Any) -> None:
        self.fields = fields or {}
        super().__init__(**data)


class Malformed(Refusal):
    """A program left out something every such request must carry."""


class PaymentRefused(Refusal):
    """The payment provider said no."""


class Limited(Refusal):
    """Too much in too short a time."""
