"""Words as CommonMark that stay words.

Invariant: nothing that comes from a chart, a request or a pack can become markup, a link or code.
"""

from __future__ import annotations

import re

_MARKS = re.compile(r"([\\`*_\[\]<>&~|$!@])")
_FIRST = re.compile(r"^([-+#=])")
_NUMBERED = re.compile(r"^(\d+)([.)])(?=\s|$)")  # the start of a line, where it would begin a list


def escaped(words: str) -> str:
    """Words that stay words: every character that could begin markup, a link, a table or a formula is escaped."""
    safe = _MARKS.sub(r"\\\1", words).replace("://", "\\://")
    safe = re.sub(r"(?i)\bwww\.", lambda found: found.group()[:-1] + "\\.", safe)
    return _NUMBERED.sub(r"\1\\\2", _FIRST.sub(r"\\\1", safe))
