"""What packs ask, side by side: a row for each thing in which policies differ, a column for each pack.

Invariant: every cell comes from the criteria of its pack and names them; `none` is said only of a policy that was read itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from necessity.assessment.finding import Source
from necessity.policy.criterion import AskAPerson, AtLeast, Criterion, Pack, Policy, Test, children_of
from necessity.policy.leaf import Comparison, FactTest, Leaf, MomentTest
from necessity.policy.words import amount_words, bound_words, leaf_words
from necessity.quantity import Quantity
from necessity.report.matrix_rows import Gather, MatrixRow, MatrixRows
from necessity.report.words import tidy
from necessity.vocabulary.load import vocabulary

NONE = "none"
NONE_READ = "none in what was read"
NOT_READ = "not read: a person must look"
NOT_ADDRESSED = "not addressed"
A_PERSON = "a person must look"
_READ = ("original", "copy", "house")
_SIGNS = {">=": "\N{GREATER-THAN OR EQUAL TO}", ">": ">", "<=": "\N{LESS-THAN OR EQUAL TO}", "<": "<"}
_FEW = 3  # words of a list that a table holds
_ASKED = "asked"
_TOLD = "told, whatever it is"
_CONDITIONS = ("applies_when", "replaced_when")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing asked: `short` for a table, `words` in full, and the clauses that ask it. `open`: a person must look.

    `place` is the file of the first clause, from `medicine/` on; `remark` how it counts where parts of a list are counted.
    """

    short: str
    words: str
    open: bool
    remark: str
    clauses: tuple[tuple[str, str], ...]
    says: str
    line: str
    source: Source
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What one pack asks in one row. `state` says in a word why nothing is asked; its entries are then what was not read."""

    pack: str
    state: str
    entries: tuple[Entry, ...]

    @property
    def glance(self) -> str:
        """The cell in few words: its numbers, and that a person must look where something is open."""
        if self.state:
            return self.state
        shorts = list(dict.fromkeys(one.short for one in self.entries if not one.open))
        telling = [one for one in shorts if one not in (_ASKED, _TOLD)] or shorts
        told = [*telling, *([A_PERSON] if any(one.open for one in self.entries) else [])]
        return "; ".join(told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """The packs by name and title, and the rows with a cell for each; `apart` are packs that address no row."""

    packs: tuple[tuple[str, str], ...]
    rows: tuple[tuple[MatrixRow, tuple[Cell, ...]], ...]
    apart: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Node:
    """A criterion with its number, the roles above it, and what it is a part of."""

    policy: str
    number: str
    criterion: Criterion
    roles: tuple[str, ...]
    above: tuple[Criterion, ...]


def matrix_of(packs: Sequence[Pack], rows: MatrixRows) -> Matrix:
    """The matrix of these packs in their order; those that address none of its rows are named apart."""
    table = [(row, [_cell(pack, row, rows) for pack in packs]) for row in rows.rows]
    asked = {cell.pack for _, cells in table for cell in cells if cell.state != NOT_ADDRESSED}
    return Matrix(
        packs=tuple((pack.name, tidy(pack.title)) for pack in packs if pack.name in asked),
        rows=tuple((row, tuple(cell for cell in cells if cell.pack in asked)) for row, cells in table),
        apart=tuple(pack.name for pack in packs if pack.name not in asked),
    )


def _cell(pack: Pack, row: MatrixRow, rows: MatrixRows) -> Cell:
    policies = [policy for policy in pack.policies if _concerns(policy, row)]
    if not policies:
        return Cell(pack=pack.name, state=NOT_ADDRESSED, entries=())
    nodes = [node for policy in policies for node in _walk(policy.id, policy.requires, "L")]
    found = [(node, gather) for node in nodes for gather in _gathered(node, row)]
    if found:
        return Cell(pack=pack.name, state="", entries=tuple(_merged(found)))
    rest = rows.rest | (rows.rest_of_reasons if row.is_reason else frozenset())
    unread = tuple(_merged([(node, None) for node in nodes if node.criterion.id in rest]))
    whole = not any(node.criterion.id in rows.rest | rows.rest_of_reasons for node in nodes)
    read = whole and all(policy.requires.clause.source.basis in _READ for policy in policies)
    return Cell(pack=pack.name, state=NOT_READ if unread else NONE if read else NONE_READ, entries=unread)


def _concerns(policy: Policy, row: MatrixRow) -> bool:
    """Whether a policy judges a procedure of the row, or a narrower or broader one, and more than that it is not covered."""
    known = vocabulary().procedures
    names = [known.codes[one].procedure if one in known.codes else one for one in policy.for_]
    return any(known.is_a(name, asked) or known.is_a(asked, name) for name in names for asked in row.procedures)


def _walk(
    policy: str, criterion: Criterion, number: str, roles: tuple[str, ...] = (), above: tuple[Criterion, ...] = ()
) -> Iterator[_Node]:
    yield _Node(policy=policy, number=number, criterion=criterion, roles=roles, above=above)
    for place, (role, child) in enumerate(children_of(criterion), 1):
        yield from _walk(policy, child, f"{number}.{place}", (*roles, role), (*above, criterion))


def _gathered(node: _Node, row: MatrixRow) -> Iterator[Gather | None]:
    """By what a criterion belongs to a row: what gathers its test line; None once where a person must look there."""
    body = node.criterion.body
    if any(role in _CONDITIONS for role in node.roles):
        return
    if isinstance(body, AskAPerson) and node.criterion.id in row.open:
        yield None
    around = "waiver" in node.roles or any(one.id in row.within for one in node.above)
    role = "bar" if "bar" in node.roles else "waiver" if around else "body"
    if isinstance(body, Test) and role == row.role:
        yield from [one for one in row.gathers if one.takes(body.leaf)][:1]


def _merged(nodes: Sequence[tuple[_Node, Gather | None]]) -> Iterator[Entry]:
    """Each thing asked once, with every clause that asks it."""
    found: dict[tuple[str, str], list[_Node]] = {}
    shorts: dict[tuple[str, str], str] = {}
    for node, gather in nodes:
        key = (_words(node), _remark(node))
        found.setdefault(key, []).append(node)
        shorts[key] = _said(gather, _short(node.criterion.body))
    for (words, remark), alike in found.items():
        first = alike[0].criterion
        body = first.body
        clauses = dict.fromkeys((one.policy, one.criterion.id) for one in alike)
        yield Entry(
            short=shorts[words, remark],
            words=words,
            open=isinstance(body, AskAPerson),
            remark=remark,
            clauses=tuple(clauses),
            says=tidy(first.clause.says),
            line=body.line if isinstance(body, Test) else "",
            source=first.clause.source,
            place=first.clause.place.file,
        )


def _said(gather: Gather | None, short: str) -> str:
    """What a table says of a test: as its row says it, where there is a number or a word to say."""
    if gather is None:
        return A_PERSON
    if short in (_ASKED, _TOLD) and "{}" in gather.short:
        return short
    return (gather.short or "{}").replace("{}", short)


def _words(node: _Node) -> str:
    body = node.criterion.body
    return leaf_words(body.leaf) if isinstance(body, Test) else tidy(node.criterion.clause.says)


def _remark(node: _Node) -> str:
    body = node.above[-1].body if node.above else None
    if isinstance(body, AtLeast) and node.roles[-1:] == ("body",):
        return f"counts toward at least {body.needed} of {len(body.children)}"
    return ""


def _short(body: object) -> str:
    """The number of a test with its order; the words that it is held against; `asked` where it asks only that there is one."""
    leaf: Leaf | None = body.leaf if isinstance(body, Test) else None
    if isinstance(leaf, MomentTest):
        return f"{_SIGNS[leaf.op]} {amount_words(leaf.parameter.value)}"
    if isinstance(leaf, FactTest):
        waits = [one.parameter for one in leaf.windows if one.relation == "at_least" and one.parameter]
        if waits:
            return f"{_SIGNS['>=']} {amount_words(waits[0].value)}"
        asked = [*([leaf.comparison] if leaf.comparison else []), *leaf.having]
        numbers = [one for one in asked if one.op in _SIGNS]
        if numbers:
            return _compared(numbers[0])
        if leaf.comparison:
            return _compared(leaf.comparison)
    return _ASKED


def _compared(one: Comparison) -> str:
    count = len(one.bound) if isinstance(one.bound, tuple) else 1
    words = bound_words(one) if count <= _FEW else f"one of {count} listed"
    if one.op == ">=" and isinstance(one.bound, Quantity) and one.bound.high == 0:
        return _TOLD
    if one.bound in ("yes", "no"):
        return _ASKED
    return f"{_SIGNS[one.op]} {words}" if one.op in _SIGNS else f"{'not ' if one.op == 'is not' else ''}{words}"
