"""The sentences that tell why a line got its answer."""

from __future__ import annotations

from datetime import date

from necessity.exchange.case_file import case_from_text
from necessity.review import review
from necessity.vocabulary.load import vocabulary

CASE = """
case: nothing-met
received: 2026-03-10
request: {line_items: [{id: "1", procedure: laminectomy, levels: [L5-S1]}]}
documents: [{id: note, kind: clinic note, authored: 2026-03-02, text: "The patient wishes to talk about surgery."}]
"""


def test_where_nothing_is_met_no_empty_list_is_told() -> None:
    case = case_from_text(CASE, "case.yaml", vocabulary=vocabulary(), called="case")
    (line,) = review(case, packs=["consensus@2026-11"], as_of=date(2026, 3, 10)).packs[0].line_items
    assert line.rationale[0].startswith("Not enough is shown to decide on laminectomy at L5-S1")
    assert not [sentence for sentence in line.rationale if ": ." in sentence]
