"""What can be wrong with what we are given, and how it is said: what, where, why, what to do; all at once.

```
NecessityError
  Unusable            the input or a pack cannot be used: one or many Problems; the command line exits 2
    InputUnusable     a case, a document, a request
    PackUnusable      a pack, a fact file, a procedure: anything under medicine/ or a folder of the user's
  Disagreement        the two evaluators differ on one case; exit 3
```
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A position in a file; lines and columns count from 1, 0 where a file has none (JSON, standard input)."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        if not self.line:
            return self.file
        return f"{self.file}:{self.line}:{self.column}" if self.column else f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong. `remedy` says what the reader can do about it."""

    what: str
    where: Place
    why: str = ""
    remedy: str = ""

    def __str__(self) -> str:
        lines = [f"{self.where}: {self.what}"]
        if self.why:
            lines.append(f"    why: {self.why}")
        if self.remedy:
            lines.append(f"    do:  {self.remedy}")
        return "\n".join(lines)


class NecessityError(Exception):
    """Everything this package raises on purpose."""


class Unusable(NecessityError):
    """What was given cannot be used. Holds every problem that was found, in the order of the files."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems), key=lambda p: (p.where, p.what)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class InputUnusable(Unusable):
    """A case, a document or a request that cannot be used."""


class PackUnusable(Unusable):
    """A pack, a fact file or a procedure that cannot be used."""


class Disagreement(NecessityError):
    """Two evaluators of one tree gave two answers: nothing may be printed as a result."""


def nearest(word: str, known: Iterable[str], most: int = 1) -> Sequence[str]:
    """The known words closest in spelling to `word`, best first; none where nothing is close."""
    choices = sorted(set(known))
    return difflib.get_close_matches(word, choices, n=most, cutoff=0.6)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A remedy that names the nearest spelling, else the whole list where it is short."""
    choices = sorted(set(known))
    close = nearest(word, choices)
    if close:
        return f"did you mean '{close[0]}'?"
    if choices and len(choices) <= 24:
        return "known here: " + ", ".join(choices)
    return ""
