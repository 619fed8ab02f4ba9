"""The table of all settings; there is no other list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from halles.kit.environment import values as read


@dataclass(frozen=True)
class Setting:
    """One setting: its name, how its text is read, the text taken when it is not set, and what it is for."""

    name: str
    read: Callable[[str], Any]
    default: str | None
    purpose: str
    default_note: str = ""

    @property
    def field(self) -> str:
        return self.name.removeprefix("HALLES_").lower()


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "HALLES_DATABASE_URL",
        read.postgres_url,
        None,
        "A PostgreSQL, 15 or newer: `postgresql://user:password@host/database`. Without it Halles runs its own.",
        "a PostgreSQL of its own in the data folder",
    ),
    Setting(
        "HALLES_DATA_DIR", read.folder, "data", "The folder of everything Halles keeps on this machine.", "`./data`"
    ),
    Setting(
        "HALLES_HOST",
        read.host,
        "127.0.0.1",
        "The address the edge listens on; `0.0.0.0` for every network of the machine.",
    ),
    Setting("HALLES_PORT", read.integer(1, 65535), "8000", "The one port Halles owns."),
    Setting(
        "HALLES_BASE_URL",
        read.site_address,
        None,
        "The address people type, without a path. Mails, sign-in and passkeys use it.",
        "`http://localhost:<port>` (`https://` with a certificate)",
    ),
    Setting(
        "HALLES_EXTRA_HOSTS",
        read.host_names,
        "",
        "Further host names the site answers to, separated by commas.",
        "none",
    ),
    Setting(
        "HALLES_SECRET_KEY",
        read.secret,
        None,
        "The key behind sessions, signed links and sealed numbers, at least 32 characters, the same on every machine.",
        "made once, kept in `<data>/secret_key`",
    ),
    Setting(
        "HALLES_SECRET_KEYS_OLD",
        read.secrets,
        "",
        "Keys used before, by commas, newest first: what they signed or sealed is still read while it is renewed.",
        "none",
    ),
    Setting(
        "HALLES_OPERATOR",
        read.lines,
        "",
        "Who runs this hall, for its legal pages: name, street, town, country, e-mail, register; by semicolons.",
        "the pages say that nobody has been named",
    ),
    Setting(
        "HALLES_SMTP_URL",
        read.smtp_url,
        None,
        "Where mail leaves: `smtps://user:password@host:465`, `smtp+starttls://…:587`, or `smtp://…:25` (plain).",
        "mail stays in the staff page *Outbox*",
    ),
    Setting(
        "HALLES_MAIL_FROM",
        read.mail_sender,
        None,
        "The sender of every mail, `name@host` or `Name <name@host>`.",
        "`Halles <no-reply@` host of the base address `>`",
    ),
    Setting(
        "HALLES_WEB_WORKERS", read.integer(1, 64), None, "Processes that answer pages.", "one per two cores, at most 4"
    ),
    Setting(
        "HALLES_WEB_THREADS",
        read.integer(1, 32),
        "4",
        "Threads in each of them; every thread holds one database connection.",
    ),
    Setting(
        "HALLES_MEDIA_WORKERS",
        read.integer(1, 32),
        None,
        "Videos processed at the same time.",
        "one per two cores, at most 4",
    ),
    Setting("HALLES_UPLOAD_BYTES_MAX", read.integer(1, 10**12), "2147483648", "The largest upload taken, in bytes."),
    Setting(
        "HALLES_UPLOADS_PER_ADDRESS_MAX",
        read.integer(1, 1000),
        "8",
        "Uploads running at once from one network address.",
    ),
    Setting(
        "HALLES_DISK_FREE_BYTES_MIN",
        read.integer(0, 10**13),
        "536870912",
        "Uploads are refused, and `/readyz` says no, when less than this is free in the data folder.",
    ),
    Setting(
        "HALLES_RTMP_PORT",
        read.integer(0, 65535),
        "1935",
        "The port for live shows from OBS by RTMP; 0 turns it off. When it is taken, everything else runs.",
    ),
    Setting(
        "HALLES_LIVE_UDP_PORTS",
        read.port_range,
        "40000-40100",
        "UDP ports for live shows from browsers (WHIP), to be opened in the firewall; one or two per show.",
    ),
    Setting(
        "HALLES_ICE_SERVERS",
        read.ice_servers,
        "",
        "STUN and TURN servers for live shows, by commas: `stun:host:port`, `turn:user:password@host:port`.",
        "none",
    ),
    Setting(
        "HALLES_LIVE_SHOWS_MAX", read.integer(0, 1000), "12", "Live shows at once on this machine; each is a process."
    ),
    Setting(
        "HALLES_CONNECTIONS_MAX",
        read.integer(10, 1_000_000),
        "8000",
        "Open connections at the edge; the open-file limit caps it too.",
    ),
    Setting(
        "HALLES_CONNECTIONS_PER_ADDRESS_MAX",
        read.integer(1, 1_000_000),
        "256",
        "Open connections from one network address; trusted proxies are not counted.",
    ),
    Setting(
        "HALLES_TRUSTED_PROXIES",
        read.networks,
        "",
        "Proxies in front whose `X-Forwarded-For` and `-Proto` are believed: addresses or networks, by commas.",
        "none",
    ),
    Setting(
        "HALLES_TLS_CERT",
        read.file,
        None,
        "A certificate chain (PEM), to serve HTTPS without a proxy; goes with the key.",
        "none",
    ),
    Setting("HALLES_TLS_KEY", read.file, None, "The private key of the certificate (PEM).", "none"),
    Setting(
        "HALLES_MARKETS_DIR",
        read.existing_folder,
        None,
        "A folder of further market files, read after those that come with Halles.",
        "none",
    ),
    Setting(
        "HALLES_DEMO_MEDIA",
        read.existing_folder,
        None,
        "A folder of real photographs and videos for the demo.",
        "the demo draws its own",
    ),
    Setting(
        "HALLES_LOG_LEVEL",
        read.log_level,
        "warning",
        "How much the roles say: `debug`, `info`, `warning` or `error`.",
    ),
    Setting(
        "HALLES_SECOND_PERSON",
        read.yes_or_no,
        "yes",
        "Whether a payout run above `alone_minor_max` of its market is sent by another person than approved it, a "
        "single payout above it sent again by another than agreed to that, and staff leave what concerns their own "
        "money, paper or profile to others; `no` where one person runs the platform.",
    ),
    Setting("HALLES_ACCESS_LOG", read.yes_or_no, "no", "Whether the edge logs a line per request."),
    Setting(
        "HALLES_DEBUG",
        read.yes_or_no,
        "no",
        "Django's error pages with code and values. Never where strangers can reach it.",
    ),
)
