"""Whether a finding is asserted of this patient: cues such as `denies`, `possible`, `his brother`, `risks include`, `if`.

After ConText (Harkema and others, J Biomed Inform 2009;42:839): a cue has a family, a direction and a scope that ends at
certain words. Invariant: a finding in the scope of a cue is never present. It misses a denial that stands in another sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from necessity.reading.entry import Cue
from necessity.reading.lexicon import Lexicon
from necessity.reading.match import Hit, longest
from necessity.reading.precaution import instructions, until_wanted
from necessity.reading.screen import Screen

# Where several cues hold at once the first of these wins: nothing that is said of a brother or of a risk is of this patient.
_ORDER = ("dropped", "family", "hypothetical", "counselled", "planned", "negated", "possible", "historical")
_COMMA = re.compile(r"[,;]|\bwith\b|\bbut\b")
_JOINED = re.compile(r"[,;]|\bwith\b|\bbut\b|\band\b")
_BETTER = re.compile(
    r"[^.;:]{0,60}?\b(?:any better|better|improved|improving|relieved|been helped|settled|resolved|gone away|gone)\b"
)
_PRONOUN = re.compile(r"\b(?:he|she)\b")
_MAN = re.compile(r"\b(?:brothers?|father|son|uncle|grandfather|husband|nephew|boss|(?:father|brother)-in-law)\b")
_WOMAN = re.compile(r"\b(?:sisters?|mother|mom|daughter|aunt|grandmother|wife|niece|(?:mother|sister)-in-law)\b")
_LINK = re.compile(
    r"(?:[\W_]|\b(?:which|that|this|it|and|but|all|both|has|have|had|is|was|are|were|been|being|later|then|now|since|also|"
    r"subsequently|eventually|ultimately|however|though|on|the|current|repeat|new|latest|study|scan|mri)\b)*"
)
_RELATIVE_CLAUSE = re.compile(r"\s*(?:,\s*)?(?:who|whose)\b")
_SUBJECT = 25
_PRONOUN_FIRST = re.compile(r"(?:also,?\s+|then\s+|later,?\s+|afterwards?,?\s+|and\s+)?(?P<who>she|he|her|his)\b")
_POSSESSIVE = re.compile(r"(?:his|her)\b")
_HE = re.compile(r"\b(?:he|his|him|the patient|patient|pt)\b")
_SHE = re.compile(r"\b(?:she|her|the patient|patient|pt)\b")
_THE_PATIENT = re.compile(r"\b(?:the patient|our patient|patient|pt|himself|herself)\b")
_PAST = re.compile(
    r"\s+(?!(?:has|have|still|now)\b)(?:\w+\s+){0,2}?(?:had|was|were|underwent|needed|received|got|went|died|did|developed|suffered|tried|took|could|"
    r"became|ended|lost|never|failed|required|recovered|reported|complained|attended|completed)\b"
)
_IS_AN_IF = re.compile(
    r"(?:absent|without|barring|lacking)\b[^.;:]*?[,\s]\s*(?:we|i|he|she|they|there|surgery|an? operation)\s+"
    r"(?:will|would|can|could|may|might|should|plan|do not|need not)\b"
)
"""`Absent progressive weakness, we will wait`: what the sentence opens with is a condition, no finding."""
_LEFT_OPEN = re.compile(r"(?:can|could|does|do|did|will|would|is|are|not|unable)[a-z']*\b")
_PASSIVE = frozenset({"excluded", "ruled out"})
_HOW_EXCLUDED = re.compile(r"\s*(?:\(|(?:by|on|from|with|at|after|since|because|due|earlier|previously|per|via|as)\b)")
"""`L3 excluded (instrumentation)`, `ruled out by CT`: what follows is why, or how, and is not denied."""
_BUT_FOR = re.compile(
    r"[\s,]*(?:except\w*|other than|apart from|aside from|save|but) (?:that|for|he|she|when|while|in)\b"
)
"""`Negative except that ...`: what the heading asks is not denied as a whole."""
_OPERATION = r"(?:operation|surgery|procedure|discectomy|microdiscectomy|laminectomy|decompression|fusion)\b"
_WHICH = r"(?:(?:his|her|the|their|that|this|an?) )?(?:first|earlier|previous|prior|original|index|initial|last) "
_BEFORE_IT = re.compile(rf"\b(?:before|prior to) {_WHICH}{_OPERATION}")
_UP_TO_IT = re.compile(
    r"\b(?:(?:went on|proceeded|progressed|came|leading|led) to|(?:ended|ending|culminated|culminating|resulted|resulting) in) "
    rf"(?:{_WHICH}|(?:the|his|her|an?) )?{_OPERATION}"
)
_ANEW = re.compile(
    r"\s-+\s+(?=(?:a |an |the |there is |this is |these are |so |hence |thus |consistent with |in keeping with )*(?:"
    r"tight|severe|moderate|marked|"
    r"critical|mild|high-grade|complete|definite|clear|obvious|new|recurrent|large|huge)\b)|"
    r"(?:,|\band\b)\s*(?:(?:and|but|also|now|he|she|they|pt|patient|the patient|is|was|has been|completely|suddenly)\s+)*"
    r"(?=(?:cannot|can't|can not|could not|couldn't|unable to|not able to|has lost|lost control|leaking|incontinent of)\b)"
    r"|(?:,|;|\band\b|\bwhile\b|\bwhereas\b)\s*(?=(?:(?:and|while|the|an?|his|her|recent|new|repeat|lumbar|then) )*(?:mri|mr|ct|"
    r"cts|myelogram|ct myelogram|x-?rays?|xrs?|radiographs?|films?|emg|scan)\b[^.;,]{0,40}?\b(?:shows?|showed|showing|"
    r"demonstrates?|demonstrated|reveals?|revealed|confirms?|confirmed|has|had|with)\b)"
)
"""`no fluid around the roots - tight stenosis`, `no fever, cannot pass urine`: what follows is told, not denied."""
_COMPARES = re.compile(r"vs\.?|versus|\?")
_A_DAY = (
    r"(?:(?:the )?(?:early|mid|late|end of)[ -]|the |next )?(?:\d{1,4}[/.-]\d|\d{1,2} ?(?:st|nd|rd|th)?\b|(?:19|20)\d\d|"
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\b|(?:mon|tues|wednes|thurs|fri)day\b|week\b|month\b|tomorrow\b)"
)
_UP_TO_A_DAY = re.compile(rf"\b(?:from|since) [^.;:]{{1,30}}\suntil (?={_A_DAY})")
"""`From 3 August until 2 October`: the end of what was, and no condition."""
_BOOKED = re.compile(
    rf"(?:scheduled|booked|slated|set|due) for (?={_A_DAY}(?! (?:weeks?|months?|sessions?|visits?)\b))"
)
"""`An injection is scheduled for 12 November`: what is planned stands before these words."""
_VERB = re.compile(
    r"\b(?:was|were|is|are|has|have|had|did|does|gave|gives|failed|completed|tried|underwent|took|helped|attended|finished|received|"
    r"provided|shows?|showed|brought|made|got|went)\b"
)
_MODAL = re.compile(
    r"\b(?:may|might|could)(?= (?:also |well |possibly |potentially |even |be )?(?:compress|imping|displac|contact|abut|press|"
    r"encroach|"
    r"effac|irritat|affect|narrow|touch|distort|deform|explain|account for|contribut)\w*\b)|"
    r"\bless than(?= (?:mild|moderate|severe|marked)\b)|"
    r"\b(?:(?:has|have|is) )?(?:improved|decreased|regressed|diminished|reduced|lessened) from"
    r"(?= (?:very )?(?:severe|marked|moderate)\w*(?: to \w+)? to \w+)"
)
"""`A protrusion which may compress the root` (not the month, not what one may do), `less than moderate`, `improved from
severe to mild`."""
_NEEDS = re.compile(
    r"\b(?:needs|requires|(?:prior )?auth for)(?= (?:more |further )?(?:pt|physical therapy|physio\w*|"
    r"therapy|esi|epidural|injections?|conservative|chiropract\w+|home exercises?)\b)"
)
_OPENS = re.compile(r"(?:^|[,;:.]|\b(?:and|but|or|because|since|as|while|when|that|where))\s*$")


@dataclass(frozen=True, slots=True)
class Scope:
    """What one cue speaks of: findings wholly between `start` and `end`; with `holds`, only those around that place.

    `compares`: the cue may set two things side by side (`worse vs May`); inside a finding it is no doubt.
    """

    family: str
    start: int
    end: int
    cue: Hit
    holds: int | None = None
    compares: bool = False


def instructed(folded: str, start: int, end: int, images: bool) -> list[Scope]:
    """The scopes of what the sentence only instructs, warns of or asks; `images`: it stands in an imaging report."""
    return [
        Scope(one.family, one.start, one.end, Hit(*one.cue, Cue(one.family, one.forward)))
        for one in instructions(folded, start, end, images)
    ]


def scopes(
    cues: Sequence[Hit], closing: Sequence[Hit], folded: str, start: int, end: int, lexicon: Lexicon
) -> list[Scope]:
    """The scopes of all cues in the sentence `folded[start:end]`; `cues` and `closing` (ends) are sorted by place."""
    cues = [*cues, *_before_the_operation(folded, start, end), *_supposed(folded, start, end)]
    if not cues:
        return []
    cues.sort(key=lambda hit: (hit.start, -hit.end))
    ends = [(hit.start, hit.end, hit.entry.family) for hit in closing]
    found: list[Scope] = []
    for hit in longest([hit for hit in cues if _stands(hit, folded, start, end)]):
        cue: Cue = hit.entry
        family = cue.family
        if not family or _ends_a_span(hit, folded, start, end):
            continue
        if family == "negated" and hit.start == start and _IS_AN_IF.match(folded, start, end):
            found.append(Scope("hypothetical", hit.start, end, hit))
            continue
        better = _of_improvement(folded, hit.end, end) if family == "negated" and cue.forward else None
        if better is not None:
            found.append(Scope(family, hit.end, end, hit, better))
        elif cue.whole:
            found.append(Scope(family, start, hit.start, hit))
        elif family == "planned" and cue.forward and _BOOKED.search(folded, hit.start, min(end, hit.end + 30)):
            found.append(Scope(family, _back(ends, folded, family, start, hit.start), hit.start, hit))
        elif cue.forward:
            stop = _forward(hit, ends, folded, end, lexicon)
            compares = _COMPARES.fullmatch(folded, hit.start, hit.end) is not None
            found.append(Scope(family, hit.end, min(stop, _bracket(folded, start, hit, stop)), hit, compares=compares))
        elif not _opens_its_part(hit, folded, end):
            begin = start if family in ("dropped", "hypothetical") else _back(ends, folded, family, start, hit.start)
            found.append(Scope(family, begin, hit.start, hit))
    left_open = [one.cue.start for one in found if one.family == "possible" and _is_left_open(folded, one, start)]
    return [_until_left_open(one, left_open) for one in found]


def _ends_a_span(hit: Hit, folded: str, start: int, end: int) -> bool:
    """Whether `until` only names the last day of something that was."""
    if not folded.startswith("until", hit.start):
        return False
    return any(one.end() == hit.end + 1 for one in _UP_TO_A_DAY.finditer(folded, start, end))


def _is_left_open(folded: str, scope: Scope, start: int) -> bool:
    """`Cannot exclude`; or a doubt that opens a part after a denial (`no lucency, probable nonunion`)."""
    if _LEFT_OPEN.match(folded, scope.cue.start):
        return True
    return scope.cue.entry.forward and folded[start : scope.cue.start].rstrip().endswith(",")


def _before_the_operation(folded: str, start: int, end: int) -> Iterator[Hit]:
    """`Before his first operation the leg hurt`, `twelve weeks of therapy, which ended in the first laminectomy`: of the past."""
    if not _screen().of(folded[start:end]):
        return
    for match in _BEFORE_IT.finditer(folded, start, end):
        yield Hit(*match.span(), Cue("historical"))
        yield Hit(*match.span(), Cue("historical", forward=False))
    for match in _UP_TO_IT.finditer(folded, start, end):
        yield Hit(*match.span(), Cue("historical", forward=False))


def _supposed(folded: str, start: int, end: int) -> Iterator[Hit]:
    """What a finding may do to a nerve, it is not said to do; care that one needs was not had."""
    for match in _MODAL.finditer(folded, start, end):
        yield Hit(
            *match.span(), Cue("possible", forward=" from" not in match[0])
        )  # `stenosis has improved from severe to mild`
    for match in _NEEDS.finditer(folded, start, end):
        yield Hit(*match.span(), Cue("planned"))


@cache
def _screen() -> Screen:
    return Screen([_BEFORE_IT, _UP_TO_IT])


def _until_left_open(scope: Scope, places: Sequence[int]) -> Scope:
    """`A negative study cannot exclude a root lesion`: the lesion is not denied."""
    if scope.family != "negated" or not scope.cue.entry.forward:
        return scope
    stops = [place for place in places if scope.start <= place < scope.end]
    return replace(scope, end=min(stops)) if stops else scope


def _forward(hit: Hit, ends: Sequence[tuple[int, int, str]], folded: str, end: int, lexicon: Lexicon) -> int:
    """Where the scope of a forward cue ends."""
    family = hit.entry.family
    if family in lexicon.unended:
        stop = end
    else:
        heard = [one for one in ends if not (family == "family" and _is_the_relative(folded, hit, one))]
        if ":" in folded[hit.end - 1 : hit.end + 1]:  # `negative for: numbness, new weakness`: commas only list
            heard = [one for one in heard if folded[one[0]] != ","]
        if folded.startswith("den", hit.start):  # `denies fever, chills, new onset of numbness`
            heard = [one for one in heard if not folded.startswith(", new onset", one[0])]
        if family == "negated":
            heard = [one for one in heard if not _goes_on_listing(folded, hit, one[0])]
        stop = _first_end(heard, family, hit.end, end)
    if family == "counselled":
        return until_wanted(folded, hit.end, stop)
    if family == "negated":
        anew = _ANEW.search(folded, hit.end, stop)
        return anew.start() if anew else stop
    return min(stop, _semicolon(folded, hit.end, end)) if family in ("hypothetical", "dropped") else stop


def _goes_on_listing(folded: str, hit: Hit, place: int) -> bool:
    """`Denies numbness, progressive weakness`, `no fever, chills, progressive weakness`: one more of what is denied."""
    if not folded.startswith(", progressive", place):
        return False
    return folded.startswith(("den", "negative for"), hit.start) or "," in folded[hit.end : place]


def _bracket(folded: str, start: int, hit: Hit, stop: int) -> int:
    """What is said in brackets ends with them: `pacemaker (not MR conditional), leg pain` denies no pain."""
    if hit.entry.family not in ("negated", "possible", "historical", "planned") or ")" not in folded[hit.end : stop]:
        return stop
    depth = folded.count("(", start, hit.start) - folded.count(")", start, hit.start)
    if depth != 1:
        return stop
    for place in range(hit.end, stop):
        depth += {"(": 1, ")": -1}.get(folded[place], 0)
        if depth == 0:
            return place
    return stop


def _stands(hit: Hit, folded: str, start: int, end: int) -> bool:
    """An answer after a colon or a dash (`fever: no`) is one only where its part of the sentence ends with it; `should` is an
    `if` only where it opens its part (`should therapy fail`), `lives with her mother, who ...` goes on about the mother."""
    if hit.entry.family == "":
        return not _RELATIVE_CLAUSE.match(folded, hit.end, end)
    if hit.entry.forward and hit.entry.family == "negated" and folded[hit.start : hit.end] in _PASSIVE:
        return _HOW_EXCLUDED.match(folded, hit.end, end) is None
    if not hit.entry.forward and hit.entry.family == "negated" and _BUT_FOR.match(folded, hit.end, end):
        return False
    if hit.entry.opens:
        return _OPENS.search(folded[start : hit.start]) is not None
    answers = (
        "," if hit.entry.family == "possible" else ""
    )  # `claudication, perhaps` ends there; `x, perhaps y` does not
    if folded[hit.start] not in (":-" if hit.entry.forward else f":-?{answers}"):
        return True
    rest = folded[hit.end : end].lstrip()
    return not rest or rest[0] in ".,;)"


def _of_improvement(folded: str, start: int, end: int) -> int | None:
    """`neither the back nor the leg is any better`: what is denied is the improvement, at this place."""
    match = _BETTER.match(folded, start, end)
    return match.end() - 1 if match else None


def _opens_its_part(hit: Hit, folded: str, end: int) -> bool:
    """`positive on the left, negative on the right`: the word speaks of what follows, not of what stands before the comma."""
    before, after = folded[max(0, hit.start - 4) : hit.start].rstrip()[-1:], folded[hit.end : end].lstrip()
    return before in (",", ";") and after != "" and after[0] not in ".,;)"


def _is_the_relative(folded: str, cue: Hit, ending: tuple[int, int, str]) -> bool:
    """`her brother's scan was bad, he had an operation`: a pronoun that may be the relative goes on speaking of the relative."""
    pronoun = _PRONOUN.search(folded, ending[0], ending[1])
    if pronoun is None:
        return False
    words = folded[cue.start : cue.end]
    if _MAN.search(words):
        return pronoun[0] == "he"
    return pronoun[0] == "she" or _WOMAN.search(words) is None


def _first_end(ends: Sequence[tuple[int, int, str]], family: str, after: int, last: int) -> int:
    for start, _, ended in ends:
        if start >= after and ended in ("any", family):
            return start
    return last


def _semicolon(folded: str, after: int, last: int) -> int:
    place = folded.find(";", after, last)
    return last if place < 0 else place


def _back(ends: Sequence[tuple[int, int, str]], folded: str, family: str, first: int, before: int) -> int:
    """A backward cue reaches back to the last end, or to the last comma before it, over words that only link
    (`an extrusion, which is no longer seen`)."""
    begin = first
    for _, stop, ended in ends:
        if stop <= before and ended in ("any", family) and not _LINK.fullmatch(folded, stop, before):
            begin = max(begin, stop)
    for comma in (_COMMA if family == "negated" else _JOINED).finditer(folded, begin, before):
        if _LINK.fullmatch(folded, comma.end(), before) or (
            family == "planned" and _is_of_both(folded, begin, comma, before)
        ):
            continue
        begin = comma.end()
    return begin


def _is_of_both(folded: str, begin: int, join: re.Match[str], before: int) -> bool:
    """`Physical therapy and NSAIDs were recommended`: what joins two things of which one plural verb speaks."""
    if join[0] != "and" or not folded.startswith(("were ", "are ", "have been "), before):
        return False
    return _VERB.search(folded, begin, join.start()) is None


def relative_cue(found: Sequence[Scope], folded: str, start: int) -> Hit | None:
    """The cue of a relative who is the subject of the sentence (`His sister had an operation.`)."""
    for scope in found:
        if scope.family == "family" and scope.cue.entry.forward and scope.cue.start - start < _SUBJECT:
            words = folded[scope.cue.start : scope.cue.end]
            if _MAN.search(words) or _WOMAN.search(words):
                return scope.cue
    return None


def carried(cue: Hit, folded: str, start: int, end: int) -> Scope | None:
    """The next sentence where its pronoun is the relative's (`His sister had one too. She was weak before it`).

    Where it could be either's, what it tells of the past is taken for the relative's: missing is unknown, wrong is worse.
    """
    opens = _PRONOUN_FIRST.match(folded, start, end)
    if opens is None:
        return None
    words = folded[cue.start : cue.end]
    is_man = opens["who"] in ("he", "his")
    if bool(_MAN.search(words)) != is_man:
        return None
    patient = _POSSESSIVE.match(words)
    if patient is None or (patient[0] == "his") == is_man:
        if not _PAST.match(folded, opens.end(), end):
            return None
        stop = _THE_PATIENT.search(folded, opens.end(), end)
    else:
        stop = (_SHE if is_man else _HE).search(folded, opens.end(), end)
    return Scope("family", start, stop.start() if stop else end, cue)


def verdict(found: Sequence[Scope], start: int, end: int, ignores: frozenset[str] = frozenset()) -> Scope | None:
    """The scope that decides for a finding at `start` to `end`; None where it is simply present."""
    best: Scope | None = None
    place = len(_ORDER)
    for scope in found:
        if scope.holds is not None and not start <= scope.holds < end:
            continue
        runs_out = (
            scope.family != "negated" and scope.cue.entry.forward and start < scope.end
        )  # begins in it, ends beyond
        reaches = scope.start <= start and (end <= scope.end or runs_out)
        if (reaches or _hedges(scope, start, end)) and scope.family not in ignores:
            rank = _ORDER.index(scope.family)
            if rank < place:
                best, place = scope, rank
    return best


def _hedges(scope: Scope, start: int, end: int) -> bool:
    """A doubt inside the finding's own words (`the pain is probably worse`); what only compares is none (`worse vs May`)."""
    if scope.family != "possible" or not start < scope.cue.start < scope.cue.end < end:
        return False
    return scope.cue.end - scope.cue.start > len("versus")
