"""What the roles of the staff may do: data (staff_roles.toml), asked by pages for a task and by services for a deed."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from halles.users.errors import StaffMayNot, StaffRoleUnknown
from halles.users.models import User

ADMIN = "admin"
EVERYTHING = "*"


@cache
def _written() -> tuple[dict[str, frozenset[str]], dict[str, str]]:
    """Role → tasks, and verb → task."""
    written = tomllib.loads((Path(__file__).parent / "data" / "staff_roles.toml").read_text())
    tasks: dict[str, list[str]] = written["tasks"]
    roles = {
        role: frozenset(tasks) | {EVERYTHING} if EVERYTHING in named else frozenset(named)
        for role, named in written["roles"].items()
    }
    return roles, {verb: task for task, verbs in tasks.items() for verb in verbs}


def all_roles() -> list[str]:
    """The roles by name, the one that may do everything first."""
    return list(_written()[0])


def require_role(role: str) -> str:
    """The role's name when there is one; StaffRoleUnknown otherwise."""
    if role not in _written()[0]:
        raise StaffRoleUnknown(role=role[:40], known=", ".join(all_roles()))
    return role


def tasks_of(user: User) -> frozenset[str]:
    """What this person may do among the staff; nothing for everybody else."""
    if not (user.is_staff and user.is_active):
        return frozenset()
    return _written()[0].get(user.staff_role, frozenset())


def roles_with(task: str) -> list[str]:
    """The roles that include a task."""
    return [role for role, tasks in _written()[0].items() if task in tasks]


def has_task(verb: str) -> bool:
    """Whether a deed stands under a task."""
    return verb in _written()[1]


def require_task(user: User, task: str) -> None:
    """StaffMayNot unless the person's role includes the task."""
    if task not in tasks_of(user):
        raise StaffMayNot(role=user.staff_role, task=task)


def require_deed(user: User, verb: str) -> None:
    """StaffMayNot unless the person's role includes the task to which the deed belongs."""
    require_task(user, _written()[1].get(verb, EVERYTHING))
