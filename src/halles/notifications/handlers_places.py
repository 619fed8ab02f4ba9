"""From places in shops to mails: each handler leaves one job; who is told what: `telling.places`."""

from __future__ import annotations

from halles.kit.jobs import defer
from halles.notifications.jobs import tell
from halles.sellers import events


def staff_invited(event: events.StaffInvited) -> None:
    """Whoever has the address reads what they are offered."""
    defer(tell, fact="staff_invited", invitation_id=str(event.invitation_id))


def invitation_closed(event: events.StaffInvitationClosed) -> None:
    """The other side learns that it was declined or withdrawn."""
    defer(tell, fact="invitation_closed", invitation_id=str(event.invitation_id))


def staff_joined(event: events.StaffJoined) -> None:
    """Shop and person have it in writing."""
    defer(
        tell,
        fact="staff_joined",
        seller_id=str(event.seller_id),
        user_id=str(event.user_id),
        role=event.role,
        at=event.at.isoformat(),
    )


def staff_role_changed(event: events.StaffRoleChanged) -> None:
    """The person learns what they may do now."""
    defer(
        tell,
        fact="staff_role_changed",
        seller_id=str(event.seller_id),
        user_id=str(event.user_id),
        role=event.role,
        at=event.at.isoformat(),
    )


def staff_gone(event: events.StaffGone) -> None:
    """Shop and person have it in writing."""
    defer(
        tell,
        fact="staff_gone",
        seller_id=str(event.seller_id),
        user_id=str(event.user_id),
        left="yes" if event.is_left else "no",
        at=event.at.isoformat(),
    )
