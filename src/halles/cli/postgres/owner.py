"""Who runs the server and where its files live: it refuses to run as root, and its user must reach its folder."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

USER_NAME = "halles-postgres"
ELSEWHERE = Path("/var/lib/halles")


class PostgresRefused(Exception):  # noqa: N818 - the message is a sentence for the operator
    """The embedded server cannot run here; the message says why and what to do."""


@dataclass(frozen=True)
class Owner:
    """The operating-system user that runs the server."""

    name: str
    uid: int
    gid: int

    @property
    def is_us(self) -> bool:
        return self.uid == os.geteuid()

    @property
    def popen(self) -> dict[str, Any]:
        """Arguments for subprocess that drop to this user."""
        return {} if self.is_us else {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        """Hands `path` (one file or folder) to this user."""
        if not self.is_us:
            os.chown(path, self.uid, self.gid)

    def can_reach(self, path: Path) -> bool:
        """Whether this user may enter the folder, or run the file, at `path`."""
        if self.is_us:
            return os.access(path, os.X_OK)
        asked = subprocess.run(  # asking the kernel as that user beats guessing from modes, lists and mounts
            ["/bin/sh", "-c", 'test -x "$1"', "sh", str(path)], cwd="/", check=False, capture_output=True, **self.popen
        )
        return asked.returncode == 0


@dataclass(frozen=True)
class Place:
    """The folders of one server: `home` holds the cluster, its socket folder, its log and, if need be, its binaries."""

    home: Path
    owner: Owner
    note: Path

    @property
    def cluster(self) -> Path:
        return self.home / "cluster"

    def remember(self) -> None:
        """Writes down where the cluster is, if it is elsewhere; not before there is one, or a start cut short would
        leave a note about a database that never was."""
        if self.home != self.note.parent and not self.note.exists():
            self.note.write_text(f"{self.home}\n")


def find_place(folder: Path) -> Place:
    """The place of the server that belongs to `folder`, made on first use; raises PostgresRefused.

    Started as root, the server runs as a user of its own. When that user cannot get into `folder` (a parent such as
    /root is closed), the cluster lives under /var/lib/halles and `folder`/location says where: nobody's permissions are
    widened, and nothing durable is put where a reboot clears it.
    """
    folder.mkdir(mode=0o711, parents=True, exist_ok=True)
    note = folder / "location"
    home = Path(note.read_text().strip()) if note.exists() else folder
    if (home / "cluster").exists():
        return Place(home, _owner_of(home / "cluster"), note)
    if home != folder:
        raise PostgresRefused(
            f"The database of this data folder should be in {home}, but is not there. "
            f"Bring it back, or remove {note} to begin with an empty one."
        )
    owner = _choose_owner()
    if not owner.can_reach(folder):
        home = _settle_elsewhere(owner)
    return Place(home, owner, note)


def _owner_of(cluster: Path) -> Owner:
    uid = cluster.stat().st_uid
    if os.geteuid() not in {0, uid}:
        raise PostgresRefused(f"The database in {cluster} belongs to {_name(uid)}. Start Halles as root, as before.")
    return _by_uid(uid)


def _choose_owner() -> Owner:
    if os.geteuid() != 0:
        return _by_uid(os.geteuid())
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if useradd and not _exists(USER_NAME):
        wanted = ["--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
        subprocess.run([useradd, *wanted, "--shell", "/bin/false", USER_NAME], check=False, capture_output=True)
    # Where no user can be made (a container without useradd, a read-only /etc) nobody has to do; peer authentication
    # still keeps other processes of nobody out of the database.
    for name in (USER_NAME, "nobody"):
        if _exists(name):
            entry = pwd.getpwnam(name)
            return Owner(name, entry.pw_uid, entry.pw_gid)
    raise PostgresRefused(
        f"PostgreSQL cannot run as root, and the user {USER_NAME} could not be made. Make it, or start Halles as an "
        "ordinary user, or name a server by HALLES_DATABASE_URL."
    )


def _settle_elsewhere(owner: Owner) -> Path:
    home = ELSEWHERE / secrets.token_hex(6)
    try:
        ELSEWHERE.mkdir(mode=0o711, parents=True, exist_ok=True)
        home.mkdir(mode=0o711)
        reaches = owner.can_reach(home)
    except OSError:
        reaches = False
    if not reaches:
        raise PostgresRefused(
            f"PostgreSQL runs as {owner.name} when Halles is started as root, and {owner.name} reaches neither the "
            f"data folder nor {ELSEWHERE}. Choose another HALLES_DATA_DIR, start Halles as an ordinary user, or name a "
            "server by HALLES_DATABASE_URL."
        )
    return home


def _exists(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _by_uid(uid: int) -> Owner:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        raise PostgresRefused(
            f"PostgreSQL wants its user to have a name, and the user {uid} has none. Give it a line in /etc/passwd, or "
            "name a server by HALLES_DATABASE_URL."
        ) from None
    return Owner(entry.pw_name, uid, entry.pw_gid)
