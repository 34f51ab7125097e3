"""The open questions of one line: which criteria are open, and which documents normally show what they ask.

Invariant: a gap is asked only where its answer could still change the line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from necessity.assessment.finding import Finding, Reason
from necessity.assessment.gap import Gap
from necessity.evaluation.sentences import within
from necessity.policy.criterion import All, Criterion
from necessity.verdict import MET, UNKNOWN
from necessity.vocabulary.load import Vocabulary

_LONGEST = 320  # characters of what would settle a gap
_DEEPEST = 4
_WHY = {
    Reason.NOT_DOCUMENTED: "not documented",
    Reason.CONFLICTING: "the record contradicts itself",
    Reason.IMPRECISE: "what is documented is not precise enough",
    Reason.FOR_A_PERSON: "a person must look",
    Reason.UNREADABLE: "a document that might show it could not be read",
    Reason.OTHER_PATIENT: "a document that might show it names another patient",
    Reason.NOT_RAISED: "no indication that the policy knows is raised in this record",
    Reason.NOT_ADDRESSED: "the policy says nothing on this",
}


def open_criteria(root: Finding, criterion: Criterion) -> tuple[Finding, ...]:
    """The unknown criteria that a person would name: the children of the `all` that is the line's root, one for each.

    Below a child the parts that are open are told in the question, not as questions of their own: "care or a deficit" is one,
    and so is a root that is an `any`, for one of its branches is enough.
    """
    if not root.is_open:
        return (root,) if root.verdict is MET and not root.shown else ()
    instead = _asked_instead(root)
    if instead is not None and criterion.replaced_when:
        return open_criteria(instead, criterion.replaced_when.by) or (root,)
    if not isinstance(criterion.body, All):
        return (root,)
    children = [child for child in root.children if child.role in ("body", "base")]
    if len(children) == 1 and children[0].role == "base":
        return open_criteria(children[0], criterion) or (root,)
    found = tuple(child for child in children if child.is_open)
    all_needed = all(child.verdict is MET or child.is_open for child in children)
    return found if found and all_needed else (root,)


def parts_of(root: Finding) -> tuple[Finding, ...]:
    """The criteria that a person would name: the members of the `all` at the root, else the root itself."""
    if root.node == "excepted" and root.exception is None:
        return parts_of(next(child for child in root.children if child.role == "base"))
    return root.children if root.node == "all" and root.children else (root,)


def _asked_instead(finding: Finding) -> Finding | None:
    """What a replacement that is in force asks: then it is this that is open, and not what it replaces."""
    if finding.exception is None or finding.exception.kind != "replacement":
        return None
    return next(child for child in finding.children if child.role == "replaced_by")


def gaps_of(opened: Sequence[Finding], vocabulary: Vocabulary, start: int, level: str | None) -> tuple[Gap, ...]:
    """One gap for each open criterion; ids count on from `start`."""
    return tuple(
        Gap(
            id=f"g{number}",
            criterion=finding.clause.id,
            question=_question(finding),
            documents=_documents(finding, vocabulary),
            finding=finding,
            level=level,
        )
        for number, finding in enumerate(opened, start)
    )


def open_leaves(finding: Finding) -> Iterator[Finding]:
    """The open leaves beneath, in the order of the policy, each once."""
    seen: set[str] = set()
    for one in finding.walk():
        if one.is_open and not one.children and one.clause.id not in seen:
            seen.add(one.clause.id)
            yield one


def _question(finding: Finding) -> str:
    says, why = finding.clause.says.rstrip("."), finding.note or _WHY.get(finding.reason, "open")
    needed = _settles_briefly(finding)
    if not needed or needed == says:
        return f"{says}: {why}. Can it be shown?"
    return f"{says}: {why}. What would settle it: {needed}."


def _settles_briefly(finding: Finding) -> str:
    """What would settle it, laid open only as deep as a person reads in one go; the criteria tell the rest."""
    needed = settles(finding)
    for depth in range(_DEEPEST, 0, -1):
        if len(needed) <= _LONGEST:
            return needed
        needed = settles(finding, depth)
    if len(needed) <= _LONGEST or "; or " not in needed or "(" in needed:
        return needed
    ways = needed.split("; or ")
    kept = ways[:1]
    for way in ways[1:]:
        if len("; or ".join((*kept, way))) > _LONGEST:
            break
        kept.append(way)
    more = len(ways) - len(kept)
    others = f"one of {more} more ways" if more > 1 else "one more way"
    return "; or ".join(kept) + f"; or {others}, told in the criteria" * bool(more)


def settles(finding: Finding, depth: int | None = None) -> str:
    """What would have to be shown to turn an open finding into met, in words: and, or, as the policy joins them.

    `depth` says how many steps down the criteria are laid open; below that the sentence of a criterion stands for it.
    """
    if depth == 0:
        return finding.clause.says.rstrip(".")
    if finding.node == "excepted":
        return _settles_excepted(finding, depth)
    opened = [child for child in finding.children if child.is_open]
    if not opened:
        return finding.clause.says.rstrip(".")
    below = None if depth is None else depth - 1
    if finding.node == "all" and len(opened) > 1:
        return " and ".join(_each([_bracketed(settles(child, below)) for child in opened]))
    ways = [settles(child, below) for child in opened]
    return _so_many(finding, ways) if finding.node == "at_least" else "; or ".join(_each(ways))


def _so_many(finding: Finding, ways: Sequence[str]) -> str:
    """`at least 3 of these: the first, the second, ...`: how many are still to be shown, and which would do."""
    shown = sum(child.verdict is MET for child in finding.children)
    each = list(dict.fromkeys(map(within, ways)))
    simple = not any(mark in one for one in each for mark in ",;")
    told = ", ".join(each) if simple else f"({'; '.join(each)})"
    return f"at least {finding.needed - shown} {'more ' if shown else ''}of these: {told}"


def _settles_excepted(finding: Finding, depth: int | None = None) -> str:
    """The base or whatever lifts or replaces it; and that no bar holds."""
    instead = _asked_instead(finding)
    if instead is not None:
        return settles(instead, depth)
    below = None if depth is None else depth - 1
    base, *others = finding.children
    ways = [_base_words(base, depth)] if base.is_open else []
    ways += [settles(child, below) for child in others if child.role in ("waiver", "replaced_by") and child.is_open]
    parts = ["; or ".join(_each(ways))] if ways else []
    parts += [
        f"that this is not so: {within(one.clause.says)}"
        for one in others
        if one.role == "bar" and one.verdict is UNKNOWN
    ]
    parts += [
        f"whether it applies: {within(one.clause.says)}" for one in others if one.role == "applies_when" and one.is_open
    ]
    return " and ".join(parts)


def _base_words(base: Finding, depth: int | None) -> str:
    """A base test has the sentence of the whole; what it asks tells more."""
    return base.detail.removeprefix("asked: ") if base.node == "test" and base.detail else settles(base, depth)


def _each(ways: Sequence[str]) -> list[str]:
    """Each way once, from the second on as part of the sentence."""
    first, *others = ways
    told = [first, *map(within, others)]
    return list({within(one): one for one in reversed(told)}.values())[::-1]


def _bracketed(words: str) -> str:
    return f"({words})" if "; " in words else words


def _documents(finding: Finding, vocabulary: Vocabulary) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for leaf in open_leaves(finding):
        for kind in leaf.kinds:
            for document in vocabulary.kinds[kind].shown_by:
                found.setdefault(document)
    return tuple(found)
