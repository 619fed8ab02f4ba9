"""`halles verify`: what it says of a record that holds and of one that does not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from halles.cli.main import main
from halles.live.acts.queries import public_record
from tests.live.acts.makers import drawn, make_stage

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["verify", *arguments])
    return int(str(ended.value.code))


def test_a_record_in_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stage = make_stage()
    giveaway = drawn(stage)
    record = json.loads(json.dumps(public_record(stage.session)))
    path = tmp_path / "record.json"
    path.write_text(json.dumps(record))
    assert run(str(path)) == 0
    assert f"The record holds: {len(record['records'])} records, 1 draws." in capsys.readouterr().out
    assert run(str(path), "--head", record["head"]) == 0
    assert run(str(path), "--head", "0" * 64) == 1
    record["giveaways"][0]["list"] += "\nf"
    path.write_text(json.dumps(record))
    assert run(str(path)) == 1
    told = capsys.readouterr().out
    assert f"Giveaway {giveaway.pk}: the list is not the one that was closed." in told
    assert "The record does not hold" in told


def test_what_is_no_record(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "other.json"
    path.write_text("[]")
    assert run(str(path)) == 1
    assert run(str(tmp_path / "nowhere")) == 1
    assert "no file, no address and no id of a show" in capsys.readouterr().err


def test_a_record_at_an_address_comes_page_by_page(monkeypatch: pytest.MonkeyPatch) -> None:
    from halles.cli.commands import verify

    stage = make_stage()
    drawn(stage)
    asked = []

    def fetch(address: str, after: int) -> dict[str, object]:
        asked.append(after)
        return json.loads(json.dumps(public_record(stage.session, after=after, limit=2)))  # type: ignore[no-any-return]

    monkeypatch.setattr(verify, "_fetch", fetch)
    assert run("http://localhost:1/record") == 0
    assert asked == [0, 2, 4]
