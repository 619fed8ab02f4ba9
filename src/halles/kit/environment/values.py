"""How the text of a setting becomes a value; a reader raises WrongValue with the sentence that says what is needed."""

from __future__ import annotations

import difflib
import ipaddress
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from email.utils import formataddr, parseaddr
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

SECRET_LENGTH_MIN = 32
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_HOST_NAME = re.compile(r"(?=.{1,253}$)[A-Za-z0-9_]([A-Za-z0-9_-]{0,62})(\.[A-Za-z0-9_-]{1,63})*\.?")


class WrongValue(Exception):  # noqa: N818 - an answer, turned into a refusal by the caller
    """The text cannot be read; the message completes "NAME: …"."""


@dataclass(frozen=True)
class SmtpServer:
    """Where mail leaves; `security` is "none", "starttls" or "tls"."""

    host: str
    port: int
    security: str
    username: str
    password: str


@dataclass(frozen=True)
class IceServer:
    """A server that helps a browser's sound and picture through routers; `url` as RFC 7064 and 7065 write it."""

    url: str
    username: str
    password: str


_SMTP = {"smtp": ("none", 25), "smtp+starttls": ("starttls", 587), "smtps": ("tls", 465)}


def integer(least: int, most: int) -> Callable[[str], int]:
    """A reader of whole numbers from `least` to `most`."""

    def read(text: str) -> int:
        if not re.fullmatch(r"[0-9][0-9_]*", text) or not least <= int(text) <= most:
            raise WrongValue(f"must be a whole number from {least} to {most}, not “{text}”.")
        return int(text)

    return read


def log_level(text: str) -> str:
    """A level as Python's logging names it."""
    words = ("debug", "info", "warning", "error")
    if text.lower() not in words:
        raise WrongValue(f"must be one of {', '.join(words)}, not “{text}”.")
    return text.upper()


def yes_or_no(text: str) -> bool:
    word = text.lower()
    if word not in {"yes", "no", "true", "false", "on", "off", "1", "0"}:
        raise WrongValue(f"must be yes or no, not “{text}”.")
    return word in {"yes", "true", "on", "1"}


def folder(text: str) -> Path:
    path = Path(text).expanduser().resolve()
    if path.exists() and not path.is_dir():
        raise WrongValue(f"must be a folder, but {path} is something else.")
    return path


def existing_folder(text: str) -> Path:
    path = Path(text).expanduser().resolve()
    if not path.is_dir():
        raise WrongValue(f"must be a folder that exists; {path} does not.")
    return path


def file(text: str) -> Path:
    path = Path(text).expanduser().resolve()
    if not path.is_file():
        raise WrongValue(f"must be a file that exists; {path} does not.")
    return path


def secret(text: str) -> str:
    if len(text) < SECRET_LENGTH_MIN:
        raise WrongValue(f"must have at least {SECRET_LENGTH_MIN} characters.")
    return text


def secrets(text: str) -> tuple[str, ...]:
    return tuple(secret(part) for part in _listed(text))


def lines(text: str) -> tuple[str, ...]:
    found = tuple(line.strip() for line in text.split(";") if line.strip())
    if len(found) > 12 or any(len(line) > 120 or not line.isprintable() for line in found):
        raise WrongValue("must be at most 12 lines of at most 120 characters, separated by semicolons.")
    return found


def host(text: str) -> str:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        if not _HOST_NAME.fullmatch(text):
            raise WrongValue(f"must be an address or a host name to listen on, not “{text}”.") from None
    return text


def host_names(text: str) -> tuple[str, ...]:
    names = _listed(text)
    for name in names:
        if not _HOST_NAME.fullmatch(name.removeprefix(".")):
            raise WrongValue(f"must be host names separated by commas, without port or scheme; “{name}” is not one.")
    return names


def networks(text: str) -> tuple[Network, ...]:
    found: list[Network] = []
    for part in _listed(text):
        try:
            found.append(ipaddress.ip_network(part))
        except ValueError:
            raise WrongValue(
                f"must be addresses or networks separated by commas, like 10.0.0.0/8; “{part}” is not one."
            ) from None
    return tuple(found)


def site_address(text: str) -> str:
    need = WrongValue(f"must be an address like https://market.example, without a path, not “{text}”.")
    url = _split(text, need)
    if (
        url.scheme not in {"http", "https"}
        or not url.hostname
        or url.path not in {"", "/"}
        or url.query
        or url.fragment
        or url.username
    ):
        raise need
    return f"{url.scheme}://{url.netloc.lower()}"


def port_range(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"([0-9]{1,5})-([0-9]{1,5})", text)
    first, last = (int(found[1]), int(found[2])) if found else (0, 0)
    if not 1024 <= first <= last <= 65535:
        raise WrongValue(f"must be a first and a last port from 1024 to 65535, like 40000-40100, not “{text}”.")
    return first, last


def ice_servers(text: str) -> tuple[IceServer, ...]:
    form = re.compile(
        r"(stuns?|turns?):(?:([^:@/\s]+):([^@/\s]+)@)?([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?(\?transport=(?:udp|tcp))?"
    )
    servers = []
    for part in _listed(text):
        found = form.fullmatch(part)
        if found is None or found[1].startswith("turn") != bool(found[2]):
            raise WrongValue(
                f"must be servers like stun:host:3478 or turn:user:password@host:3478, by commas; “{part}” is not one."
            )
        url = f"{found[1]}:{found[4]}{found[5] or ''}{found[6] or ''}"
        servers.append(IceServer(url, unquote(found[2] or ""), unquote(found[3] or "")))
    return tuple(servers)


def postgres_url(text: str) -> str:
    need = WrongValue("must be an address like postgresql://user:password@host:5432/database.")
    url = _split(text, need)
    if url.scheme not in {"postgres", "postgresql"} or len(url.path) < 2 or not (url.hostname or "host=" in url.query):
        raise need
    return text


def smtp_url(text: str) -> SmtpServer:
    need = WrongValue(
        "must be an address like smtps://user:password@host:465 or smtp+starttls://user:password@host:587."
    )
    url = _split(text, need)
    if url.scheme not in _SMTP or not url.hostname or url.path not in {"", "/"} or url.query:
        raise need
    security, port = _SMTP[url.scheme]
    return SmtpServer(
        url.hostname, url.port or port, security, unquote(url.username or ""), unquote(url.password or "")
    )


def mail_sender(text: str) -> str:
    name, address = parseaddr(text)
    if not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", address) or not text.isprintable():
        raise WrongValue(f"must be an address like name@host or Name <name@host>, not “{text}”.")
    return formataddr((name, address), "utf-8") if not name.isascii() else text


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name a person most likely meant, or None."""
    by_rest = {each.removeprefix("HALLES_"): each for each in sorted(known)}  # the prefix would make all look alike
    found = difflib.get_close_matches(name.removeprefix("HALLES_"), by_rest, n=1, cutoff=0.7)
    return by_rest[found[0]] if found else None


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _split(text: str, need: WrongValue) -> SplitResult:
    try:
        url = urlsplit(text)
        _ = url.port  # a port that is not a number is only noticed when it is asked for
    except ValueError:
        raise need from None
    return url
