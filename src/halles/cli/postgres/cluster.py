"""The cluster on disk: made once, configured at every start for the machine it is on."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from halles.cli.postgres.owner import Place, PostgresRefused

MEGABYTE = 1024 * 1024
ROLE = "halles"
SUPERUSER = "postgres"

# Reached only through a 0700 socket folder; peer looks at the operating-system user besides, which matters where the
# server had to run as a user that others share.
HBA = "local all all peer map=halles\n"


def make_cluster(place: Place, binaries: Path) -> None:
    """Runs initdb unless there is a cluster; a cluster cut short is thrown away and made again."""
    if place.cluster.exists():
        _check_version(place, binaries)
        return
    draft = place.home / "cluster.draft"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    place.owner.own(draft)
    # There is no ICU in the wheel; the builtin C.UTF-8 knows upper and lower case beyond ASCII, plain C does not, and
    # trigrams and lower() would fail on é and ß.
    locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    made = subprocess.run(
        [binaries / "initdb", "-D", draft, "-U", SUPERUSER, "-A", "peer", "--data-checksums", *locale],
        cwd="/",
        env=server_environ(),
        check=False,
        capture_output=True,
        text=True,
        **place.owner.popen,
    )
    if made.returncode != 0:
        raise PostgresRefused(f"PostgreSQL could not make its database in {draft}:\n{made.stderr.strip()}")
    draft.rename(place.cluster)
    place.remember()


def configure(place: Place, sockets: Path, connections_max: int) -> None:
    """Writes postgresql.conf, pg_hba.conf and pg_ident.conf; an operator's own settings go into local.conf."""
    lines = [f"{name} = {_quoted(value)}" for name, value in _settings(sockets, connections_max).items()]
    _write(place, "postgresql.conf", "\n".join([*lines, "include 'local.conf'", ""]))
    _write(place, "pg_hba.conf", HBA)
    if not (place.cluster / "local.conf").exists():
        _write(place, "local.conf", "# Settings of your own; they win over those of Halles in postgresql.conf.\n")
    users = dict.fromkeys(["root", place.owner.name])
    roles = [f"halles {user} {role}\n" for user in users for role in (ROLE, SUPERUSER)]
    _write(place, "pg_ident.conf", "".join(roles))


def server_environ() -> dict[str, str]:
    """The surroundings of the server: nothing of ours, and no PG… variable of the person who started it."""
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


def memory_bytes() -> int:
    """The memory this process may use: the machine's, or less when a container says so."""
    amounts = [os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")]
    for limit in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        try:
            amounts.append(int(Path(limit).read_text()))
        except (OSError, ValueError):
            continue
    return min(amounts)


def _settings(sockets: Path, connections_max: int) -> dict[str, str]:
    memory = memory_bytes() // MEGABYTE
    return {
        "listen_addresses": "",
        "unix_socket_directories": str(sockets),
        "unix_socket_permissions": "0700",
        "max_connections": str(connections_max),
        # A quarter is the rule for a machine of its own; here web, worker and the page cache of the media want theirs.
        "shared_buffers": f"{min(max(memory // 8, 64), 2048)}MB",
        "effective_cache_size": f"{max(memory // 2, 128)}MB",
        "maintenance_work_mem": f"{min(max(memory // 32, 32), 512)}MB",
        "work_mem": "8MB",
        "random_page_cost": "1.1",
        "jit": "off",
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        # Packing pages by pglz and a title per statement cost a sale 0.3 of its 3 ms; one machine's disk has room.
        "wal_compression": "off",
        "update_process_title": "off",
        "min_wal_size": "128MB",
        "max_wal_size": "1GB",
        "checkpoint_timeout": "5min",
        "password_encryption": "scram-sha-256",
        "idle_in_transaction_session_timeout": "10min",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "datestyle": "iso, ymd",
        "lc_messages": "C",
        "default_text_search_config": "pg_catalog.simple",
        "logging_collector": "off",
        "log_min_messages": "log",  # above error: refused statements are told to those who sent them
        "log_min_error_statement": "panic",
        "log_checkpoints": "off",
        "log_line_prefix": "",
    }


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _write(place: Place, name: str, text: str) -> None:
    path = place.cluster / name
    draft = path.with_suffix(".draft")
    draft.write_text(text)
    draft.chmod(0o600)
    place.owner.own(draft)
    draft.rename(path)


def _check_version(place: Place, binaries: Path) -> None:
    made_by = (place.cluster / "PG_VERSION").read_text().strip()
    said = subprocess.run([binaries / "postgres", "--version"], check=True, capture_output=True, text=True, cwd="/")
    here = said.stdout.split()[-1].split(".")[0]
    if made_by != here:
        raise PostgresRefused(
            f"The database in {place.cluster} was made by PostgreSQL {made_by}, the installed one is {here}. "
            f"Install the release of Halles that made it, write everything out with pg_dump, and read it in again."
        )
