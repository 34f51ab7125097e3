"""Operations that were done: `s/p L4-5 microdiscectomy`, `underwent`, `had a laminectomy in 2022`, a surgical history.

Invariant: an operation counts as prior only where the sentence, or its heading, says that it was done; what is asked for,
planned, explained or weighed is not. It misses operations told without a verb or date (`the old operation site`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from necessity.model.fact import Assertion, Fact
from necessity.reading.bind import bind
from necessity.reading.dates import Dated
from necessity.reading.entry import Phrase, Reader
from necessity.reading.facts import make
from necessity.reading.operations import UNRELATED, Operation, operations
from necessity.reading.operations import names as names_of
from necessity.reading.plain import how
from necessity.reading.scene import Mention, Scene
from necessity.reading.special.operation_days import ALONG, day_of, days_again, of_the_next
from necessity.reading.special.operation_parts import (
    approach,
    is_a_purpose,
    is_of_the_neck,
    is_of_the_spine,
    is_said_already,
    is_told_of,
    levels_before,
    placed,
    told_next,
)
from necessity.reading.tokens import Token
from necessity.when import PartialDate

_DONE_BEFORE = re.compile(
    r"(?:(?<!\w)s/p|\bstatus[ -]post|\bprior|\bprevious(?:ly)?|\bearlier|\bunderwent|\bundergone|"
    r"\bundergoing in|\bhad(?: had)?|\bhas had|\bhave had|"
    r"\bfollowing|\bafter|\bsince|\bhistory (?:is )?(?:of|significant for|includes|notable for)|\bh/o|\bhx(?: of)?|"
    r"\bpost-?(?:surgical|operative) (?:changes?|status|sequelae) (?:of|from|after|related to|consistent with)|"
    r"\bpost|\bpost-?op(?:erative)?(?: from)?|\bfirst|\boriginal|\bindex|\binitial|\bout from|"
    r"\b(?:operation|surgery|procedure)s? (?:was|were|consisted of|included|comprised)|\brecover(?:ing|ed) from|"
    r"\bfailed|\btreated with|\bsurgical history[^.]{0,20}|\bpsh|\bperformed|\bsignificant for|\bfrom (?:her|"
    r"his|the|an?)|\bremote|\bold|\blast|\bknown to have had)\b"
)
_DONE_AFTER = re.compile(
    r"\b(?:was (?:done|performed|carried out)|were (?:done|performed|carried out)|had been (?:done|performed)|"
    r"performed (?:in|on|by|at|from)|done (?:in|on|by|at)|in the past|years? ago|months? ago|weeks? ago|"
    r"previously|earlier|"
    r"[bB]efore (?:her|his) (?:work )?injury|scar|without (?:complication|incident))\b|\bx\s?[2-9]\b"
)
_GAP = re.compile(
    r"[.;]|\b(?:recommend|plan|planned|request|requested|propose|proposed|schedule|scheduled|candidate|proceed|"
    r"necessary|indicated)\b"
)
_FUTURE = re.compile(
    r"\b(?:will(?!,? (?:be )?(?:separately )?(?:recall|remember|note|dictate))|would|should|"
    r"may(?!\s*,?\s*(?:of\s+)?\d)|might|can|could|usually|typically|generally|expected|expect|plan(?:s|ned|"
    r"ning)? (?:to|for|on)|recommend\w*|request\w*|propos\w*|proceed\w*|authorization|candidate|schedul\w*|"
    r"tentative\w*|booked|consider\w*|option|options|elects?|going to|necessary|necessity|"
    r"recs?(?!\.? ?(?:room|rec))|concur\w*|agree[sd]?|supports?|endors\w+|favou?rs?|opin(?:ion|es|ed)|"
    r"non-?certif\w*|denied|appeal\w*|"
    r"discussed|explained|reviewed|described|ask(?:s|ed|ing)? (?:for|about)|wants?|wish(?:es)?)\b"
)
_HEADED = re.compile(r"\b(?:performed|principal|findings|description|detail\w*|course|carried out|done)\b")
_OTHER_PART = re.compile(
    r"\b(?:cervical|thoracic|neck|knee|hip|shoulder|cataract|hernia|heart|cardiac|bypass|gallbladder|appendix|"
    r"breast|prostate|ankle|wrist|hand|foot|eye|sinus|dental|bariatric|gastric|thyroid|subacromi\w+|"
    r"suprascapular|ulnar|median|tonsil|vascular|bowel|"
    r"bladder|c-section|carpal|rotator)\b"
)
_NEVER_DONE = re.compile(
    r"\b(?:prior|previous|previously|ever|never|any|had|has|undergone|history|denies|past|earlier)\b"
)
_EXCEPT = re.compile(r"\b(?:except|other than|apart from|aside from|besides|but)\b")
_OTHER = re.compile(r"\b(?:no|any|had no|without|denies) (?:other|further|additional|more|subsequent|interval|new)\b")
_STRONG = re.compile(
    r"(?:(?<!\w)s/p|\bstatus[ -]post|\bprior|\bprevious|\bunderwent|\bhad|\bfollowing|\bhistory of|\bfailed|\bafter)\b"
)
_OF_ITS_RESULT = re.compile(
    r"\b(?:relief|relieved|improve\w*|benefit\w*|better|help\w*|complication\w*|problems?|results?|recover\w*|"
    r"healed|trouble|"
    r"infection|leak|tear|success\w*|explanation)\b"
)
_CALLED_OFF = re.compile(
    r"\b(?:cancel\w*|called off|never (?:re-?booked|had|happened|came|took place|went ahead|done|performed|proceeded)|"
    r"(?:did|does) not (?:happen|take place|go ahead|proceed|go through)|not (?:gone ahead|carried out|"
    r"proceeded)|fell through|"
    r"turned (?:it|this|that|the offer) down|withdrew|changed (?:his|her|their) mind|"
    r"(?:he|she|they|pt|patient|but|and)(?: has| had)? "
    r"(?:declined|refused)|came off the list|taken off the list|backed out|did not want (?:it|that)|chose not to)\b"
)
_ONLY_LISTED = re.compile(
    r"\b(?:listed|booked|scheduled|slated|down|consented|wait-?listed|offered|proposed|recommended|advised|"
    r"considered|planned|"
    r"waiting list|list) (?:for|to have)\b(?P<then>[^.;]*)$"
)
_TOOK_PLACE = re.compile(
    r"\b(?:went ahead|took place|done|performed|underwent|had it|carried out|went well|operated)\b"
)
_BOOKED = re.compile(
    r"\b(?:listed|booked|scheduled|slated|consented|wait-?listed|list|offered|proposed|recommended|advised)\b"
)
_ONLY_OFFERED = re.compile(
    r"\s*(?:at [^,;.]{0,20})?(?:was|were|had been|has been) (?:offered|proposed|"
    r"recommended|advised|considered|planned|booked)\b"
)
_SPINE = re.compile(r"\b(?:back|spine|spinal|lumbar|disc|disk|l[1-5])\b")
_NO_SURGERY = re.compile(r"\b(?:none|negative|nil|denies)\b")


def applies(scene: Scene) -> bool:
    return (
        "prior_surgery.type" in scene.words
        or "prior_surgery" in scene.mentions
        or scene.sentence.section == "prior surgery"
    )


def read(scene: Scene, reader: Reader) -> Iterator[Fact]:
    of_operation = scene.document.kind == "operative note" and scene.sentence.section == "request"  # `PROCEDURE: ...`
    if scene.document.kind == "criteria" or (scene.sentence.section in reader.not_sections and not of_operation):
        return
    names = names_of(scene)
    told = operations(scene)
    done: list[Fact] = []
    for number, token in enumerate(names):
        phrase = Phrase("prior_surgery", (scene.folded[token.start : token.end],), values={"type": token.values[0]})
        before = names[number - 1] if number else None
        follows = (
            bool(done) and before is not None and ALONG.fullmatch(scene.folded, before.end, token.start) is not None
        )
        if is_said_already(scene, told, token):
            done = done if follows else []
            continue
        mention = Mention(token.start, token.end, phrase)
        done = list(_operation(scene, reader, mention, names, number, done if follows else [], told))
        yield from done
    for mention in scene.mentions.get("prior_surgery", ()):
        if not names or (is_told_of(scene, mention) and not any(abs(one.start - mention.start) < 40 for one in names)):
            yield from _unnamed(scene, reader, mention)
    if not names:
        if scene.sentence.section == "prior surgery" and not scene.mentions.get("prior_surgery"):
            match = _NO_SURGERY.match(scene.folded, scene.start, scene.end)
            if match:
                yield make(scene, reader, {}, [match.span()], assertion=Assertion.ABSENT, cue=match.span())


def _operation(
    scene: Scene,
    reader: Reader,
    mention: Mention,
    names: list[Token],
    number: int,
    along: list[Fact],
    told: list[Operation],
) -> Iterator[Fact]:
    """The facts of one named operation; `along` are those of the one just before it in a list (`laminectomy and fusion`)."""
    if (
        not scene.is_spine
        or scene.is_elsewhere(mention.start, mention.end, whole=True)
        or _OTHER_PART.search(scene.folded, max(scene.start, mention.start - 14), mention.start)
    ):
        return
    decided = how(scene, reader, mention)
    if decided is None:
        return
    if decided[0] is Assertion.ABSENT and decided[1] and UNRELATED.search(scene.folded, decided[1][0], mention.start):
        decided = Assertion.PRESENT, None  # `I do not believe this is related to his previous discectomy`
    if not (along and decided[0] is along[0].assertion) and not _was_done(scene, mention, decided[0]):
        return
    if mention.start < scene.asserted_from:
        return
    assertion, cue = decided
    if assertion is Assertion.PLANNED and cue is not None and scene.folded[cue[0] : cue[1]] == "repeat":
        if _dated_in_the_past(scene, mention) or scene.sentence.section == "prior surgery":
            assertion, cue = Assertion.PRESENT, None  # `repeat microdiscectomy (2014)`
    if assertion in (Assertion.PLANNED, Assertion.COUNSELLED, Assertion.HYPOTHETICAL) and not _done_words(
        scene, mention
    ):
        return
    way = approach(scene, told, mention)
    for group in placed(scene, told, mention, bind(scene, reader, mention)):
        type_ = group.tokens.pop("type", None)
        dated = day_of(scene, mention, names, number) or of_the_next(scene, names, number, told) or told_next(scene)
        when = dated.day if dated else along[0].when if along else _of_operative_note(scene)
        levels: tuple[str | None, ...] = group.tokens["level"].values if "level" in group.tokens else (None,)
        values: dict[str, str] = {
            "type": mention.phrase.values["type"] if type_ is None or group.anchor is None else type_.values[0],
            **({"approach": way} if way else {}),
        }
        if "side" in group.tokens:
            values["side"] = group.tokens["side"].values[0]
        spans = [
            _span(scene, mention, [*group.tokens.values()], dated),
            *((t.start, t.end) for t in group.tokens.values()),
        ]
        if dated:
            spans.append((dated.start, dated.end))
        for level in levels:
            one = {**values, **({"level": level} if level else {})}
            yield make(scene, reader, one, spans, assertion=assertion, cue=cue, when=when)
            for again in days_again(scene, dated):
                both = [(dated.start if dated else again.start, again.end), *spans]
                yield make(scene, reader, one, both, assertion=assertion, cue=cue, when=again.day)


def _unnamed(scene: Scene, reader: Reader, mention: Mention) -> Iterator[Fact]:
    """`prior lumbar surgery`, `no previous back surgery`: an operation of unknown type, only of the spine."""
    if mention.start < scene.asserted_from:
        return
    words = scene.folded[mention.start : mention.end]
    decided = how(scene, reader, mention)
    if decided is None:
        return
    assertion, cue = decided
    if mention.phrase.denies and scene.is_spine and not scene.is_elsewhere(mention.start, mention.end):
        if decided[0] is Assertion.ABSENT:  # `never operated on`
            yield make(scene, reader, {}, [(mention.start, mention.end)], assertion=Assertion.ABSENT, cue=decided[1])
        return
    named = _SPINE.search(words) is not None or (assertion is Assertion.PRESENT and is_of_the_spine(scene, mention))
    if not named and (assertion is not Assertion.ABSENT or scene.sentence.section != "prior surgery"):
        return
    if assertion is Assertion.ABSENT and _OTHER.search(
        scene.folded[max(scene.start, mention.start - 24) : mention.end]
    ):
        return  # `no other spine surgery` beside a named one
    if assertion is Assertion.ABSENT and _EXCEPT.search(scene.folded, mention.start, scene.end):
        return
    if assertion is Assertion.ABSENT:
        if re.search(r"\bresult|\bcomplication", scene.folded[mention.end : mention.end + 30]):
            return
        yield make(scene, reader, {}, [(mention.start, mention.end)], assertion=assertion, cue=cue)
    elif assertion is Assertion.PRESENT and (_was_done(scene, mention, assertion) or is_told_of(scene, mention)):
        dated = day_of(scene, mention, [], 0)
        spans = [(mention.start, mention.end), *([(dated.start, dated.end)] if dated else [])]
        for level in levels_before(scene, mention):
            one = {"level": level} if level else {}
            yield make(scene, reader, one, spans, cue=cue, when=dated.day if dated else None)
    elif assertion is Assertion.FAMILY:
        yield make(scene, reader, {}, [(mention.start, mention.end)], assertion=assertion, cue=cue)


def _was_done(scene: Scene, mention: Mention, assertion: Assertion) -> bool:
    """The text says of this operation that it took place (or, for a relative's or a denied one, names it at all)."""
    if assertion is Assertion.FAMILY:
        return True
    if assertion is not Assertion.ABSENT and _never_took_place(scene, mention):
        return False
    if (
        assertion is Assertion.ABSENT
    ):  # `no prior fusion`, `never had`; `I do not plan a fusion` says nothing of the past
        before = scene.folded[scene.start : mention.start]
        told = _NEVER_DONE.search(before) is not None and _FUTURE.search(before) is None
        return told and _OF_ITS_RESULT.search(before) is None  # `never had relief from the fusion`: it was done
    if scene.document.kind == "operative note" and scene.sentence.section in ("operation", "request"):
        return not is_of_the_neck(scene) and not is_a_purpose(scene, mention)
    if _is_headed_as_done(scene):
        return not is_of_the_neck(scene) and not is_a_purpose(scene, mention)
    if scene.sentence.section == "prior surgery":
        return True
    if scene.sentence.section == "past history" and not _FUTURE.search(scene.folded, scene.start, scene.end):
        return not is_of_the_neck(scene) and not is_a_purpose(scene, mention)
    if scene.sentence.section in ("plan", "request") and not _STRONG.search(scene.folded, scene.start, mention.start):
        return False
    return _done_words(scene, mention) or _dated_in_the_past(scene, mention)


def _is_headed_as_done(scene: Scene) -> bool:
    """Under `PROCEDURE PERFORMED:`, `PRINCIPAL PROCEDURE:` in a summary of a stay."""
    label = scene.sentence.label
    if scene.sentence.section != "operation" or label is None:
        return False
    return _HEADED.search(scene.folded, *label) is not None and not _FUTURE.search(scene.folded, scene.start, scene.end)


def _never_took_place(scene: Scene, mention: Mention) -> bool:
    """`was listed for a laminectomy in 2022, cancelled on the day`; `a fusion was offered in 2019`: nothing was done."""
    following = [one.start for one in scene.words.get("prior_surgery.type", ()) if one.start >= mention.end]
    stop = scene.folded.find(";", mention.end, min([scene.end, *following]))
    right = scene.folded[mention.end : stop if stop >= 0 else min([scene.end, *following])]
    left = scene.folded[max(scene.start, scene.folded.rfind(";", scene.start, mention.start) + 1) : mention.start]
    listed = _ONLY_LISTED.search(left)
    if listed is not None and not _DONE_BEFORE.search(listed["then"]):
        return _CALLED_OFF.search(right) is not None or not _TOOK_PLACE.search(right)
    if _ONLY_OFFERED.match(right):
        return not _TOOK_PLACE.search(right)
    return _CALLED_OFF.search(right) is not None and _BOOKED.search(left + right) is not None


def _done_words(scene: Scene, mention: Mention) -> bool:
    left = scene.folded[max(scene.start, scene.asserted_from) : mention.start]
    before = list(_DONE_BEFORE.finditer(left))
    found = before[-1] if before else None
    if found is not None:
        between = left[found.end() :]
        word = found[0].strip()
        if (
            len(between) < 75
            and not _GAP.search(between)
            and not (
                word in ("after", "following", "had", "first", "last", "since", "performed", "initial")
                and _FUTURE.search(left[: found.start()] + between)
            )
            and not (word == "had" and re.search(r"\bif\b", left))
        ):
            return not _asked_again(left[: found.start()], between, word)
    right = scene.folded[mention.end : scene.end]
    match = _DONE_AFTER.search(right[:60])
    return match is not None and not _FUTURE.search(right[: match.start()]) and not _FUTURE.search(left)


def _asked_again(before: str, between: str, word: str) -> bool:
    """`Authorization is requested for revision ... after prior care`: the done word belongs to something else."""
    return word in ("after", "following", "failed", "since", "post") and bool(
        re.search(r"\b(?:care|therapy|treatment|pain|management|injections?|scar|compression|stenosis)\b", between)
    )


def _dated_in_the_past(scene: Scene, mention: Mention) -> bool:
    """`L5-S1 discectomy April 2025`: a day that is surely past stands beside it, and nothing of the sentence is of the future."""
    written = scene.around.authored
    for one in scene.dates:
        gap = one.start - mention.end if one.start >= mention.end else mention.start - one.end
        if 0 <= gap <= 25 and (written is None or one.day.latest < written) and one.day.latest != date.max:
            return not _FUTURE.search(scene.folded, scene.start, scene.end)
    return False


def _of_operative_note(scene: Scene) -> PartialDate | None:
    if (
        scene.document.kind == "operative note"
        and scene.around.authored
        and scene.sentence.section in ("operation", "request")
    ):
        return PartialDate.day(scene.around.authored)
    return None


def _span(scene: Scene, mention: Mention, tokens: list[Token], dated: Dated | None) -> tuple[int, int]:
    start, end = mention.start, mention.end
    for token in sorted(tokens, key=lambda token: abs(token.start - mention.start)):
        if scene.start <= token.start and token.end <= scene.end:
            if token.end <= start and start - token.end < 25:
                start = token.start
            elif token.start >= end and token.start - end < 25:
                end = token.end
    if dated and dated.start >= end and dated.start - end < 25:
        end = dated.end
    return start, end
