"""What changed between two trees of criteria, node by node.

Invariant: nodes are matched by id, then by equal test, then by place; what is matched with nothing was added or taken out, and
every difference that can change an answer is told as one. Sentences, sources, ids and claims cannot.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum

from necessity.assessment.finding import Source
from necessity.policy.criterion import AtLeast, Criterion, Test, children_of, walk
from necessity.policy.leaf import set_by
from necessity.policy.leaf_difference import ValueChange, asks_the_same, key_of, shape_of, value_changes
from necessity.policy.words import body_words, leaf_words

EXCEPTIONS = ("waiver", "bar", "replaced_when", "replaced_by", "applies_when")


class Sort(Enum):
    """What sort of change it is; those of `WITHOUT_MEANING` change no answer."""

    ADDED = "added"
    REMOVED = "taken out"
    EXCEPTION_ADDED = "exception added"
    EXCEPTION_REMOVED = "exception taken out"
    VALUE = "value"
    TEST = "test"
    BODY = "body"
    SILENCE = "silence"
    ATTESTED = "attested"
    NEED = "kind"
    MOVED = "moved"
    RENAMED = "renamed"
    SENTENCE = "sentence"
    SOURCE = "source"
    EVIDENCE = "evidence"


WITHOUT_MEANING = frozenset({Sort.RENAMED, Sort.SENTENCE, Sort.SOURCE, Sort.EVIDENCE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change of one node. `one` and `two` are the node before and after, None where there is none.

    `role` is what the node is to the one above it; `at` are the two matched nodes whose verdicts show the change: the node
    itself, or the one above it. `old` and `new` say what it was and is; `value` where one value of a test changed.
    """

    sort: Sort
    one: Criterion | None
    two: Criterion | None
    at: tuple[Criterion, Criterion]
    role: str = "body"
    old: str = ""
    new: str = ""
    value: ValueChange | None = None

    @property
    def has_meaning(self) -> bool:
        return self.sort not in WITHOUT_MEANING

    @property
    def what(self) -> tuple[object, ...]:
        """What changed, wherever it stands: one change of a value for all that read it, one of a document for all its clauses."""
        if self.value is not None:
            names = tuple(side.parameter and side.parameter.name for side in (self.value.one, self.value.two))
            return (self.sort, *(names if any(names) else (self.node.id,)), self.old, self.new)
        if self.sort is Sort.SOURCE:
            return (self.sort, *(said.split(", ")[0] for said in (self.old, self.new)))
        return (self.sort, self.node.id, self.role if self.has_meaning else "", self.old, self.new)

    @property
    def node(self) -> Criterion:
        """The node as it is now, or as it was."""
        node = self.two or self.one
        assert node is not None
        return node


def tree_changes(one: Criterion, two: Criterion) -> tuple[Change, ...]:
    """Every change from the first tree to the second, parents first, what moved and what came or went after its place."""
    matching = _Matching()
    matching.pair(one, two, "body")
    return tuple(matching.settled())


@dataclass(frozen=True, slots=True)
class _Loose:
    """A node that has no partner beneath the partner of its parent; `above` are the two matched nodes over it."""

    node: Criterion
    role: str
    above: tuple[Criterion, Criterion]


@dataclass(slots=True)
class _Matching:
    changes: list[Change] = field(default_factory=list)
    gone: list[_Loose] = field(default_factory=list)
    come: list[_Loose] = field(default_factory=list)

    def pair(self, one: Criterion, two: Criterion, role: str) -> None:
        """Tell what changed of a node and match what is beneath it."""
        self.changes += _own_changes(one, two, role)
        pairs, gone, come = _partners(children_of(one), children_of(two))
        # where a test became a join around the same test, or the other way about, that test did not come or go
        gone, come = _without_test_of(two, gone), _without_test_of(one, come)
        self.gone += [_Loose(node, its_role, (one, two)) for its_role, node in gone]
        self.come += [_Loose(node, its_role, (one, two)) for its_role, node in come]
        for its_role, a, b in pairs:
            self.pair(a, b, its_role)

    def settled(self) -> Iterator[Change]:
        """The changes, after what is loose was looked for elsewhere: a node of the same id or test that stands there moved."""
        moved: list[tuple[_Loose, _Loose, Criterion, Criterion]] = []
        taken: set[int] = set()
        for left in list(self.gone):
            for node in walk(left.node):
                found = self._elsewhere(node, taken)
                if found is not None and id(node) not in taken:
                    right, other = found
                    taken |= {id(one) for one in (*walk(node), *walk(other))}
                    moved.append((left, right, node, other))
        gone, come = list(self.gone), list(self.come)
        for left, right, node, other in moved:
            self.changes.append(
                Change(
                    sort=Sort.MOVED, one=node, two=other, at=left.above, role=right.role,
                    old=left.above[0].id, new=right.above[1].id,
                )
            )  # fmt: skip
            self.pair(node, other, right.role)
        yield from self.changes
        loose_after = (self.gone[len(gone) :], self.come[len(come) :])
        for left in (*gone, *loose_after[0]):
            if id(left.node) not in taken:
                yield _whole(left, taken, gone=True)
        for right in (*come, *loose_after[1]):
            if id(right.node) not in taken:
                yield _whole(right, taken, gone=False)

    def _elsewhere(self, node: Criterion, taken: set[int]) -> tuple[_Loose, Criterion] | None:
        for same in (_same_id, _same_test):
            for right in self.come:
                for other in walk(right.node):
                    if id(other) not in taken and same(node, other):
                        return right, other
        return None


def _whole(loose: _Loose, taken: set[int], *, gone: bool) -> Change:
    """A node that came or went, with all beneath it."""
    exception = loose.role in EXCEPTIONS
    sorts = (Sort.EXCEPTION_REMOVED, Sort.REMOVED) if gone else (Sort.EXCEPTION_ADDED, Sort.ADDED)
    below = sum(1 for one in walk(loose.node) if id(one) not in taken) - 1
    said = what_it_asks(loose.node) + (f" (and {below} beneath it)" if below else "")
    return Change(
        sort=sorts[0] if exception else sorts[1],
        one=loose.node if gone else None,
        two=None if gone else loose.node,
        at=loose.above,
        role=loose.role,
        old=said if gone else "",
        new="" if gone else said,
    )


# -- who is whose partner ----------------------------------------------------------------------------------------------

Child = tuple[str, Criterion]


def _partners(
    ones: Sequence[Child], twos: Sequence[Child]
) -> tuple[list[tuple[str, Criterion, Criterion]], list[Child], list[Child]]:
    """Pairs of children in one role, and what is left of each side."""
    left, right = list(ones), list(twos)
    pairs: list[tuple[str, Criterion, Criterion]] = []
    for alike in (_same_id, _same_test, _much_alike):
        for one in list(left):
            two = next((two for two in right if two[0] == one[0] and alike(one[1], two[1])), None)
            if two is not None:
                pairs.append((one[0], one[1], two[1]))
                left = [child for child in left if child[1] is not one[1]]
                right = [child for child in right if child[1] is not two[1]]
    for role in dict.fromkeys(role for role, _ in left):
        olds, news = ([child for child in side if child[0] == role] for side in (left, right))
        for one, two in zip(olds, news, strict=False) if len(olds) == len(news) else ():
            if _fit_by_place(one[1], two[1]):
                pairs.append((role, one[1], two[1]))
                left = [child for child in left if child[1] is not one[1]]
                right = [child for child in right if child[1] is not two[1]]
    order = {id(node): at for at, (_, node) in enumerate(ones)}
    return sorted(pairs, key=lambda pair: order[id(pair[1])]), left, right


def _without_test_of(node: Criterion, children: Sequence[Child]) -> list[Child]:
    return [child for child in children if child[0] != "body" or not _same_test(node, child[1])]


def _same_id(one: Criterion, two: Criterion) -> bool:
    return one.id == two.id


def _same_test(one: Criterion, two: Criterion) -> bool:
    a, b = one.body, two.body
    return isinstance(a, Test) and isinstance(b, Test) and asks_the_same(a.leaf, b.leaf)


def _much_alike(one: Criterion, two: Criterion) -> bool:
    """Two tests that differ in a value only, or two joins that share more than half of their ids and tests."""
    a, b = one.body, two.body
    if isinstance(a, Test) and isinstance(b, Test):
        return shape_of(a.leaf) == shape_of(b.leaf)
    if isinstance(a, Test) or isinstance(b, Test) or type(a) is not type(b):
        return False
    mine, theirs = _names(one), _names(two)
    return 2 * len(mine & theirs) > min(len(mine), len(theirs))


def _fit_by_place(one: Criterion, two: Criterion) -> bool:
    """Whether two nodes at one place may be one node that changed: tests of one kind of fact, or joins of one sort."""
    a, b = one.body, two.body
    if isinstance(a, Test) and isinstance(b, Test):
        return shape_of(a.leaf)[0] == shape_of(b.leaf)[0]
    return type(a) is type(b) and not isinstance(a, Test) and bool(_names(one) & _names(two))


def _names(criterion: Criterion) -> set[object]:
    below = [one for one in walk(criterion) if one is not criterion]
    return {one.id for one in below} | {key_of(one.body.leaf) for one in below if isinstance(one.body, Test)}


# -- what changed of one node ------------------------------------------------------------------------------------------


def _own_changes(one: Criterion, two: Criterion, role: str) -> Iterator[Change]:
    def change(sort: Sort, old: object = "", new: object = "", value: ValueChange | None = None) -> Change:
        return Change(sort=sort, one=one, two=two, at=(one, two), role=role, old=str(old), new=str(new), value=value)

    for sort, old, new in _plain_changes(one, two):
        if old != new:
            yield change(sort, old, new)
    a, b = one.body, two.body
    if not isinstance(a, Test) or not isinstance(b, Test):
        if type(a) is not type(b) or (isinstance(a, AtLeast) and isinstance(b, AtLeast) and a.needed != b.needed):
            yield change(Sort.BODY, what_it_asks(one), what_it_asks(two))
        return
    values = value_changes(a.leaf, b.leaf)
    if values is None:
        yield change(Sort.TEST, leaf_words(a.leaf), leaf_words(b.leaf))
    for value in values or ():
        yield change(Sort.VALUE, value.one.says, value.two.says, value)
    if a.silence_absent != b.silence_absent:
        yield change(Sort.SILENCE, SILENCE[a.silence_absent], SILENCE[b.silence_absent])
    if a.attested != b.attested:
        yield change(Sort.ATTESTED, ATTESTED[a.attested], ATTESTED[b.attested])
    if set_by(a.leaf) != set_by(b.leaf) and not values:
        yield change(Sort.SOURCE, _set_by(a), _set_by(b))


def _set_by(test: Test) -> str:
    return ", ".join(map(source_line, set_by(test.leaf)))


SILENCE = {True: "silence is a no", False: "silence is unknown"}
ATTESTED = {True: "a statement is enough", False: "a document is asked for", None: "as its kind has it"}


def _plain_changes(one: Criterion, two: Criterion) -> Iterator[tuple[Sort, str, str]]:
    yield Sort.RENAMED, one.id, two.id
    yield Sort.NEED, one.clause.need.value, two.clause.need.value
    if not (_is_own_sentence(one) and _is_own_sentence(two)):
        yield Sort.SENTENCE, one.clause.says, two.clause.says
    yield Sort.SOURCE, source_line(one.clause.source), source_line(two.clause.source)
    yield Sort.EVIDENCE, ", ".join(one.evidence), ", ".join(two.evidence)
    if one.replaced_when and two.replaced_when:
        yield Sort.SENTENCE, one.replaced_when.clause.says, two.replaced_when.clause.says


def _is_own_sentence(criterion: Criterion) -> bool:
    """Whether its sentence is made from its test, so that it changes with it."""
    return criterion.clause.says == body_words(criterion.body)


def what_it_asks(criterion: Criterion) -> str:
    """The test in words, or the sentence of a node that joins others."""
    body = criterion.body
    if isinstance(body, Test):
        return leaf_words(body.leaf)
    joined = body_words(body).rstrip(".").lower()
    says = criterion.clause.says.rstrip(".")
    return joined if says == body_words(body).rstrip(".") else f"{says} ({joined})"


def source_line(source: Source) -> str:
    """`CMM-609, section 4 [copy]`: the document, the place and what was read."""
    return f"{source.document}{f', {source.place}' if source.place else ''} [{source.basis}]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """One change wherever it stands: of the same criterion included at several places, or of all that read a parameter.

    `ids` are the criteria, `above` those that they stand beneath, each once; `count` is how many nodes changed so.
    """

    change: Change
    ids: tuple[str, ...]
    above: tuple[str, ...]
    count: int


def gathered(changes: Iterable[Change]) -> tuple[Gathered, ...]:
    """The changes, each once, in their order."""
    found: dict[tuple[object, ...], list[Change]] = {}
    for change in changes:
        found.setdefault(change.what, []).append(change)
    return tuple(
        Gathered(
            change=alike[0],
            ids=tuple(dict.fromkeys(one.node.id for one in alike)),
            above=tuple(dict.fromkeys(one.at[1].id for one in alike)),
            count=len(alike),
        )
        for alike in found.values()
    )
