"""How fast the reader reads: notes of 300 words per second of one core, and whether its memory stays flat.

Method: every reader of the shipped lexicon is on, and each note is a case of its own. A round reads all notes once; the figure
is the words read over 300 over the processor time of the process, median of the rounds after one that is not counted.

`--peers` reads the same texts in the same run with medspaCy and with EDS-NLP: sentences, 200 of this lexicon's phrases, and
negation (medspaCy by its own rules, EDS-NLP by a few English cues). They do less, and are no dependency: a missing one is told.
One that stands in another environment is measured by `--peers --python PATH`. `--memory` reads 100,000 notes and tells the
resident size at 10,000 and at the end.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
DAY = date(2026, 3, 10)  # for notes that tell no day
OF_WORDS = 300
FEW, MANY = 10_000, 100_000
PEERS = ("medspacy", "edsnlp")
TERMS = 200


def texts_of(places: Sequence[Path]) -> list[str]:
    """The notes in folders of text files, and in files with a JSON object with a `text` on each line."""
    found: list[str] = []
    for place in places:
        if place.is_dir():
            found += [one.read_text(encoding="utf-8") for one in sorted(place.glob("*.txt"))]
        elif place.suffix == ".jsonl":
            lines = place.read_text(encoding="utf-8").splitlines()
            found += [json.loads(line)["text"] for line in lines if line.strip()]
        else:
            found.append(place.read_text(encoding="utf-8"))
    if not found:
        sys.exit(f"no notes in {', '.join(map(str, places))}")
    return found


def rate(work: Callable[[str], object], texts: Sequence[str], rounds: int) -> tuple[float, float, float]:
    """Notes of 300 words per second of processor time: slowest, median, fastest round."""
    notes = sum(len(text.split()) for text in texts) / OF_WORDS
    times = []
    for number in range(rounds + 1):
        start = time.process_time()
        for text in texts:
            work(text)
        if number:
            times.append(time.process_time() - start)
    return notes / max(times), notes / statistics.median(times), notes / min(times)


def tell(name: str, found: tuple[float, float, float], own: float | None = None) -> None:
    slow, middle, fast = found
    beside = f"   this reader: {own / middle:.1f} times as fast" if own else ""
    print(f"{name:<28} median {middle:7.0f} notes/s  (slowest {slow:.0f}, fastest {fast:.0f}){beside}", flush=True)


def own_reader() -> Callable[[str], object]:
    from necessity.model.document import Document
    from necessity.reading.read import read
    from necessity.vocabulary.load import vocabulary

    known = vocabulary()

    def work(text: str) -> object:
        return read([Document(id="note", kind="clinic note", authored=DAY, text=text)], vocabulary=known, day=DAY)

    return work


def terms() -> list[str]:
    """Phrases of the shipped lexicon, spread over its kinds: what a peer is given to look for."""
    from necessity.reading.lexicon import lexicon
    from necessity.vocabulary.load import vocabulary

    by_kind = [
        [phrase.parts[0] for phrase in reader.phrases if len(phrase.parts) == 1 and "(" not in phrase.parts[0]]
        for reader in lexicon(vocabulary()).readers.values()
    ]
    turns = max(map(len, by_kind))
    spread = dict.fromkeys(some[turn] for turn in range(turns) for some in by_kind if turn < len(some))
    return list(spread)[:TERMS]


def medspacy(phrases: Sequence[str]) -> Callable[[str], object]:
    import medspacy as peer  # type: ignore[import-not-found]
    from medspacy.ner import TargetRule  # type: ignore[import-not-found]

    enable = ["medspacy_tokenizer", "medspacy_pyrush", "medspacy_target_matcher", "medspacy_context"]
    pipeline = peer.load(medspacy_enable=enable)
    pipeline.get_pipe("medspacy_target_matcher").add([TargetRule(phrase, "FINDING") for phrase in phrases])

    def work(text: str) -> object:
        return [(one.start_char, one.end_char, one._.is_negated) for one in pipeline(text).ents]

    return work


def edsnlp(phrases: Sequence[str]) -> Callable[[str], object]:
    import edsnlp as peer  # type: ignore[import-not-found]
    import edsnlp.pipes as eds  # type: ignore[import-not-found]

    before = ["denies", "no evidence of", "no", "negative for", "without", "not"]
    pipeline = peer.blank("eds")
    pipeline.add_pipe(eds.normalizer(accents=False, quotes=False, pollution=False, spaces=True, lowercase=True))
    pipeline.add_pipe(eds.sentences())
    pipeline.add_pipe(eds.matcher(terms={"finding": list(phrases)}, attr="LOWER"))
    pipeline.add_pipe(
        eds.negation(
            pseudo=[], preceding=before, following=["was ruled out", "ruled out"], verbs=[],
            termination=["but", "however"], attr="LOWER", on_ents_only=True,
        )
    )  # fmt: skip

    def work(text: str) -> object:
        return [(one.start_char, one.end_char, one._.negation) for one in pipeline(text).ents]

    return work


def as_peer(name: str) -> None:
    """Measures one peer; the job comes as JSON on standard input, for a peer may stand in another environment."""
    try:
        from loguru import logger  # type: ignore[import-not-found]

        logger.remove()  # one of the peers writes the text of notes to a log
    except ImportError:
        pass
    job = json.load(sys.stdin)
    try:
        work = {"medspacy": medspacy, "edsnlp": edsnlp}[name](job["terms"])
    except ImportError as missing:
        print(json.dumps({"missing": str(missing)}))
        return
    print(json.dumps({"rate": rate(work, job["texts"], job["rounds"])}))


def tell_peers(pythons: Sequence[str], texts: Sequence[str], rounds: int, own: float) -> None:
    """Each peer in the first of the environments that has it."""
    job = json.dumps({"terms": terms(), "texts": texts, "rounds": rounds})
    for name in PEERS:
        answers = [answer_of(python, name, job) for python in pythons]
        measured = next((answer["rate"] for answer in answers if "rate" in answer), None)
        if measured is not None:
            slow, middle, fast = map(float, measured)
            tell(name, (slow, middle, fast), own)
            continue
        for python, answer in zip(pythons, answers, strict=True):
            print(f"{name:<28} not measured by {python}: {answer['missing']}")


def answer_of(python: str, name: str, job: str) -> dict[str, Any]:
    """The figure of a peer in one environment, or why there is none."""
    done = subprocess.run([python, __file__, "--as-peer", name], input=job, capture_output=True, text=True)
    lines = done.stdout.strip().splitlines()
    if done.returncode or not lines:
        return {"missing": done.stderr.strip()[-300:]}
    answer: dict[str, Any] = json.loads(lines[-1])
    return answer


def resident() -> float:
    """Megabytes that the process holds."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise OSError("/proc/self/status tells no resident size")


def varied(texts: Sequence[str], count: int) -> Iterator[str]:
    """So many notes of about 300 words, each with a number of its own, so that no two are alike."""
    cut = [" ".join(text.split(" ")[:OF_WORDS]) for text in texts]
    for number in range(count):
        yield f"{cut[number % len(cut)]}\nVisit {number}."


def tell_memory(work: Callable[[str], object], texts: Sequence[str]) -> None:
    for number, text in enumerate(varied(texts, MANY), 1):
        work(text)
        if number in (FEW, MANY):
            print(f"{number:>7,} notes read: {resident():7.1f} MB resident", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "notes", nargs="*", type=Path, help="folders of .txt, .txt or .jsonl; bench/reading/notes if none"
    )
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--peers", action="store_true", help="beside medspaCy and EDS-NLP")
    parser.add_argument("--python", action="append", default=[], help="where a peer is installed; may be said twice")
    parser.add_argument("--memory", action="store_true", help="read 100,000 notes")
    parser.add_argument("--as-peer", choices=PEERS, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.as_peer:
        as_peer(asked.as_peer)
        return
    texts = texts_of(asked.notes or [HERE / "notes"])
    work = own_reader()
    print(f"{len(texts)} notes, {sum(len(text.split()) for text in texts):,} words")
    own = rate(work, texts, asked.rounds)
    tell("this reader, all kinds", own)
    if asked.peers:
        tell_peers(asked.python or [sys.executable], texts, asked.rounds, own[1])
    if asked.memory:
        tell_memory(work, texts)


if __name__ == "__main__":
    main()
