"""The rules of the house that a machine can hold: who imports whom, a pure domain, a clean lock."""

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

OURS = {"domain", "projections", "server", "ops", "jejak_client"}
MAY_IMPORT = {
    "domain": {"domain"},
    "projections": {"projections", "domain"},
    "server": {"server", "projections", "domain"},
    "jejak_client": {"jejak_client"},
    "ops": OURS,
}
# Formats of the log that server, witness and verifier share (docs/adr/0185): of the client, the server may
# import these and nothing else, and they may import nothing but each other.
FORMATS = "jejak_client.tlog"
FOLDER = {"jejak_client": "clients/jejak_client"}
OUTSIDE_WORLD = {
    *("asyncio", "http", "httpx", "io", "logging", "multiprocessing", "nats", "os", "psycopg", "random"),
    *("secrets", "select", "shutil", "signal", "socket", "ssl", "subprocess", "tempfile", "threading"),
    "time",
}
CLOCK_AND_CHANCE = {"now", "utcnow", "today", "uuid1", "uuid4", "urandom", "token_bytes", "generate"}
READS_AND_WRITES = {"open", "print", "input"}

ADDRESS = re.compile(r"https?://|file://|^-|--(?:extra-)?index|--find-links| @ ", re.MULTILINE)
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:work|root|farm)/\w")
TEXTS = {".py", ".md", ".toml", ".sh", ".yaml", ".yml", ".json", ".sql", ""}


def modules(project: Path, package: str) -> list[Path]:
    return sorted((project / FOLDER.get(package, package)).rglob("*.py"))


def imported(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.lineno, node.module


def within(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def calls(tree: ast.AST) -> Iterator[tuple[int, str, bool]]:
    """Line, name, and whether it is called on something (`datetime.now()`)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node.lineno, node.func.attr, True
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.lineno, node.func.id, False


def tracked(project: Path) -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=project, capture_output=True, check=True)
    return [path for name in listed.stdout.decode().split("\0") if (path := project / name).is_file()]


@pytest.mark.parametrize("package", sorted(MAY_IMPORT))
def test_imports_follow_the_arrows(project: Path, package: str) -> None:
    against = [
        f"{path.relative_to(project)}:{line} imports {name}"
        for path in modules(project, package)
        for line, name in imported(ast.parse(path.read_text()))
        if name.split(".")[0] in OURS - MAY_IMPORT[package]
        and not (package == "server" and within(name, FORMATS))
    ]
    assert modules(project, package)
    assert against == []


def test_the_formats_of_the_log_import_only_each_other(project: Path) -> None:
    files = [path for path in modules(project, "jejak_client") if path.parent.name == "tlog"]
    against = [
        f"{path.relative_to(project)}:{line} imports {name}"
        for path in files
        for line, name in imported(ast.parse(path.read_text()))
        if (name.split(".")[0] in OURS and not within(name, FORMATS)) or name.split(".")[0] in OUTSIDE_WORLD
    ]
    assert files
    assert against == []


def test_the_domain_knows_no_outside_world(project: Path) -> None:
    against = [
        f"{path.relative_to(project)}:{line} imports {name}"
        for path in modules(project, "domain")
        for line, name in imported(ast.parse(path.read_text()))
        if name.split(".")[0] in OUTSIDE_WORLD
    ]
    assert against == []


def test_the_domain_has_no_clock_no_chance_and_no_files(project: Path) -> None:
    against = [
        f"{path.relative_to(project)}:{line} calls {name}"
        for path in modules(project, "domain")
        for line, name, on_something in calls(ast.parse(path.read_text()))
        if name in CLOCK_AND_CHANCE or (name in READS_AND_WRITES and not on_something)
    ]
    assert against == []


def test_the_lock_has_hashes_and_no_address(project: Path) -> None:
    lock = (project / "requirements.lock").read_text()
    assert ADDRESS.search(lock) is None
    pinned = re.findall(r"^[a-z0-9][\w.-]*==\S+.*\\\n {4}--hash=sha256:[0-9a-f]{64}", lock, re.MULTILINE)
    assert len(pinned) == len(re.findall(r"^[a-z0-9]", lock, re.MULTILINE)) > 0


def test_the_lock_holds_every_declared_dependency(project: Path) -> None:
    lock = (project / "requirements.lock").read_text()
    locked = set(re.findall(r"^([a-z0-9][\w.-]*)==", lock, re.MULTILINE))
    declared = []
    for file in ("pyproject.toml", "clients/pyproject.toml"):
        about = tomllib.loads((project / file).read_text())["project"]
        declared += about["dependencies"]
        declared += [line for extra in about.get("optional-dependencies", {}).values() for line in extra]
    names = {re.split(r"[\[<>=;! ]", line)[0].lower() for line in declared}
    assert names - locked == set()


def test_no_tracked_file_names_a_place_of_one_machine(project: Path) -> None:
    against = [
        str(path.relative_to(project))
        for path in tracked(project)
        if path.suffix in TEXTS and MACHINE_PATH.search(path.read_text(errors="replace"))
    ]
    assert tracked(project)
    assert against == []


def test_the_top_level_holds_only_the_agreed_folders(project: Path) -> None:
    agreed = {"domain", "projections", "server", "clients", "ops", "tests", "docs"}
    agreed |= {"pyproject.toml", "requirements.lock", "Makefile", "README.md", "LICENSE", "CHANGELOG.md"}
    agreed |= {"package.json", "package-lock.json"}
    found = {path.relative_to(project).parts[0] for path in tracked(project)}
    assert {name for name in found if not name.startswith(".")} - agreed == set()
