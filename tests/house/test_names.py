"""Words that are never names in `src`, because they mean two things here or nothing."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest
from checkout import Module, expect_none, modules

BANNED = {"confidence", "deny", "seed", "magic", "manager", "helper", "util"}
PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


def parts(name: str) -> set[str]:
    """The words of a name, split at underscores and humps, in the singular where that is a banned word."""
    found = {part.lower() for part in PART.findall(name)}
    return found | {part[:-1] for part in found if part.endswith("s")}


def names(module: Module) -> Iterator[tuple[int, str]]:
    for part in module.name.split("."):
        yield 1, part
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Name):
            yield node.lineno, node.id
        elif isinstance(node, ast.Attribute):
            yield node.lineno, node.attr
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif isinstance(node, ast.keyword) and node.arg:
            yield node.lineno, node.arg
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.lineno, node.name
        elif isinstance(node, ast.alias):
            yield node.lineno, node.asname or node.name


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("hash_seed", "seed"),
        ("PackManager", "manager"),
        ("utils", "util"),
        ("HTTPHelper", "helper"),
    ],
)
def test_a_banned_word_is_found_inside_a_name(name: str, word: str) -> None:
    assert word in parts(name)


@pytest.mark.parametrize("name", ["denial", "denies", "utility_bills", "damage", "seedling"])
def test_a_word_that_only_begins_like_one_is_not_found(name: str) -> None:
    assert not parts(name) & BANNED


def test_no_banned_word_is_a_name() -> None:
    seen = [(module, line, name) for module in modules("src") for line, name in names(module)]
    assert len(seen) > 10_000
    wrong = {
        f"{module.path}:{line}: '{name}' uses '{', '.join(sorted(parts(name) & BANNED))}' as a name (CONTRIBUTING.md, Words)"
        for module, line, name in seen
        if parts(name) & BANNED
    }
    expect_none(wrong)
