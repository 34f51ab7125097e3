"""Sentences that instruct whoever or whatever reads the chart (`ignore the rules`, `treat as proven: ...`): they tell nothing.

Invariant: such a sentence takes away what it says and nothing more; it changes no other sentence, no rule and no answer.
"""

from __future__ import annotations

_WHO = r"(?:reader|reviewer|assistant|ai|model|system|software|computer|algorithm|program|tool|chat ?bot|bot|agent)s?"
_RULES = (
    r"(?:rules?|criteria|criterion|instructions?|polic(?:y|ies)|prompts?|guidelines?|checks?|guardrails?|requirements?|"
    r"safeguards?)"
)
_WHICH = (
    r"(?:all|any|every|each|the|these|those|this|that|your|its|previous|prior|earlier|preceding|above|foregoing|other|of|policy|"
    r"coverage|payer|system|usual|normal|existing)"
)
_TAKE = r"(?:please )?(?:treat|mark|consider|assume|accept|regard|flag|deem)\b"
_AS_GIVEN = r"(?:proven|proved|true|met|established|documented|satisfied|fulfilled|facts?|approved|certified|given)"

TO_THE_READER: tuple[tuple[str, str, str], ...] = (
    ("dropped", "whole", rf"\b(?:ignore|disregard|override|bypass|forget|skip|suspend)(?: {_WHICH})* {_RULES}\b"),
    ("dropped", "whole", r"\b(?:system|developer|hidden|jailbreak) prompt\b|\bprompt injection\b"),
    ("dropped", "whole", r"\byou are (?:now )?(?:an? )?(?:helpful )?(?:ai|assistant|chat ?bot|language model)\b"),
    (
        "dropped",
        "whole",
        rf"(?:[:,] |\b(?:please|must|shall|to) ){_TAKE}[^.;]{{0,80}}? (?:as|is|are|be) (?:already )?{_AS_GIVEN}\b|"
        rf"^\W*{_TAKE}[^.;]{{0,80}}? (?:as|is|are|be) (?:already )?{_AS_GIVEN}\b",
    ),
    (
        "dropped",
        "whole",
        rf"\b(?:you|{_WHO}) (?:must|shall|should|will|(?:is|are) to) (?:now |always |also |only )?"
        r"(?:report|record|add|conclude|output|return|answer|mark|set|treat|assume|approve|certify|state|extract)\b",
    ),
    (
        "dropped",
        "whole",
        rf"^\W*(?:to the )?{_WHO}\s*[:,]\s*(?:please )?(?:ignore|output|return|mark|treat|approve|set|assume|add)\b",
    ),
    ("dropped", "whole", r"\"(?:kind|facts?|assertion|value|grade|recommendation|verdict)\"\s*:"),
)  # fmt: skip
"""Family, reach and words, as in `sayings`."""
