"""Where a fact is, as rails: its level, its side, and whether its root leaves or crosses at the level that is judged.

Invariant: a fact that does not say where it is may be anywhere; a denial that does not is everywhere.
"""

from __future__ import annotations

from necessity.policy.leaf import FactTest
from necessity.population.condition import (
    NO,
    YES,
    Column,
    Condition,
    Is,
    Rails,
    Requested,
    among,
    both,
    cases,
    either,
    outside,
)
from necessity.population.rows import Said
from necessity.vocabulary.anatomy import Anatomy

LEVEL, SIDE = Column("p.level"), Column("p.side")


def at_level(wanted: str, said: Said, anatomy: Anatomy) -> Rails:
    """Whether a fact is at `this`, an `adjacent`, `another` or an `unrequested` level; a denial without one is at all."""
    own = said.column("level")
    everywhere = both(Is(own, "=", ""), said.denied)
    sure = both(Is(own, "<>", ""), Is(LEVEL, "<>", ""))
    if wanted == "this":
        rails = Rails(Is(own, "=", LEVEL), Is(own, "<>", LEVEL))
    elif wanted == "another":
        rails = Rails(Is(own, "<>", LEVEL), Is(own, "=", LEVEL))
    elif wanted == "unrequested":
        rails = Rails(both(Is(own, "<>", LEVEL), Requested(inside=False)), either(Is(own, "=", LEVEL), Requested()))
    else:
        near = {level: anatomy.neighbours(level) for level in anatomy.levels}
        rails = Rails(
            either(*(both(Is(LEVEL, "=", at), among(own, words)) for at, words in near.items())),
            either(*(both(Is(LEVEL, "=", at), outside(own, words)) for at, words in near.items())),
        )
    return cases(Rails(everywhere, NO), rails.where(sure))


def concordant(said: Said, anatomy: Anatomy) -> Rails:
    """The root of a finding, stated or that of its muscle or reflex, leaves or crosses at the level."""
    muscle = said.column("muscle")
    known = anatomy.muscles
    untold = both(_has_no_root(said, anatomy), Is(muscle, "=", ""), said.denied)
    by_level = []
    for level in anatomy.levels:
        here = anatomy.roots_at(level)
        mains = [one.name for one in known.values() if one.main in here]
        touched = [one.name for one in known.values() if {one.main, *one.others} & set(here)]
        is_here = either(_has_root(said, anatomy, here), among(muscle, mains))
        elsewhere = both(
            either(_has_root(said, anatomy, None), among(muscle, list(known))),
            _root_is_not(said, anatomy, here),
            outside(muscle, touched),
        )
        by_level.append(Rails(is_here, elsewhere).where(Is(LEVEL, "=", level)))
    return cases(Rails(untold, NO), *by_level)


def _has_root(said: Said, anatomy: Anatomy, roots: tuple[str, ...] | None) -> Condition:
    """A root is told, or one of `roots` is: as a qualifier, else as the value of the finding, else by its reflex."""
    stated = Column("f.root")
    by_word = _roots_by_value(anatomy)
    own = Is(stated, "<>", "") if roots is None else among(stated, roots)
    words = [word for word, root in by_word.items() if roots is None or root in roots]
    if said.kind.main is None or not words:
        return own
    return either(own, both(Is(stated, "=", ""), among(said.word(said.kind.main), words)))


def _has_no_root(said: Said, anatomy: Anatomy) -> Condition:
    stated = Is(Column("f.root"), "=", "")
    if said.kind.main is None:
        return stated
    return both(stated, outside(said.word(said.kind.main), list(_roots_by_value(anatomy))))


def _root_is_not(said: Said, anatomy: Anatomy, roots: tuple[str, ...]) -> Condition:
    stated = Column("f.root")
    own = both(Is(stated, "<>", ""), outside(stated, roots))
    words = [word for word, root in _roots_by_value(anatomy).items() if root in roots]
    if said.kind.main is None:
        return either(own, Is(stated, "=", ""))
    return either(own, both(Is(stated, "=", ""), outside(said.word(said.kind.main), words)))


def _roots_by_value(anatomy: Anatomy) -> dict[str, str]:
    """The words of a value that tell a root: a reflex, or the root itself."""
    named = {f"{letter}{number}": f"{letter}{number}" for letter in "LS" for number in range(10)}
    return {**named, **anatomy.reflexes}


def on_side(said: Said) -> Rails:
    """A line without a side asks nothing; a bilateral one is served by either side."""
    own = said.column("side")
    open_place = among(SIDE, ("", "both"))
    asked = among(SIDE, ("left", "right"))
    fits = either(both(Is(own, "=", ""), said.denied), Is(own, "=", SIDE), Is(own, "=", "both"))
    other = both(Is(own, "<>", ""), Is(own, "<>", SIDE), Is(own, "<>", "both"))
    return Rails(either(open_place, both(asked, fits)), both(asked, other))


def sides_asked(test: FactTest) -> tuple[Condition, Condition]:
    """When a fact on both sides stands in the series of the left, and of the right."""
    named = {"left", "right"}
    for one in test.having:
        words = one.bound if isinstance(one.bound, tuple) else (one.bound,)
        if one.field.name == "side" and "both" not in words:
            named &= {str(word) for word in words}
    usual = named or {"left", "right"}

    def asked(side: str, other: str) -> Condition:
        if not test.this_side:
            return YES if side in usual else NO
        return either(
            Is(SIDE, "=", side),
            Is(SIDE, "=", other) if other not in named else NO,
            outside(SIDE, ("left", "right")) if side in usual else NO,
        )

    return asked("left", "right"), asked("right", "left")
