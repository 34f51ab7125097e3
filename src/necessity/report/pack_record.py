"""A pack, a policy or a criterion in words, as JSON.

Invariant: the record holds what the text holds, with the same names.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from necessity.assessment.finding import Source
from necessity.policy.criterion_words import Saying, parameter_words
from necessity.report.pack_outline import NoteOutline, PackOutline, PolicyOutline, sentence


def pack_record(outline: PackOutline, parts: Iterable[tuple[PolicyOutline, Saying]], *, whole: bool) -> dict[str, Any]:
    """The parts of a pack; the whole pack with its head, notes, parameters and open questions."""
    record: dict[str, Any] = {
        "pack": outline.name,
        "title": outline.title,
        "banner": outline.banner or None,
        "basis": outline.basis,
        "parts": [
            {"policy": policy.id, "heading": policy.heading, "told": list(policy.told), "criterion": node_record(tree)}
            | ({"cautions": [note_record(one) for one in policy.cautions]} if tree is policy.tree else {})
            for policy, tree in parts
        ],
    }
    if whole:
        record |= {
            "head": dict(outline.head),
            "cautions": [note_record(one) for one in outline.cautions],
            "code_rules": [note_record(one) for one in outline.code_rules],
            "parameters": [
                {
                    "name": row.name,
                    "value": row.value,
                    "source": source_record(row.source),
                    "read_by": [{"number": number, "criterion": name} for _, number, name in row.readers],
                }
                for row in outline.parameters
            ],
            "open": [
                {"policy": one.heading, "number": one.number, "criterion": one.id, "says": one.says}
                for one in outline.open
            ],
            "does_not_address": list(outline.does_not_address),
        }
    return record


def node_record(node: Saying) -> dict[str, Any]:
    """One node and all beneath it."""
    return {
        "id": node.id,
        "number": node.number,
        "role": node.role or None,
        "says": sentence(node),
        "joins": node.joins or None,
        "asks": node.asked or None,
        "test": node.line or None,
        "remarks": list(node.remarks),
        "kind": node.need.value,
        "source": source_record(node.source),
        "parameters": [
            {"name": one.name, "value": parameter_words(one), "source": source_record(one.source)}
            for one in node.parameters
        ],
        "literature": list(node.evidence),
        "a_person_must_look": node.person,
        "place": node.place,
        "parts": [node_record(child) for child in node.children],
    }


def source_record(source: Source) -> dict[str, str | None]:
    """Where a clause or a value comes from."""
    return {
        "document": source.document,
        "publisher": source.publisher,
        "date": source.date,
        "place": source.place,
        "basis": source.basis,
        "url": source.url,
        "read": source.read,
    }


def note_record(note: NoteOutline) -> dict[str, Any]:
    """A caution or a code rule, with the criteria that it hangs on."""
    return {
        "id": note.id,
        "says": note.says,
        "told": note.told,
        "source": source_record(note.source),
        "criteria": [node_record(tree) for tree in note.trees],
    }
