"""The settings of one running Halles: read from the environment once, checked whole, refused by name.

Nothing here imports Django, so the edge and the command line read the very same settings. The table SETTINGS drives the
reading, the refusals and the page docs/settings.md.
"""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, fields
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from halles.kit.environment.table import SETTINGS
from halles.kit.environment.values import SECRET_LENGTH_MIN, IceServer, Network, SmtpServer, WrongValue, nearest

SOCKET_PATH_BYTES_MAX = 90  # sun_path holds 108 on Linux and 104 on macOS; names inside the folder need the rest


class EnvironmentRefused(Exception):  # noqa: N818 - a refusal is an answer, not an error of the program
    """The settings do not make sense; `problems` maps each wrong name to the sentence that says what it needs."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = dict(problems)
        super().__init__("\n".join(f"{name}: {sentence}" for name, sentence in self.problems.items()))


@dataclass(frozen=True)
class Environment:
    """The settings, complete and checked; paths are absolute, sizes in bytes."""

    database_url: str | None
    data_dir: Path
    host: str
    port: int
    base_url: str
    extra_hosts: tuple[str, ...]
    secret_key: str
    secret_keys_old: tuple[str, ...]
    operator: tuple[str, ...]
    smtp_url: SmtpServer | None
    mail_from: str
    web_workers: int
    web_threads: int
    media_workers: int
    upload_bytes_max: int
    uploads_per_address_max: int
    disk_free_bytes_min: int
    rtmp_port: int
    live_udp_ports: tuple[int, int]
    ice_servers: tuple[IceServer, ...]
    live_shows_max: int
    connections_max: int
    connections_per_address_max: int
    trusted_proxies: tuple[Network, ...]
    tls_cert: Path | None
    tls_key: Path | None
    markets_dir: Path | None
    demo_media: Path | None
    log_level: str
    second_person: bool
    access_log: bool
    debug: bool

    @classmethod
    def load(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """Reads every HALLES_* variable; raises EnvironmentRefused naming all that are wrong or unknown.

        Makes the data folder and its secret key on the very first call, nothing else.
        """
        values, problems = _read_all(environ)
        if (values.get("tls_cert") is None) != (values.get("tls_key") is None):
            missing = "HALLES_TLS_KEY" if values.get("tls_key") is None else "HALLES_TLS_CERT"
            problems.setdefault(missing, "is missing: a certificate and its key go together.")
        if problems:
            raise EnvironmentRefused(problems)
        _fill_defaults(values)
        if values["secret_key"] is None:
            values["secret_key"] = _kept_secret(values["data_dir"])
        return cls(**values)

    @property
    def signing_key(self) -> bytes:
        """The key handed to halles.kit.signing."""
        return self.secret_key.encode()

    @property
    def is_https(self) -> bool:
        """Whether people reach the site by https."""
        return self.base_url.startswith("https://")

    @property
    def allowed_hosts(self) -> list[str]:
        """Every host name the site answers to, without port."""
        own = urlsplit(self.base_url).hostname or "localhost"
        return list(dict.fromkeys([own, "localhost", "127.0.0.1", "[::1]", *self.extra_hosts]))

    @property
    def media_dir(self) -> Path:
        """What anyone may fetch under /media/."""
        return self.data_dir / "media"

    @property
    def private_dir(self) -> Path:
        """Originals and exports; never served by the edge."""
        return self.data_dir / "private"

    @property
    def uploads_dir(self) -> Path:
        """Uploads on their way: <id>.part with an <id>.json beside it."""
        return self.data_dir / "uploads"

    @property
    def live_dir(self) -> Path:
        """A file per live show that has not ended."""
        return self.data_dir / "live"

    @property
    def postgres_dir(self) -> Path:
        """The folder of the embedded PostgreSQL."""
        return self.data_dir / "postgres"

    @cached_property
    def run_dir(self) -> Path:
        """A 0700 folder for sockets: in the data folder, or a short one elsewhere when that path is too long."""
        inside = self.data_dir / "run"
        if len(os.fsencode(inside)) <= SOCKET_PATH_BYTES_MAX:
            inside.mkdir(mode=0o700, parents=True, exist_ok=True)
            return inside
        return short_folder(self.data_dir, owner=os.geteuid())

    @property
    def web_socket(self) -> Path:
        """The Unix socket between edge and web."""
        return self.run_dir / "web.sock"


def short_folder(long: Path, *, owner: int) -> Path:
    """A 0700 folder of the user id `owner` in the system's temporary folder, always the same for the same `long` path.

    Refuses a folder somebody else put there first: whoever owns it could answer in our place.
    """
    folder = Path(tempfile.gettempdir()) / f"halles-{owner}-{sha256(os.fsencode(long)).hexdigest()[:12]}"
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        pass
    else:
        if owner != os.geteuid():
            os.chown(folder, owner, -1)
    found = folder.lstat()
    if folder.is_symlink() or found.st_uid != owner or found.st_mode & 0o077:
        sentence = (
            f"needs the folder {folder} for its sockets, but that is somebody else's. Remove it or move the data."
        )
        raise EnvironmentRefused({"HALLES_DATA_DIR": sentence})
    return folder


def _read_all(environ: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    known = {setting.name for setting in SETTINGS}
    problems = {
        name: _unknown(name, known)
        for name in sorted(environ)
        if name.startswith("HALLES_") and name not in known and not name.startswith("HALLES_TEST_")
    }
    values: dict[str, Any] = {}
    for setting in SETTINGS:
        text = environ.get(setting.name, "").strip() or setting.default
        try:
            values[setting.field] = None if text is None else setting.read(text)
        except WrongValue as wrong:
            problems[setting.name] = str(wrong)
    return values, problems


def _unknown(name: str, known: set[str]) -> str:
    near = nearest(name, known)
    return (
        f"is not a setting of Halles. Did you mean {near}?"
        if near
        else "is not a setting of Halles; docs/settings.md lists them all."
    )


def _fill_defaults(values: dict[str, Any]) -> None:
    if values["base_url"] is None:
        values["base_url"] = f"{'https' if values['tls_cert'] else 'http'}://localhost:{values['port']}"
    if values["mail_from"] is None:
        values["mail_from"] = f"Halles <no-reply@{urlsplit(values['base_url']).hostname}>"
    share = min(4, max(1, (os.cpu_count() or 1) // 2))
    for name in ("web_workers", "media_workers"):
        if values[name] is None:
            values[name] = share


def _kept_secret(data_dir: Path) -> str:
    """The key in <data>/secret_key, made once; two processes that start together end with the same one."""
    path = data_dir / "secret_key"
    try:
        data_dir.mkdir(mode=0o711, parents=True, exist_ok=True)
        if not path.exists():
            _write_once(path, secrets.token_urlsafe(48))
        key = path.read_text().strip()
    except OSError as error:
        raise EnvironmentRefused(
            {"HALLES_DATA_DIR": f"cannot be used: {error.strerror} ({error.filename})."}
        ) from error
    if len(key) < SECRET_LENGTH_MIN:
        sentence = (
            f"is not set, and {path} is shorter than {SECRET_LENGTH_MIN} characters. Restore or remove that file."
        )
        raise EnvironmentRefused({"HALLES_SECRET_KEY": sentence})
    return key


def _write_once(path: Path, text: str) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(draft, path)  # unlike a rename, never replaces the key another process has just made
    finally:
        draft.unlink()


assert {setting.field for setting in SETTINGS} == {field.name for field in fields(Environment)}, (
    "SETTINGS and Environment tell the same story"
)
