"""A pack, a policy or a criterion in plain sentences, as text and as Markdown.

Invariant: each sentence stands beside its test line and its source; nothing is left out that the part of the pack says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from necessity.assessment.finding import Source
from necessity.policy.criterion_words import Saying
from necessity.report.escape import escaped
from necessity.report.numbers import Sources
from necessity.report.pack_outline import (
    HOW_TO_READ,
    NoteOutline,
    PackOutline,
    PolicyOutline,
    asked_apart,
    clause_words,
    held_words,
    sentence,
    setter_words,
    twins_in,
)
from necessity.report.words import source_words, tidy

_STEP = "  "


def node_lines(
    node: Saying, sources: Sources, above: Source | None = None, depth: int = 0, twins: Mapping[str, str] | None = None
) -> Iterator[str]:
    """One node and all beneath it as text: number, sentence and name, then what is asked, its line and its source.

    `twins` are the nodes whose parts stood above; found in the node itself where left out.
    """
    twins = twins_in(node) if twins is None else twins
    lead = _STEP * depth
    role = f"{node.role}: " if node.role else ""
    yield f"{lead}{node.number}  {role}{sentence(node)} [{node.id}]"
    inner = lead + _STEP * 2
    yield from (f"{inner}{said}" for said in _about(node, sources, above))
    if node.number in twins:
        yield f"{inner}{_as_above(twins[node.number])}"
        return
    for child in node.children:
        yield from node_lines(child, sources, node.source, depth + 1, twins)


def _as_above(number: str) -> str:
    return f"Its parts are those of {number}."


def _about(node: Saying, sources: Sources, above: Source | None) -> Iterator[str]:
    if node.joins and (node.says or node.asked):
        yield node.joins
    if node.asked and node.says and asked_apart(node):
        yield f"asks: {node.asked}"
    if node.line:
        yield f"test: {node.line}"
    yield from map(tidy, node.remarks)
    clause, setters = clause_words(node.source, sources, above), setter_words(node, sources)
    told = "; ".join(filter(None, (f"source: {clause}" if clause else "", setters)))
    if told:
        yield told
    if node.evidence:
        yield f"literature told here: {', '.join(node.evidence)}"


def policy_lines(policy: PolicyOutline, sources: Sources) -> Iterator[str]:
    """A policy with its criteria and its cautions."""
    yield f"{policy.heading} [{policy.id}]"
    yield from policy.told
    yield ""
    yield from node_lines(policy.tree, sources)
    for note in policy.cautions:
        yield ""
        yield from note_lines(note, sources, "Caution")


def note_lines(note: NoteOutline, sources: Sources, called: str) -> Iterator[str]:
    """A caution or a code rule with the tree that it hangs on."""
    yield f"{called}: {note.says} [{note.id}]"
    yield f"{_STEP}{note.told} Source: {clause_words(note.source, sources)}"
    for tree in note.trees:
        yield from node_lines(tree, sources, note.source, 1)


def head_lines(outline: PackOutline) -> Iterator[str]:
    """Name, title and banner."""
    yield f"{outline.name}: {outline.title}"
    if outline.banner:
        yield f"({outline.banner})"


def source_lines(sources: Sources, used: Iterable[int] | None = None) -> Iterator[str]:
    """The numbered sources; `used` keeps some of them."""
    wanted = None if used is None else set(used)
    for number, source in enumerate(sources.listed, 1):
        if wanted is None or number in wanted:
            yield f"{_STEP}[{number}] {source_words(source)} [{source.basis}]"


def pack_lines(outline: PackOutline) -> Iterator[str]:
    """The whole pack as text."""
    yield from head_lines(outline)
    yield outline.basis
    yield ""
    yield from (f"{label}: {words}" for label, words in outline.head)
    yield f"Holds: {held_words(outline)}"
    yield ""
    yield from HOW_TO_READ
    for policy in outline.policies:
        yield from ("", "-" * 78, *policy_lines(policy, outline.sources))
    for called, notes in (("Caution", outline.cautions), ("Code rule", outline.code_rules)):
        if notes:
            yield from ("", "-" * 78, f"{called}s; none of them changes an answer")
        for note in notes:
            yield from ("", *note_lines(note, outline.sources, called))
    yield from ("", "-" * 78, "Open: what only a person can answer", "")
    yield from (f"{one.heading}, {one.number} [{one.id}]: {one.says}" for one in outline.open)
    yield from ("", "Parameters", "")
    for row in outline.parameters:
        readers = ", ".join(dict.fromkeys(name for _, _, name in row.readers))
        yield f"{row.name}: {row.value} ({clause_words(row.source, outline.sources)}; read by {readers})"
    yield from ("", "Does not address", "")
    yield ", ".join(outline.does_not_address) or "not stated"
    yield from ("", "Sources", "")
    yield from source_lines(outline.sources)


# -- Markdown ----------------------------------------------------------------------------------------------------------


def markdown_of(
    title: str, outline: PackOutline, parts: Iterable[tuple[str, tuple[str, ...], Saying]], *, whole: bool
) -> str:
    """The parts (heading, what is told of it, tree) as CommonMark, with the sources beneath; the whole pack with its head."""
    lines = [
        f"# {escaped(tidy(title))}",
        "",
        escaped(f"{outline.name}: {outline.title}"),
        "",
        escaped(outline.basis),
        "",
    ]
    if outline.banner:
        lines += [f"**{escaped(outline.banner)}**", ""]
    if whole:
        lines += [f"- {escaped(label)}: {escaped(words)}" for label, words in outline.head]
        lines.append("")
    lines += [line for said in HOW_TO_READ for line in (escaped(said), "")]
    for heading, told, tree in parts:
        lines += [f"## {escaped(tidy(heading))}", "", *(f"{escaped(said)}  " for said in told if said), ""]
        lines += [*_markdown_node(tree, outline.sources), ""]
    if whole:
        lines += ["## Open: what only a person can answer", ""]
        lines += [
            f"- {escaped(f'{one.heading}, {one.number}')} (`{one.id}`): {escaped(one.says)}" for one in outline.open
        ]
        lines += ["", "## Parameters", "", "| parameter | value | source |", "|---|---|---|"]
        lines += [
            f"| {escaped(row.name)} | {escaped(row.value)} | {escaped(clause_words(row.source, outline.sources))} |"
            for row in outline.parameters
        ]
        lines.append("")
    lines += ["## Sources", ""]
    lines += [
        f"{number}. {escaped(source_words(one))} ({one.basis})" for number, one in enumerate(outline.sources.listed, 1)
    ]
    return "\n".join(lines) + "\n"


def _markdown_node(
    node: Saying, sources: Sources, above: Source | None = None, depth: int = 0, twins: Mapping[str, str] | None = None
) -> Iterator[str]:
    twins = twins_in(node) if twins is None else twins
    lead = _STEP * depth
    role = f"*{escaped(node.role)}:* " if node.role else ""
    told = [f"{lead}- {escaped(node.number)} {role}{escaped(sentence(node))} (`{node.id}`)"]
    for said in _about(node, sources, above):
        label, _, words = said.partition(": ")
        told.append(f"{lead}  " + (f"test: `{words}`" if label == "test" else escaped(said)))
    told += [f"{lead}  {_as_above(twins[node.number])}"] if node.number in twins else []
    yield from (f"{line}\\" for line in told[:-1])
    yield told[-1]
    for child in node.children if node.number not in twins else ():
        yield from _markdown_node(child, sources, node.source, depth + 1, twins)
