"""ARCHITECTURE's budgets and borders, held."""

import ast
import inspect
import re
import statistics
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.listeners import registered

ROOT = Path(__file__).parent.parent
CODE = ("bot", "handlers", "models", "sandbox", "scheduler", "benchmarks")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def tracked() -> tuple[Path, ...]:
    """Every file of the project: tracked, or new and not ignored."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return tuple(path for path in map(ROOT.joinpath, listed) if path.is_file())


def part_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0]


def written(path: Path) -> bool:
    """Not a migration: those are generated, and never changed afterwards."""
    return "versions" not in path.parts


def python(*parts: str) -> list[Path]:
    return [path for path in tracked() if path.suffix == ".py" and part_of(path) in parts and written(path)]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def functions(path: Path) -> Iterator[Function]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, Function))


def lines_of(path: Path) -> int:
    return len(path.read_text().splitlines())


def body_lines(function: Function) -> int:
    """Lines of the body, without the docstring."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


def test_files_are_short():
    sources = [path for path in tracked() if path.suffix in {".py", ".js", ".css"} and written(path)]
    long = {str(path.relative_to(ROOT)): lines_of(path) for path in sources if lines_of(path) > 300}
    assert not long
    # Empty files say only that a folder is a package, so they do not count.
    counted = [lines for path in sources if part_of(path) in CODE and (lines := lines_of(path))]
    assert statistics.median(counted) < 100


def test_functions_are_short():
    paths = python(*CODE, "tests")
    found = [(one.end_lineno - one.lineno + 1, f"{path.name}:{one.name}") for path in paths for one in functions(path)]
    assert len(found) > 500
    assert not [one for one in found if one[0] > 60]
    assert sum(length < 40 for length, _ in found) >= 0.95 * len(found)


def test_listeners_are_one_page_of_glance():
    listeners = {inspect.unwrap(one) for one in registered().listeners}
    assert len(listeners) > 15
    long = {}
    for one in listeners:
        path = Path(inspect.getsourcefile(one))
        (found,) = (each for each in functions(path) if each.name == one.__name__)
        if body_lines(found) > 15:
            long[one.__name__] = body_lines(found)
    assert not long


def test_there_is_at_least_as_much_test_as_code():
    assert sum(map(lines_of, python("tests"))) >= sum(map(lines_of, python(*CODE)))


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    return ((ast.unparse(node.func), node) for node in ast.walk(tree(path)) if isinstance(node, ast.Call))


def test_only_the_transaction_module_commits():
    found = [path for path in python(*CODE) for name, _ in calls(path) if name.endswith(".commit")]
    assert set(found) <= {ROOT / "models" / "db.py"}


def test_nobody_asks_for_the_time_without_a_zone():
    for path in python(*CODE):
        for name, call in calls(path):
            assert not name.endswith((".utcnow", "date.today", "datetime.today", ".utcfromtimestamp")), path
            assert not name.endswith("datetime.now") or call.args or call.keywords, path


def test_only_command_lines_print():
    paths = python("bot", "handlers", "models", "sandbox", "scheduler")
    assert {path.name for path in paths for name, _ in calls(path) if name == "print"} <= {"__main__.py"}


def test_no_hashing_and_no_slack_inside_a_transaction():
    """Decision 2: what runs in `deps.db.run` or `writing(...)` touches the database alone."""
    for path in python("handlers", "scheduler", "bot"):
        for name, call in calls(path):
            if name.rpartition(".")[2] in {"run", "read", "reading", "writing"}:
                work = [node for argument in call.args for node in ast.walk(argument) if isinstance(node, ast.Lambda)]
                text = " ".join(map(ast.unparse, work))
                assert ".client." not in text, path
                assert "hasher" not in text, path


def test_imports_go_one_way():
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    "pattern",
    [
        r"(?i)\bpyth?on?hosted\.org|\bpypi\.|registry\.npmjs|\bdl-cdn\.|deb\.debian",
        r"(?<![\w.~-])/(?:root|home/\w+|Users/\w+|work|mnt)/",
    ],
    ids=["a registry's host", "a path of a machine"],
)
def test_no_file_names(pattern):
    found = []
    for path in tracked():
        if path == Path(__file__) or path.suffix in {".png", ".ico", ".woff2"}:
            continue
        match = re.search(pattern, path.read_text(errors="replace"))
        if match:
            found.append((str(path.relative_to(ROOT)), match[0]))
    assert not found
