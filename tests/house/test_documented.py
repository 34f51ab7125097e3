"""Everything a reader can use is told somewhere: commands, options, kinds of fact, the words of the policy language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import typer.main
from checkout import ROOT, expect_none

from necessity.assessment.finding import Reason
from necessity.cli import app
from necessity.policy.build import BODIES, EXCEPTIONS
from necessity.policy.criterion import JUDGED
from necessity.policy.line import RESERVED
from necessity.policy.names import BASES
from necessity.quantity import ORDERS
from necessity.vocabulary.load import vocabulary


def read(*paths: str) -> str:
    return "\n".join((ROOT / path).read_text(encoding="utf-8") for path in paths)


def manual() -> str:
    return read("README.md", *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "docs").glob("*.md")))


def commands(group: Any, above: str) -> Iterator[tuple[str, Any]]:
    for name, one in group.commands.items():
        if hasattr(one, "commands"):
            yield from commands(one, f"{above} {name}")
        elif not one.hidden:
            yield f"{above} {name}", one


def says(text: str, word: str) -> bool:
    """Whether `word` stands in the text as a whole: not `--pack` for `--packs`, not `is` for `this`."""
    return re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text) is not None


def test_every_command_is_in_the_manual() -> None:
    known = [name for name, _ in commands(typer.main.get_command(app), "necessity")]
    assert "necessity review" in known and len(known) >= 6
    expect_none([f"{name}: tell it in README.md or docs/" for name in known if not says(manual(), name)])


def test_every_option_is_in_the_manual() -> None:
    asked = [
        (name, tuple(parameter.opts))
        for name, one in commands(typer.main.get_command(app), "necessity")
        for parameter in one.params
        if parameter.opts and parameter.opts[0].startswith("-")
    ]
    assert ("necessity review", ("--format",)) in asked
    text = manual()
    expect_none(
        f"{name} {' or '.join(forms)}: tell it in README.md or docs/"
        for name, forms in asked
        if not any(says(text, form) for form in forms)
    )


def test_every_command_and_option_has_its_own_line_of_help() -> None:
    for name, one in commands(typer.main.get_command(app), "necessity"):
        assert one.help, f"{name} says nothing with --help"
        silent = [p.name for p in one.params if not getattr(p, "help", None)]
        assert silent == [], f"{name}: {silent}"


def test_every_kind_of_fact_is_defined_in_words() -> None:
    kinds = vocabulary().kinds
    assert len(kinds) >= 80
    short = [f"{kind.place}: {name}" for name, kind in kinds.items() if len(kind.definition.split()) < 4]
    expect_none(short)
    assert len({kind.definition for kind in kinds.values()}) == len(kinds), "two kinds have one definition"


def test_every_kind_that_silence_can_hide_says_who_shows_it() -> None:
    """A gap names the documents that would close it, so a kind that is read must name some."""
    kinds = vocabulary().kinds.values()
    expect_none([kind.name for kind in kinds if not kind.derived and kind.area != "request" and not kind.shown_by])


def test_every_word_of_the_policy_language_is_in_its_reference() -> None:
    reference = read("docs/policy-language.md")
    words = (
        *BODIES,
        *EXCEPTIONS,
        *ORDERS,
        *sorted(RESERVED),
        *JUDGED,
        *BASES,
        "silence",
        "attested",
        "complete",
        "kind",
    )
    expect_none([word for word in words if not says(reference, word)])


def test_every_reason_is_in_the_reference() -> None:
    reference = read("docs/policy-language.md")
    expect_none([reason.value for reason in Reason if not says(reference, reason.value)])
