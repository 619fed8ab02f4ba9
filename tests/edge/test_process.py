"""`halles edge` as a process of its own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from pathlib import Path

import pytest

from halles.edge.listening import PortRefused, open_sockets


def start(folder: Path, port: int, **settings: str) -> subprocess.Popen[bytes]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HALLES_")}
    # Another hall of this machine may have the usual port of encoders.
    ours = {"HALLES_DATA_DIR": str(folder / "data"), "HALLES_PORT": str(port), "HALLES_RTMP_PORT": "0"}
    more = {f"HALLES_{name.upper()}": value for name, value in settings.items()}
    command = [sys.executable, "-m", "halles.cli", "edge"]
    return subprocess.Popen(command, env=kept | ours | more, stderr=subprocess.PIPE)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def connect(port: int) -> socket.socket:
    deadline = time.monotonic() + 30
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=10)
        except ConnectionRefusedError:
            assert time.monotonic() < deadline
            time.sleep(0.05)


def certificate(folder: Path, name: str) -> tuple[str, str]:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("no openssl to make a certificate with")
    key, cert = folder / f"{name}-key.pem", folder / f"{name}-cert.pem"
    made = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    place = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(cert)]
    subprocess.run([openssl, *made, *place], check=True, capture_output=True)
    return str(cert), str(key)


def test_it_answers_alone_and_ends_when_asked(tmp_path: Path) -> None:
    port = free_port()
    with start(tmp_path, port) as process, connect(port) as line:
        line.sendall(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        assert line.recv(4096).startswith(b"HTTP/1.1 200 ")
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
        assert process.stderr is not None
        assert process.stderr.read() == b""


def test_it_speaks_tls_with_a_certificate_of_the_operator(tmp_path: Path) -> None:
    cert, key = certificate(tmp_path, "own")
    port = free_port()
    trust = ssl.create_default_context(cafile=cert)
    with start(tmp_path, port, tls_cert=cert, tls_key=key) as process:
        with trust.wrap_socket(connect(port), server_hostname="127.0.0.1") as line:
            line.sendall(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
            assert line.recv(4096).startswith(b"HTTP/1.1 200 ")
            assert line.version() == "TLSv1.3"
        process.terminate()


def test_a_certificate_with_another_key_is_refused_by_name(tmp_path: Path) -> None:
    cert, _ = certificate(tmp_path, "own")
    _, key = certificate(tmp_path, "other")
    with start(tmp_path, free_port(), tls_cert=cert, tls_key=key) as process:
        _, said = process.communicate(timeout=30)
    assert process.returncode == 2
    assert said.startswith(b"HALLES_TLS_CERT: and HALLES_TLS_KEY do not work together: ")


def test_a_taken_port_is_said(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with start(tmp_path, port) as process:
            _, said = process.communicate(timeout=30)
    assert process.returncode == 1
    assert said.decode().startswith(f"Port {port} on 127.0.0.1 is taken by another program")


@pytest.mark.parametrize(
    ("host", "sentence"),
    [
        ("203.0.113.7", "HALLES_HOST: 203.0.113.7 is not an address of this machine."),
        ("no-such-host.invalid", "HALLES_HOST: this machine does not know the address “no-such-host.invalid”."),
    ],
)
def test_an_address_that_is_not_ours_is_said(host: str, sentence: str) -> None:
    with pytest.raises(PortRefused) as refused:
        open_sockets(host, free_port())
    assert str(refused.value) == sentence


def test_every_address_of_a_name_is_opened() -> None:
    opened = open_sockets("localhost", free_port())
    addresses = {each.getsockname()[0] for each in opened}
    for each in opened:
        each.close()
    assert "127.0.0.1" in addresses
    assert len(addresses) == len(opened)
