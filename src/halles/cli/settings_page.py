"""Writes docs/settings.md from the table of settings: `python -m halles.cli.settings_page`."""

from __future__ import annotations

from pathlib import Path

from halles.kit.environment.table import SETTINGS

PAGE = Path("docs/settings.md")
_HEAD = """# Settings

Everything is set by environment variables, read once at the start. What is wrong, and what Halles does not know, is
refused by name before anything runs. A variable that is set to nothing counts as not set.

*Generated from `src/halles/kit/environment/table.py` by `python -m halles.cli.settings_page`; a test compares.*

| name | default | what it is for |
| --- | --- | --- |
"""
_FOOT = """
Names that begin with `HALLES_TEST_` belong to the test suite and are left alone.

## Where things are

| in the data folder | what | may be lost? |
| --- | --- | --- |
| `postgres/` | the embedded PostgreSQL: every durable record; `cluster/local.conf` takes your own settings | no |
| `media/` | what anyone may fetch: renditions, posters, photographs | no |
| `private/` | originals and papers, never served | no |
| `secret_key` | the key behind sessions, signed links and sealed numbers | no: sealed numbers are lost with it |
| `uploads/` | uploads on their way, for 24 hours | they begin again |
| `run/`, `up.lock` | sockets, process numbers, the lock of `halles up` | yes |

## Changing the secret

Set `HALLES_SECRET_KEY` to the new key and `HALLES_SECRET_KEYS_OLD` to the one used so far (without a key of your own:
the content of `<data>/secret_key`), and start everything again. People stay signed in, links in mails keep working, and
what is sealed in the database (account and tax numbers, stream keys, seeds of draws) is read as before and sealed anew
the next night (`kit.reseal`). Two days later the old key can go. Uploads under way begin again.

Started as root, PostgreSQL runs as the user `halles-postgres` (made if need be). When that user cannot get into the
data folder, for instance below `/root`, the database lives in `/var/lib/halles/` and `postgres/location` says where.
Back up both.
"""


def settings_page() -> str:
    """The whole text of docs/settings.md."""
    rows = []
    for setting in SETTINGS:
        default = setting.default_note or (f"`{setting.default}`" if setting.default else "none")
        rows.append(f"| `{setting.name}` | {default} | {setting.purpose} |\n")
    return _HEAD + "".join(rows) + _FOOT


if __name__ == "__main__":
    PAGE.write_text(settings_page())
