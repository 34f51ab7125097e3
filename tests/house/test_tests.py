"""The tests themselves: each can fail. A test that asserts nothing proves nothing."""

from __future__ import annotations

import ast

import pytest
from checkout import Module, expect_none, modules

# calls that fail the test by themselves
CHECKS = ("raises", "warns", "fail", "assert_never", "check_call", "run_state_machine_as_test", "expect_none")


def asserting(module: Module) -> set[str]:
    """The functions of a module that assert, or call one of it that does."""
    functions = {node.name: node for node in module.functions()}
    found = {name for name, node in functions.items() if _asserts(node)}
    while True:
        more = {name for name, node in functions.items() if name not in found and _called(node) & found}
        if not more:
            return found
        found |= more


def _asserts(node: ast.AST) -> bool:
    inside = list(ast.walk(node))
    return any(isinstance(one, ast.Assert) for one in inside) or bool(_called(node) & set(CHECKS))


def _called(node: ast.AST) -> set[str]:
    names = set()
    for one in ast.walk(node):
        if isinstance(one, ast.Call):
            names.add(one.func.attr if isinstance(one.func, ast.Attribute) else getattr(one.func, "id", ""))
    return names


def _tests(module: Module) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in module.functions() if node.name.startswith("test")]


def _parsed(text: str) -> Module:
    return Module(name="t", path="t.py", lines=tuple(text.splitlines()), tree=ast.parse(text))


@pytest.mark.parametrize(
    "body",
    ["assert 1 == 1", "with pytest.raises(ValueError):\n        int('x')", "_same(1, 1)"],
)
def test_a_test_that_can_fail_is_told_from_one_that_cannot(body: str) -> None:
    can = _parsed(f"def _same(a, b):\n    assert a == b\n\ndef test_it():\n    {body}\n")
    cannot = _parsed("def test_it():\n    print(1 == 1)\n")
    assert "test_it" in asserting(can)
    assert "test_it" not in asserting(cannot)


def test_every_test_asserts_something() -> None:
    every = modules("tests")
    checking = {name for module in every for name in asserting(module) if not name.startswith("test")}
    empty = []
    count = 0
    for module in every:
        own = asserting(module)
        for node in _tests(module):
            count += 1
            if node.name not in own and not _called(node) & checking:
                empty.append(f"{module.path}:{node.lineno}: {node.name} asserts nothing")
    assert count > 100
    expect_none(empty)


def test_no_test_is_left_out() -> None:
    """A skipped test is a test that nobody runs; a slow one carries its mark and runs with `make test-slow`."""
    found = []
    for module in modules("tests"):
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Attribute) and node.attr in ("skip", "skipif", "xfail", "importorskip"):
                found.append(f"{module.path}:{node.lineno}: {node.attr}")
    expect_none(found)


def test_no_two_test_files_have_one_name() -> None:
    """Tests stand in folders, not packages, so that a file's name alone is its module's name."""
    names: dict[str, str] = {}
    twice = []
    for module in modules("tests"):
        base = module.path.rpartition("/")[2]
        if base in names:
            twice.append(f"{module.path} and {names[base]}")
        names[base] = module.path
    expect_none(twice)
