from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest

from halles.cli.settings_page import settings_page
from halles.kit.environment import SETTINGS, Environment, EnvironmentRefused, short_folder

ROOT = Path(__file__).resolve().parents[2]


def load(folder: Path, **settings: str) -> Environment:
    return Environment.load({"HALLES_DATA_DIR": str(folder), **{f"HALLES_{k.upper()}": v for k, v in settings.items()}})


def test_without_settings_everything_has_a_value(tmp_path: Path) -> None:
    found = load(tmp_path / "data")
    assert (found.host, found.port, found.base_url) == ("127.0.0.1", 8000, "http://localhost:8000")
    assert (found.database_url, found.smtp_url, found.is_https) == (None, None, False)
    assert found.mail_from == "Halles <no-reply@localhost>"
    assert found.data_dir == tmp_path / "data"
    assert found.upload_bytes_max == 2_147_483_648


def test_all_that_is_wrong_is_refused_by_name_at_once(tmp_path: Path) -> None:
    wrong = {
        "HALLES_PORT": "eighty",
        "HALLES_PROT": "8000",
        "HALLES_COLOUR": "blue",
        "HALLES_BASE_URL": "market.example/shop",
        "HALLES_DATABASE_URL": "mysql://host/db",
        "HALLES_SMTP_URL": "mail.example:25",
        "HALLES_SECRET_KEY": "short",
        "HALLES_LOG_LEVEL": "loud",
        "HALLES_TLS_CERT": "/nowhere/cert.pem",
        "HALLES_TRUSTED_PROXIES": "10.0.0.0/8, proxy.example",
        "HALLES_DEBUG": "perhaps",
        "HALLES_MAIL_FROM": "nobody",
        "HALLES_HOST": "two words",
        "HALLES_WEB_THREADS": "0",
        "HALLES_TEST_NAME": "anything",
        "HALLESX": "not ours",
        "HALLES_DATA_DIR": str(tmp_path / "data"),
    }
    with pytest.raises(EnvironmentRefused) as refused:
        Environment.load(wrong)
    assert set(refused.value.problems) == set(wrong) - {"HALLES_TEST_NAME", "HALLESX", "HALLES_DATA_DIR"}
    said = str(refused.value)
    assert "HALLES_PORT: must be a whole number from 1 to 65535, not “eighty”." in said
    assert "HALLES_PROT: is not a setting of Halles. Did you mean HALLES_PORT?" in said
    assert "HALLES_COLOUR: is not a setting of Halles; docs/settings.md lists them all." in said
    assert not (tmp_path / "data").exists(), "a refusal leaves nothing behind"


def test_a_certificate_and_its_key_go_together(tmp_path: Path) -> None:
    (tmp_path / "cert.pem").write_text("")
    with pytest.raises(EnvironmentRefused) as refused:
        load(tmp_path / "data", tls_cert=str(tmp_path / "cert.pem"))
    assert refused.value.problems == {"HALLES_TLS_KEY": "is missing: a certificate and its key go together."}
    found = load(tmp_path / "data", tls_cert=str(tmp_path / "cert.pem"), tls_key=str(tmp_path / "cert.pem"))
    assert found.base_url == "https://localhost:8000"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("smtp://mail.example", ("mail.example", 25, "none", "", "")),
        ("smtps://me%40x.example:p%3Aw@mail.example", ("mail.example", 465, "tls", "me@x.example", "p:w")),
        ("smtp+starttls://u:p@mail.example:2525", ("mail.example", 2525, "starttls", "u", "p")),
    ],
)
def test_a_mail_server_is_one_address(tmp_path: Path, text: str, expected: tuple[str, int, str, str, str]) -> None:
    found = load(tmp_path / "data", smtp_url=text).smtp_url
    assert found is not None
    assert (found.host, found.port, found.security, found.username, found.password) == expected


def test_hosts_the_site_answers_to(tmp_path: Path) -> None:
    found = load(tmp_path / "data", base_url="https://Market.example", extra_hosts="www.market.example, .example.org")
    assert found.allowed_hosts == [
        "market.example", "localhost", "127.0.0.1", "[::1]", "www.market.example", ".example.org",
    ]  # fmt: skip


def test_the_secret_is_made_once_and_kept_from_others(tmp_path: Path) -> None:
    first, second = load(tmp_path / "data"), load(tmp_path / "data")
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 50
    assert stat.S_IMODE((tmp_path / "data" / "secret_key").stat().st_mode) == 0o600
    assert load(tmp_path / "data", secret_key="k" * 32).secret_key == "k" * 32
    (tmp_path / "data" / "secret_key").write_text("torn")
    with pytest.raises(EnvironmentRefused, match="Restore or remove that file"):
        load(tmp_path / "data")


def test_earlier_secrets_are_as_long_as_the_one_in_force(tmp_path: Path) -> None:
    found = load(tmp_path / "data", secret_keys_old=f"{'a' * 32}, {'b' * 40}")
    assert found.secret_keys_old == ("a" * 32, "b" * 40)
    with pytest.raises(EnvironmentRefused, match="HALLES_SECRET_KEYS_OLD: must have at least 32 characters"):
        load(tmp_path / "data", secret_keys_old=f"{'a' * 32},short")


def test_processes_that_start_together_agree_on_the_secret(tmp_path: Path) -> None:
    for attempt in range(10):
        folder, gate, found = tmp_path / str(attempt), threading.Barrier(4), []

        def start(folder: Path = folder, gate: threading.Barrier = gate, found: list[str] = found) -> None:
            gate.wait()
            found.append(load(folder).secret_key)

        threads = [threading.Thread(target=start) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(set(found)) == 1
        assert [path.name for path in folder.iterdir()] == ["secret_key"]


def test_a_data_folder_that_cannot_be_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EnvironmentRefused, match="HALLES_DATA_DIR: must be a folder"):
        load(tmp_path / "file")
    with pytest.raises(EnvironmentRefused, match="HALLES_DATA_DIR: cannot be used"):
        load(tmp_path / "file" / "below")


def test_sockets_move_to_a_short_folder_when_the_path_is_too_long(tmp_path: Path) -> None:
    near = load(tmp_path / "data")
    assert near.run_dir == tmp_path / "data" / "run"
    far = load(tmp_path / ("x" * 100) / "data")
    assert len(os.fsencode(far.web_socket)) < 100
    assert far.run_dir == load(tmp_path / ("x" * 100) / "data").run_dir
    assert stat.S_IMODE(far.run_dir.stat().st_mode) == 0o700
    far.run_dir.rmdir()


def test_a_short_folder_somebody_else_put_there_is_refused(tmp_path: Path) -> None:
    folder = short_folder(tmp_path, owner=os.geteuid())
    folder.chmod(0o777)
    try:
        with pytest.raises(EnvironmentRefused, match="somebody else's"):
            short_folder(tmp_path, owner=os.geteuid())
        folder.rmdir()
        folder.symlink_to(tmp_path)
        with pytest.raises(EnvironmentRefused, match="somebody else's"):
            short_folder(tmp_path, owner=os.geteuid())
    finally:
        folder.unlink() if folder.is_symlink() else folder.rmdir()


def test_the_page_about_settings_tells_what_the_code_reads() -> None:
    assert (ROOT / "docs" / "settings.md").read_text() == settings_page()
    assert all(setting.purpose.endswith(".") for setting in SETTINGS)


def test_defaults_can_be_read() -> None:
    for setting in SETTINGS:
        if setting.default:
            setting.read(setting.default)
