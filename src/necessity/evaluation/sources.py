"""The documents behind an assessment: the sources of every clause that was judged, and of the parameters that it reads.

Invariant: each source once, in the order of its first use.
"""

from __future__ import annotations

from collections.abc import Sequence

from necessity.assessment.assessment import Caution, LineAnswer, SettingAnswer
from necessity.assessment.finding import Source


def sources_of(lines: Sequence[LineAnswer], setting: SettingAnswer, cautions: Sequence[Caution]) -> tuple[Source, ...]:
    """The sources of every clause, and of the parameters that it reads, each once, in the order of their first use."""
    roots = [answer.finding for answer in lines]
    roots += [setting.finding] if setting.finding else []
    roots += [caution.finding for caution in cautions]
    found = [
        one for root in roots for finding in root.walk() for one in (finding.clause.source, *finding.clause.set_by)
    ]
    found += [caution.source for caution in cautions]
    found += [note.source for answer in lines for note in answer.coding]
    sources: dict[tuple[str, str], Source] = {}
    for source in found:
        sources.setdefault((source.ref, source.basis), source)
    return tuple(sources.values())
