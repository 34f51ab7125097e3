"""The report as CommonMark: it renders, and no word of a chart becomes markup or a link."""

from __future__ import annotations

import re

import pytest
import rich_samples
import samples
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from necessity.assessment.finding import Reason
from necessity.model.case import Member
from necessity.model.document import Document
from necessity.report.markdown import escaped, markdown
from necessity.verdict import MET

ALL = {**samples.ALL, "rich": rich_samples.rich}
AUDIENCES = ("reviewer", "surgeon", "patient")
HOSTILE = (
    "# not a heading <script>alert(1)</script> [a](https://evil.example) ![i](x) https://evil.example <b>b</b> *e* _e_ `c` "
    "| t | ~~s~~ &lt; www.evil.example $x$ leg pain"
)


def plain(text: str) -> str:
    """What a reader sees of CommonMark: the text of every inline, in order."""
    parser = MarkdownIt("commonmark")
    inlines = [token for token in parser.parse(text) if token.type == "inline"]
    return " ".join("".join(one.content for one in token.children or ()) for token in inlines)


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("name", ALL)
def test_it_renders_to_headings_lists_and_sentences_alone(name: str, audience: str) -> None:
    text = markdown(ALL[name](), audience=audience)
    tags = set(re.findall(r"<(\w+)", MarkdownIt("commonmark").render(text)))
    assert tags <= {"h1", "h2", "h3", "p", "ul", "ol", "li", "strong", "em", "blockquote", "a"}, tags
    assert "\\*" not in plain(text) and "**" not in plain(text)


@pytest.mark.parametrize("audience", AUDIENCES)
def test_hostile_words_stay_words(audience: str) -> None:
    document = Document(id="evil", text=f"{HOSTILE}\n")
    fact = samples.fact("predominant_pain", HOSTILE, "leg", of=document, note=HOSTILE)
    shown = samples.finding("leg-first", HOSTILE, MET, Reason.SHOWN, fact, detail=HOSTILE)
    made = samples.assessment(
        samples.line_answer(shown),
        facts=(fact,),
        headline=HOSTILE,
        documents=(document,),
        member=Member(id=HOSTILE, name=HOSTILE),
    )
    html = MarkdownIt("gfm-like", {"linkify": False}).render(markdown(made, audience=audience))
    assert not {"script", "img", "b", "code", "table", "s"} & set(re.findall(r"<(\w+)", html))
    assert "evil.example" not in "".join(re.findall(r'href="[^"]*"', html))


@given(words=st.text(alphabet=st.characters(codec="ascii", exclude_categories=("Cc",)), min_size=1, max_size=60))
def test_escaped_words_read_as_they_were(words: str) -> None:
    shown = " ".join(words.split())
    tokens = MarkdownIt("commonmark").parse(f"- {escaped(shown)}\n")
    kinds = [token.type for token in tokens]
    if shown:
        assert kinds == [
            "bullet_list_open",
            "list_item_open",
            "paragraph_open",
            "inline",
            "paragraph_close",
            "list_item_close",
            "bullet_list_close",
        ]
        assert plain(f"- {escaped(shown)}\n") == shown


def test_only_references_are_links() -> None:
    html = MarkdownIt("commonmark").render(markdown(rich_samples.rich()))
    links = set(re.findall(r'href="([^"]*)"', html))
    assert links == {
        "https://policies.example.org/lumbar",
        "https://doi.org/10.1000/example.9",
        "https://pubmed.ncbi.nlm.nih.gov/12345678/",
    }
