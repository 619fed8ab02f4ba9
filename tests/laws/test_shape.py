"""The shape of the house: sizes, names, and the direction in which things may point. Each failure quotes its law."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

from halles.config.modules import ROWS, TOP

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCE = ROOT / "src" / "halles"
FILE_LINES_MAX, FUNCTION_LINES_MAX = 400, 50
BANNED = {"utils", "util", "helpers", "helper", "common", "misc", "base", "core", "manager", "managers", "shared"}
ROW = {name: number for number, row in enumerate(ROWS) for name in row} | {name: 100 + i for i, name in enumerate(TOP)}


def sources(*suffixes: str) -> Iterator[Path]:
    for path in sorted(SOURCE.rglob("*")):
        if path.suffix in suffixes and not {"migrations", "static_built", "__pycache__"} & set(path.parts):
            yield path


def module_of(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def trees() -> Iterator[tuple[Path, ast.Module]]:
    for path in sources(".py"):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def assert_none(broken: list[str], because: str) -> None:
    assert not broken, because + "\n" + "\n".join(broken)


def test_files_are_short() -> None:
    paths = [*sources(".py", ".html"), *(ROOT / "frontend").rglob("*.ts"), *(ROOT / "frontend").rglob("*.css")]
    paths += [*(ROOT / "tests").rglob("*.py"), *(ROOT / "tools").rglob("*.py"), *(ROOT / "bench").rglob("*.py")]
    broken = [
        f"{path.relative_to(ROOT)}: {lines} lines"
        for path in paths
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > FILE_LINES_MAX
    ]
    assert_none(broken, "Law 10: a file over 400 lines becomes a folder of the same name, one verb or noun per file.")


def test_functions_are_short() -> None:
    broken = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}: {lines} lines"
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := (node.end_lineno or node.lineno) - node.lineno + 1) > FUNCTION_LINES_MAX
    ]
    assert_none(broken, "Law 10: a function over 50 lines hides a second idea; give it a name.")


def test_no_drawer_for_odds_and_ends() -> None:
    broken = [
        str(path.relative_to(ROOT)) for path in sources(".py") if path.stem in BANNED or path.parent.name in BANNED
    ]
    assert_none(broken, "No utils, helpers, common, base, misc, manager: a name that says nothing collects everything.")


def test_every_module_is_on_the_map() -> None:
    found = {path.name for path in SOURCE.iterdir() if (path / "__init__.py").exists()}
    assert_none(sorted(found - set(ROW)), "Law 1: a module that is not on the map has no place to stand.")


def test_foreign_keys_point_down() -> None:
    broken = []
    for model in apps.get_models():
        here = model._meta.app_label
        if not model.__module__.startswith("halles."):
            continue
        for field in model._meta.get_fields():
            other = field.related_model if field.many_to_one or field.one_to_one else None
            if other is None or field.auto_created or not other.__module__.startswith("halles."):
                continue
            there = other._meta.app_label
            if there != here and ROW[there] >= ROW[here]:
                broken.append(f"{here}.{model.__name__}.{field.name} → {there}")
    assert_none(broken, "Law 1: a foreign key points to a row below; upwards keep a kind and an id.")


def test_templates_reach_only_down() -> None:
    broken = []
    for path in sources(".html", ".txt"):
        here = module_of(path)
        for other in re.findall(r"{%\s*(?:include|extends)\s+[\"']([a-z_]+)/", path.read_text(encoding="utf-8")):
            if other in ROW and other != here and ROW[other] >= ROW[here]:
                broken.append(f"{path.relative_to(ROOT)} → {other}")
    assert_none(broken, "Law 1: a template includes and extends only from its own module or from one below.")


CLOCKS = {("datetime", "now"), ("dt", "now"), ("datetime", "utcnow"), ("timezone", "now"), ("date", "today")}


def test_one_clock() -> None:
    broken = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path, tree in trees()
        if path.name != "clock.py" and module_of(path) not in {"edge", "cli"}
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and (getattr(node.func.value, "id", getattr(node.func.value, "attr", "")), node.func.attr) in CLOCKS
    ]
    assert_none(
        broken,
        "kit.clock is the one source of time: what reads another cannot be tested nor told a story of last month.",
    )


def test_nothing_happens_behind_the_back() -> None:
    broken = []
    for path in sources(".py"):
        text = path.read_text(encoding="utf-8")
        for number, line in enumerate(text.splitlines(), 1):
            if re.search(
                r"django\.(db\.models|dispatch|core)\.?signals?|GenericForeignKey|\bpost_save\b|\bpre_save\b|@receiver",
                line,
            ):
                broken.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()}")
    assert_none(broken, "Law 4: no signals, no generic foreign keys; what happens after what stands in wiring.py.")


def test_services_do_not_know_http() -> None:
    inside = {"services", "models", "queries", "events", "errors", "postings", "jobs", "handlers"}
    broken = []
    for path in sources(".py"):
        parts = {part.removesuffix(".py") for part in path.relative_to(SOURCE).parts[1:]}
        if parts & inside and re.search(
            r"from django\.(http|shortcuts)|import HttpRe|import ninja|from ninja", path.read_text("utf-8")
        ):
            broken.append(str(path.relative_to(ROOT)))
    assert_none(broken, "Law 2: services don't know HTTP; a request ends at the view.")


WRITES = {"save", "create", "bulk_create", "bulk_update", "update_or_create", "get_or_create", "delete"}


def test_views_do_not_write() -> None:
    broken = []
    for path, tree in trees():
        if not any(
            part.startswith("views") or part == "api"
            for part in (p.removesuffix(".py") for p in path.relative_to(SOURCE).parts[1:])
        ):
            continue
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES):
                continue
            chain = ast.unparse(node.func.value)
            if "objects" in chain or node.func.attr == "save":
                broken.append(f"{path.relative_to(ROOT)}:{node.lineno}: {ast.unparse(node.func)}")
    assert_none(broken, "Law 2: views don't write; a service does, under its lock and in its words.")


@pytest.mark.parametrize("name", ["models", "postings", "errors", "events"])
def test_quiet_files_do_no_work_of_their_own(name: str) -> None:
    broken = []
    for path, tree in trees():
        if path.stem != name:
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr == "objects":
                broken.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert_none(broken, "Law 2: models, postings, errors and events do no I/O of their own.")


def test_project_names_no_foreign_place() -> None:
    broken = []
    here = re.escape(f"{ROOT}/")
    words = re.compile(here + r"|/root/|/home/[a-z]+/|--(?:extra-)?index-url|\"resolved\": \"http")
    for path in [
        *ROOT.glob("*"),
        *(ROOT / "docs").rglob("*.md"),
        *sources(".py", ".html"),
        *(ROOT / "tools").glob("*.py"),
    ]:
        if (
            path.is_file()
            and path.suffix in {".py", ".md", ".txt", ".json", ".toml", ".html", ".ts"}
            and words.search(path.read_text("utf-8"))
        ):
            broken.append(str(path.relative_to(ROOT)))
    assert_none(broken, "The project stands on any machine: no path of one, no registry's address.")
