"""A pack as one HTML file: its criteria in words beside their tests and sources, its parameters, and what is open.

Invariant: everything is escaped, nothing is loaded from elsewhere, no script is needed, and no link leads to a missing place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from necessity.library.cite import claim
from necessity.library.records import Library
from necessity.policy.criterion_words import Saying, parameter_words
from necessity.report.frame import template
from necessity.report.pack_outline import (
    HOW_TO_READ,
    PackOutline,
    PolicyOutline,
    asked_apart,
    clause_words,
    held_words,
    many,
    sentence,
    twins_in,
)
from necessity.report.phrases import ONLY_TOLD
from necessity.report.words import source_link, source_words, tidy

_DECIDES = "It decides nothing. A licensed clinician signs, with the payer's own text at hand."
_SHOWN_CLAIM = "What may be said of it stands in the library."


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Which cases decide each criterion, by policy and criterion, and what none decides. `cases`: how many were run."""

    cases: int
    decided: Mapping[tuple[str, str], tuple[str, ...]]
    uncovered: tuple[str, ...]


def page(outline: PackOutline, library: Library, coverage: Coverage | None = None) -> str:
    """The page as text (to be written as UTF-8); without `coverage` it says that no case was run."""
    sheet, style = template("pack.html.j2", "pack.css")
    twins = dict(_twins(outline))
    shown = set(_shown(outline, twins))
    return sheet.render(
        style=style,
        pack=outline,
        coverage=coverage.decided if coverage and coverage.cases else None,
        uncovered=coverage.uncovered if coverage else (),
        cases_words=_cases_words(coverage),
        held=held_words(outline),
        how=HOW_TO_READ,
        sizes={one.anchor: _size(one) for one in outline.policies},
        twins=twins,
        shown=shown,
        readers=lambda row: [one for one in row.readers if one[:2] in shown],
        open_by_policy=[(name, list(group)) for name, group in groupby(outline.open, key=lambda one: one.heading)],
        claims=tuple(_claims(outline, library)),
        only_told=ONLY_TOLD,
        disclaimer=_DECIDES,
        sentence=sentence,
        asked_apart=asked_apart,
        clause_words=clause_words,
        parameter_words=parameter_words,
        source_words=source_words,
        source_link=source_link,
    )


def _cases_words(coverage: Coverage | None) -> str:
    if coverage is None:
        return "not run for this page"
    if not coverage.cases:
        return "it has none of its own"
    left = len(coverage.uncovered)
    told = f"{many(left, 'clause is', 'clauses are')} decided by none" if left else "every clause is decided by one"
    return f"{coverage.cases}; {told}"


def _size(policy: PolicyOutline) -> str:
    nodes = list(policy.tree.walk())
    asked = len({node.id for node in nodes if node.person})
    return many(len(nodes), "criterion", "criteria") + (f", {asked} open" if asked else "")


def _twins(outline: PackOutline) -> Iterator[tuple[tuple[str, str], str]]:
    """The nodes whose parts stand above in the same policy, with the number of the first place."""
    for policy in outline.policies:
        for number, before in twins_in(policy.tree).items():
            yield (policy.anchor, number), before


def _shown(outline: PackOutline, twins: Mapping[tuple[str, str], str]) -> Iterator[tuple[str, str]]:
    """The anchors that the page has: policy and number."""

    def walk(anchor: str, node: Saying) -> Iterator[tuple[str, str]]:
        yield anchor, node.number
        if (anchor, node.number) not in twins:
            for child in node.children:
                yield from walk(anchor, child)

    for policy in outline.policies:
        yield from walk(policy.anchor, policy.tree)


def _claims(outline: PackOutline, library: Library) -> Iterator[tuple[str, str, str]]:
    """Each claim once: its name, what may be said of it, and where it is told."""
    under: dict[str, list[str]] = {}
    for policy in outline.policies:
        for node in policy.tree.walk():
            for name in node.evidence:
                under.setdefault(name, []).append(f"under {node.id}")
    for procedure, names in outline.outcomes:
        for name in names:
            under.setdefault(name, []).append(f"beside {procedure}")
    for name, places in under.items():
        printed = claim(library, name) if name in library.claims else None
        says = printed.says if printed else _SHOWN_CLAIM
        scope = [f"measured in: {printed.population}"] if printed and printed.population else []
        scope += [printed.caveat] if printed and printed.caveat else []
        yield name, tidy(says), tidy("; ".join(dict.fromkeys((*scope, *places))))
