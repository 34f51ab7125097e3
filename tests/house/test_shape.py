"""How a file of `src` looks: short, with a docstring that says what it is for."""

from __future__ import annotations

import ast
import warnings

from checkout import Module, expect_none, modules

SRC = [one for one in modules("src") if one.lines]
MOST_LINES = 400  # about: a table may run a little over
ABOUT = 30
MOST_LINES_OF_A_FUNCTION = 60
AIM_FOR_A_FUNCTION = 40


def test_files_are_under_about_400_lines() -> None:
    assert len(SRC) >= 40
    expect_none([f"{one.path}: {len(one.lines)}" for one in SRC if len(one.lines) > MOST_LINES + ABOUT])


def test_functions_are_under_60_lines_and_those_above_40_are_named() -> None:
    lengths = [
        (node.end_lineno - node.lineno + 1, f"{module.path}:{node.lineno}: {node.name}")
        for module in SRC
        for node in module.functions()
        if node.end_lineno
    ]
    assert len(lengths) > 300
    long = sorted((length, where) for length, where in lengths if length > AIM_FOR_A_FUNCTION)
    if long:
        warnings.warn("functions above 40 lines: " + "; ".join(f"{where} {n}" for n, where in long), stacklevel=1)
    expect_none([f"{where}: {length}" for length, where in long if length > MOST_LINES_OF_A_FUNCTION])


def test_every_module_says_what_it_is_for() -> None:
    missing = [one.path for one in SRC if not (ast.get_docstring(one.tree) or "").strip()]
    expect_none(missing)


def _public_functions(module: Module) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """The functions at the top of a module that others may call. Methods are read with their class.

    The readers under `reading/special` all have the same two functions, which are told once, where they are called.
    """
    if "/reading/special/" in module.path:
        return []
    functions = [node for node in module.tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [node for node in functions if not node.name.startswith("_")]


def test_every_public_function_says_what_it_gives() -> None:
    public = [(module, node) for module in SRC for node in _public_functions(module)]
    assert len(public) > 100
    missing = [f"{module.path}:{node.lineno}: {node.name}" for module, node in public if not ast.get_docstring(node)]
    expect_none(missing)


def test_every_module_postpones_annotations() -> None:
    """Types may then name what is defined below, and cost nothing when a module is loaded."""
    bare = [one.path for one in SRC if _defines(one) and not _postpones(one)]
    expect_none(bare)


def _postpones(module: Module) -> bool:
    return any(isinstance(node, ast.ImportFrom) and node.module == "__future__" for node in module.tree.body)


def _defines(module: Module) -> bool:
    return any(isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) for node in module.tree.body)
