"""What differs between two packs in words: the meaning first, each change with its witness, and wording last.

Invariant: "the same answers on every case" is said only where the trees are equal in meaning, or where a witness says that it
was proved.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from necessity.assessment.finding import Source
from necessity.policy.criterion import Criterion
from necessity.policy.difference import (
    NOT_ADDRESSED,
    PackDifference,
    PolicyPair,
    Question,
    RulePair,
    Said,
    needs_other_lines,
    question_of,
)
from necessity.policy.leaf_difference import Asked
from necessity.policy.side_by_side import NEVER, PERSON, AskedHere, AskedOfKind
from necessity.policy.tree_difference import Change, Gathered, Sort, gathered
from necessity.policy.words import plain
from necessity.report.diff_shown import (
    SAME,
    AnswerShown,
    ChangeShown,
    DiffShown,
    GroupShown,
    KindShown,
    Row,
    WitnessShown,
)
from necessity.report.diff_wording import called, many, old_new, wording
from necessity.report.words import tidy
from necessity.vocabulary.load import vocabulary

EVERY_CASE = "so they give the same answers on every case"
EVERY_LINE = "so they give the same verdict on every line that goes to them"
NO_MEANING = "No change in meaning"
SAME_POLICIES = "The same, criterion by criterion"
NOTHING = "asks nothing of this"
BOTH = "both"
NO_FACT = "no fact at all"
_PLACES = 4
_ROLES = {
    "waiver": "waiver",
    "bar": "bar",
    "applies_when": "condition",
    "replaced_when": "replacement",
    "replaced_by": "what is asked instead",
}
_AS = {
    "asked": "",
    "one of several": "",
    "waives": "waives: ",
    "bars": "bars: ",
    "only then asked": "only asked where: ",
    "replaces": "replaces where: ",
}

_PARTS = (
    ("setting", "The setting", ""),
    ("caution", "Cautions", "they change no answer"),
    ("code rule", "Code rules", "they change no verdict; clarify holds a line"),
)
_SORTS = {
    Sort.ADDED: "added",
    Sort.REMOVED: "taken out",
    Sort.TEST: "asks something else",
    Sort.BODY: "made up otherwise",
}

Witnesses = Mapping[Question, WitnessShown]


def diff_shown(
    found: PackDifference, witnesses: Witnesses, notes: Iterable[str] = (), *, whole: bool = False
) -> DiffShown:
    """The outline of a difference; `whole` lays out side by side what each asks, as does a pair that stands alone."""
    numbers = _Counter()
    pairs = [pair for pair in found.policies if pair.one and pair.two and not pair.asks_the_same]
    groups = [_group(found, pair, witnesses, numbers, whole or len(pairs) == 1) for pair in pairs]
    groups += _rule_groups(found, numbers)
    if whole:
        groups += [_alone(found, pair) for pair in found.policies if (pair.one is None) != (pair.two is None)]
    return DiffShown(
        one=tidy(found.names[0]),
        two=tidy(found.names[1]),
        summary=tuple(_summary(found, witnesses, numbers.different)),
        head=tuple(_head_row(found, one) for one in found.head if one.has_meaning and _is_told(found, one)),
        groups=tuple(groups),
        same=tuple(called(pair) for pair in found.policies if pair.asks_the_same),
        only_one=tuple(_alone_words(found, pair) for pair in found.policies if pair.two is None and pair.one),
        only_two=tuple(_alone_words(found, pair) for pair in found.policies if pair.one is None and pair.two),
        wording=tuple(wording(found)),
        notes=tuple(notes),
    )


class _Counter:
    """The numbers of the changes, and which change was told under which; `different` counts one told of many policies once."""

    def __init__(self) -> None:
        self.last = self.again = 0
        self.told: dict[tuple[object, ...], int] = {}

    def next(self) -> int:
        self.last += 1
        return self.last

    @property
    def different(self) -> int:
        return self.last - self.again


# -- the meaning in a few sentences ------------------------------------------------------------------------------------


def _summary(found: PackDifference, witnesses: Witnesses, changes: int) -> Iterator[str]:
    if found.is_nothing:
        yield f"Nothing differs in meaning: the two ask the same, criterion by criterion, {EVERY_CASE}."
        return
    if not found.kin:
        both = [pair.procedures for pair in found.policies if pair.one and pair.two]
        yield f"Two packs of their own. Both judge {'; '.join(map(_judges, both)) or 'no procedure'}."
    else:
        at = sum(1 for pair in found.policies if pair.one and pair.two and not pair.asks_the_same)
        of = sum(1 for pair in found.policies if pair.one and pair.two)
        where = [f"{at} of {many(of, 'policy', 'policies')}"] if at else []
        where += ["the rules beside them"] if any(rule.has_meaning for rule in found.rules) else []
        if changes:
            yield f"{many(changes, 'change')} in meaning, in {' and '.join(where)}."
        else:
            yield "No criterion changed in meaning."
    so = EVERY_CASE if found.judges_alike else EVERY_LINE
    open_ = [pair for pair in found.policies if pair.asks_the_same]
    changed = any(not pair.asks_the_same for pair in found.policies)
    waiting = [pair for pair in open_ if pair.one and needs_other_lines(pair.one) and changed]
    if len(open_) > len(waiting):
        yield f"{many(len(open_) - len(waiting), 'policy', 'policies')} the same, criterion by criterion, {so}."
    if waiting:
        said = f"{many(len(waiting), 'policy', 'policies')} the same, but resting on the answer to another line"
        yield f"{said}, which may differ: {', '.join(map(called, waiting))}."
    proved = [pair for pair in found.policies if _root(pair, witnesses, SAME)]
    if proved:
        yield f"Proved to give the same answers on every case all the same: {', '.join(map(called, proved))}."


def _root(pair: PolicyPair, witnesses: Witnesses, outcome: str) -> bool:
    question = question_of(pair, vocabulary().procedures)
    shown = witnesses.get(question) if question else None
    return shown is not None and shown.outcome == outcome and not pair.asks_the_same


def _is_told(found: PackDifference, said: Said) -> bool:
    """What two payers do not address is told by what only one of them judges."""
    return found.kin or said.about != NOT_ADDRESSED


def _head_row(found: PackDifference, said: Said) -> Row:
    return Row(lead=tidy(said.about), words=old_new(found, said.old, said.new))


# -- one pair of policies ----------------------------------------------------------------------------------------------


def _group(found: PackDifference, pair: PolicyPair, witnesses: Witnesses, numbers: _Counter, whole: bool) -> GroupShown:
    assert pair.one and pair.two
    root = question_of(pair, vocabulary().procedures)
    changes = _changes(found, pair, witnesses, numbers)
    title, judges = called(pair), _judges(pair.procedures)
    if not found.kin:
        title, judges = judges, f"{pair.one.id} of {found.names[0]}, {pair.two.id} of {found.names[1]}"
    summary = tuple(_counterparts(found, pair.side_by_side))
    if pair.side_by_side and not whole:
        name = f"'{pair.procedures[0]}'" if " " in pair.procedures[0] else pair.procedures[0]
        summary = (*summary, f"What each asks, side by side: add --procedure {name}.")
    return GroupShown(
        title=tidy(title),
        judges="" if plain(title) == judges else tidy(judges),
        summary=summary,
        changes=(*(_said_change(found, one, numbers) for one in pair.said if one.has_meaning), *changes),
        kinds=tuple(map(_kind, pair.side_by_side)) if whole else (),
        witness=witnesses.get(root) if root else None,
    )


def _alone(found: PackDifference, pair: PolicyPair) -> GroupShown:
    policy = pair.one or pair.two
    assert policy is not None
    names = [found.one.name, found.two.name]
    judging, other = names if pair.one else reversed(names)
    return GroupShown(
        title=tidy(f"{policy.id} of {judging}"),
        judges=_judges(pair.procedures),
        summary=(tidy(f"{other} has no policy for this."),),
        kinds=tuple(map(_kind, pair.side_by_side)),
    )


def _alone_words(found: PackDifference, pair: PolicyPair) -> str:
    """Of two versions the policy that came or went, of two payers what only one of them judges."""
    return called(pair) if found.kin else _judges(pair.procedures)


def _judges(names: tuple[str, ...]) -> str:
    return tidy(", ".join(map(plain, names)))


def _counterparts(found: PackDifference, kinds: tuple[AskedOfKind, ...]) -> Iterator[str]:
    """Which kinds of fact both ask about, and which only one of them."""
    kinds = tuple(kind for kind in kinds if kind.about not in (PERSON, NEVER))
    both = [kind.about for kind in kinds if kind.both or (kind.one and kind.two)]
    one = [kind.about for kind in kinds if kind.about not in both and kind.one]
    two = [kind.about for kind in kinds if kind.about not in both and kind.two]
    for lead, abouts in (("Both ask about", both), (f"Only {found.names[0]}", one), (f"Only {found.names[1]}", two)):
        if abouts:
            yield tidy(f"{lead}: {', '.join(abouts)}.")


def _kind(kind: AskedOfKind) -> KindShown:
    both, one, two = (tuple(map(_asked, side)) for side in (kind.both, kind.one, kind.two))
    return KindShown(about=kind.about, both=both, one=one, two=two)


def _asked(asked: AskedHere) -> str:
    return tidy(f"{_AS[asked.as_what]}{asked.says} [{asked.node.id}]")


def _changes(found: PackDifference, pair: PolicyPair, witnesses: Witnesses, numbers: _Counter) -> Iterator[ChangeShown]:
    """Every change in meaning, each once; a witness that serves several is shown with the first."""
    shown: dict[Question, int] = {}
    for one in gathered(change for change in pair.changes if change.has_meaning):
        made = _numbered(one, numbers)
        question = question_of(pair, vocabulary().procedures, one.change)
        witness = witnesses.get(question) if question else None
        if question and witness and question in shown:
            made = replace(made, witness_of=shown[question])
        elif question and witness:
            shown[question] = made.number
            made = replace(made, witness=witness)
        yield made


def answer_words(answer: AnswerShown, *, whole: bool) -> str:
    """`refer (care: falls short)`; for one criterion its verdict first: `not met; the line: refer (care: falls short)`."""
    if answer.because:
        line = f"{answer.recommendation} ({answer.because})"
        return line if whole or not answer.verdict else f"{answer.verdict}; the line: {line}"
    # both lines get one answer: the verdict is what differs
    return f"{answer.verdict}; the line: {answer.recommendation}" if answer.verdict else answer.recommendation


def _numbered(found: Gathered, numbers: _Counter) -> ChangeShown:
    """A change with its number; one that was told already is told in one line."""
    made = change_shown(found, numbers.next())
    first = numbers.told.setdefault(found.change.what, made.number)
    if first == made.number:
        return made
    numbers.again += 1
    return replace(made, as_in=first, rows=())


# -- one change --------------------------------------------------------------------------------------------------------


def change_shown(found: Gathered, number: int) -> ChangeShown:
    """A change in words: what changed, of which criterion, where, what it was and what it is."""
    change = found.change
    return ChangeShown(
        number=number,
        what=what_changed(found),
        says=tidy(change.node.clause.says),
        id=change.node.id,
        where=_where(found),
        rows=tuple(_rows(change)),
        is_value=change.value is not None,
    )


def what_changed(found: Gathered) -> str:
    """The change in a few words."""
    change = found.change
    role = _ROLES.get(change.role, "criterion")
    if change.sort in (Sort.EXCEPTION_ADDED, Sort.EXCEPTION_REMOVED):
        return f"{role} {'added' if change.sort is Sort.EXCEPTION_ADDED else 'taken out'}"
    if change.sort is Sort.VALUE and change.value is not None:
        if change.value.is_list:
            signs = [
                *(f"+{plain(word)}" for word in change.value.more),
                *(f"-{plain(word)}" for word in change.value.less),
            ]
            return tidy(f"words of a list: {', '.join(signs)}")
        return tidy(f"{change.value.about}: {change.old} -> {change.new}")
    if change.sort is Sort.MOVED:
        return tidy(f"moved from beneath {change.old} to beneath {change.new}")
    if change.sort in (Sort.SILENCE, Sort.ATTESTED):
        return f"{change.old} -> {change.new}"
    if change.sort is Sort.NEED:
        return f"kind: {change.old} -> {change.new}"
    return _SORTS[change.sort]


def _where(found: Gathered) -> str:
    """Where it stands: the criteria that read a value, the ones above a node that came or went, how often."""
    names = found.ids if found.change.sort is Sort.VALUE else found.above
    if found.change.sort not in (Sort.VALUE, Sort.ADDED, Sort.REMOVED, Sort.EXCEPTION_ADDED, Sort.EXCEPTION_REMOVED):
        return f"at {found.count} places" if found.count > 1 else ""
    if found.change.sort is Sort.VALUE and len(names) == 1:
        return ""
    lead = "and by" if found.change.sort is Sort.VALUE else "beneath"
    names = tuple(name for name in names if name != found.change.node.id)
    more = f" and {len(names) - _PLACES} more" if len(names) > _PLACES else ""
    return tidy(f"{lead} {', '.join(names[:_PLACES])}{more}")


def _rows(change: Change) -> Iterator[Row]:
    old, new = change.old, change.new
    if change.sort in (Sort.SILENCE, Sort.ATTESTED, Sort.NEED, Sort.MOVED):
        return
    if change.value is not None:
        for lead, asked, node in (("was", change.value.one, change.one), ("now", change.value.two, change.two)):
            yield Row(lead=lead, words=tidy(asked.says), source=_set_by(asked, node))
        return
    for lead, words, node in (("was", old, change.one), ("now", new, change.two)):
        if words and node:
            said_already = words.startswith(node.clause.says.rstrip(".")) and change.sort is not Sort.BODY
            if said_already and node is change.node:
                yield Row(lead="stands in", words=_source(node))
            else:
                yield Row(lead=lead, words=tidy(words), source=_source(node))


def _set_by(asked: Asked, node: Criterion | None) -> str:
    return tidy(_place_of(asked.parameter.source)) if asked.parameter else _source(node)


def _source(node: Criterion | None) -> str:
    return tidy(_place_of(node.clause.source)) if node else ""


def _place_of(source: Source) -> str:
    return f"{source.document}{f', {source.place}' if source.place else ''}; {source.basis}"


def _said_change(found: PackDifference, said: Said, numbers: _Counter) -> ChangeShown:
    return ChangeShown(number=numbers.next(), what=_said_words(found, said), says="", id="", where="", rows=())


def _said_words(found: PackDifference, said: Said) -> str:
    words = old_new(found, said.old, said.new)
    return words if said.about in ("caution", "code rule") else tidy(f"{said.about}: {words}")


# -- the rules beside the policies ------------------------------------------------------------


def _rule_groups(found: PackDifference, numbers: _Counter) -> Iterator[GroupShown]:
    for part, title, effect in _PARTS:
        rules = [rule for rule in found.rules if rule.part == part and rule.has_meaning]
        alone: list[RulePair] = [rule for rule in rules if _is_alone(rule)] if not found.kin else []
        changes = [*_alone_rules(found, alone, numbers)]
        changes += [one for rule in rules if rule not in alone for one in _rule(found, rule, numbers)]
        if changes:
            yield GroupShown(title=title, judges=effect, changes=tuple(changes))


def _rule(found: PackDifference, rule: RulePair, numbers: _Counter) -> Iterator[ChangeShown]:
    for said in rule.said:
        if said.has_meaning:
            yield replace(_said_change(found, said, numbers), id=rule.id)
    for one in gathered(change for change in rule.changes if change.has_meaning):
        yield _numbered(one, numbers)


def _is_alone(rule: RulePair) -> bool:
    """Whether one pack only has the rule."""
    return not rule.changes and any(not said.old or not said.new for said in rule.said if said.about == rule.part)


def _alone_rules(found: PackDifference, rules: Iterable[RulePair], numbers: _Counter) -> Iterator[ChangeShown]:
    """Of two payers, the rules that only one has, by name; JSON has their sentences."""
    sides: tuple[list[str], list[str]] = ([], [])
    for rule in rules:
        sides[0 if rule.said[0].old else 1].append(rule.id)
    for name, ids in zip(found.names, sides, strict=True):
        if ids:
            what = tidy(f"only {name}: {', '.join(ids)}")
            yield ChangeShown(number=numbers.next(), what=what, says="", id="", where="", rows=())
