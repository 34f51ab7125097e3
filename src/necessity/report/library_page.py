"""The library of evidence as one HTML file: an index, then each claim and each source at a place of its own.

Invariant: everything is escaped, nothing is loaded from elsewhere, no script is needed, and no link leads to a missing place.
"""

from __future__ import annotations

from necessity.library.selection import Found, cited_by
from necessity.report.frame import template
from necessity.report.library_parts import claim_page, glance, source_page
from necessity.report.library_words import UNCHECKED, WHAT_IT_IS, asked_words, counted, found_words, headed, near_words
from necessity.report.words import tidy


def page(found: Found) -> str:
    """The page as text (to be written as UTF-8), with the claims and sources selected and every source that the claims name."""
    selection = found.selection
    named = {*selection.papers, *cited_by(found.library, selection.claims, unread=True)}
    papers = tuple(name for name in found.library.papers if name in named)
    sheet, style = template("library.html.j2", "audit.css", "library.css")
    claims = tuple(claim_page(found, name) for name in selection.claims)
    sources = tuple(source_page(found.library, name) for name in papers)
    return sheet.render(
        style=style,
        title=_title(found),
        matched={name: ", ".join(map(tidy, words)) for name, words in selection.matched.items()},
        says=found_words(selection) if selection.how == "search" or selection.is_empty else "",
        near=tuple(near_words(selection)) if selection.is_empty else (),
        counted=counted(len(claims), len(sources)) + asked_words(selection),
        headed=headed,
        what_it_is=WHAT_IT_IS,
        seen=glance(found.library, selection.claims, papers),
        is_listed=len(claims) + len(selection.papers) > 1,
        claims=claims,
        sources=sources,
        shown={*selection.claims, *papers},
        unchecked=UNCHECKED,
    )


def _title(found: Found) -> str:
    """The subject of one claim or the name of one source, where that alone was asked for."""
    selection = found.selection
    names = (*selection.claims, *selection.papers)
    if selection.how != "names" or len(names) != 1:
        return "The library of evidence"
    if selection.claims:
        return headed(found.library.claims[names[0]].subject)
    return names[0]
