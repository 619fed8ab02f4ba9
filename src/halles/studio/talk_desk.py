"""The talk of a shop and a creator as both sides' pages show it: what was said, the form, and what hinders."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from halles.affiliates.models import Side
from halles.affiliates.queries import plans, talks
from halles.affiliates.services import talking
from halles.creators.models import Creator
from halles.kit import clock
from halles.sellers.models import Seller
from halles.studio.attempts import tried
from halles.studio.forms_plans import SaidForm
from halles.users.models import User

PLACES = {"affiliates.words_missing": "body", "affiliates.words_too_long": "body"}


@dataclass(frozen=True)
class TalkDesk:
    """A person before the talk of their shop, or their profile, with the other side."""

    person: User
    seller: Seller
    creator: Creator
    side: Side

    def path(self, name: str = "talk") -> str:
        """Where this side's page is, or one of its deeds: `read_talk`, `close_talk`."""
        if self.side == Side.SHOP:
            return reverse(f"studio:{name}", args=[self.seller.slug, self.creator.pk])
        mine = name.replace("talk", "my_talk")
        return reverse(f"studio:{mine}", args=[self.creator.pk, self.seller.slug])

    def wrote(self, form: SaidForm) -> bool:
        """Whether the form was sent and its words went out; what was refused stands in the form."""
        return form.is_bound and form.is_valid() and tried(form, lambda: self._write(form), places=PLACES)

    def _write(self, form: SaidForm) -> None:
        body = form.cleaned_data["body"]
        talking.write_message(self.seller, self.creator, side=self.side, by=self.person, body=body)

    def context(self, form: SaidForm, before: str | None = None) -> dict[str, Any]:
        """What `studio/talks/said.html` and `write.html` show."""
        talk = talks.find_talk(self.seller, self.creator)
        page = talks.list_said(talk, _uuid(before))
        why_not = talks.why_not_write(talk, self.seller, self.creator, side=self.side, by=self.person, at=clock.now())
        return {
            "form": form,
            "talk": talk,
            "side": self.side.value,
            "other": self.creator if self.side == Side.SHOP else self.seller,
            "said": list(reversed(page.rows)),
            "earlier": page.next_cursor,
            "has_new": any(one.read_at is None and one.by != self.side for one in page.rows),
            "why_not": why_not,
            "talk_url": self.path(),
            "read_url": self.path("read_talk"),
            "close_url": self.path("close_talk"),
        }


def waits_for_creator(creator: Creator) -> dict[str, int]:
    """What waits, for the menu of who sells for shops."""
    return {
        "invitation_count": plans.count_invitations(creator),
        "new_talk_count": talks.count_new_for_creator(creator),
    }


def waits_for_shop(seller: Seller) -> dict[str, int]:
    """What waits, for the menu of a shop that sells with creators."""
    return {"asking_count": plans.count_asking(seller), "new_talk_count": talks.count_new_for_shop(seller)}


def _uuid(text: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None
