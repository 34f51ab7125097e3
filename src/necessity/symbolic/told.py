"""What was proved of a pack, as lines of text: the claims, each fault with its witness, and what stays open.

Invariant: nothing is left out, and a repeat is never told as a fault.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from necessity.symbolic.sound import Fault, PackProof
from necessity.symbolic.universal import CLAIMS

Written = Callable[[int, Fault], str | None]
"""Given the number of a fault and the fault, where its case was written and how to run it; None where it was not."""


def lines_of_proof(proof: PackProof, written: Written) -> Iterator[str]:
    """What was proved, in one line; then each fault with its witness, what repeats another, and what stays open."""
    count = "1 fault" if len(proof.faults) == 1 else f"{len(proof.faults)} faults"
    doubts = f", {len(proof.open)} not decided" if proof.open else ""
    yield (
        f"  proved: {proof.policies} policies, {proof.nodes} criteria: on every chart, {'; '.join(CLAIMS.values())}; "
        f"{proof.shown} times that a criterion can be met, can be other than met, or can decide, {count}{doubts}"
    )
    for number, fault in enumerate(proof.faults, 1):
        yield f"{fault.where}: {fault.what}: {fault.why}"
        yield f"    on the smallest chart: {'; '.join(fault.facts) or 'whatever it says'}"
        told = written(number, fault)
        if told is not None:
            yield f"    {told}"
    yield from (f"  adds nothing: {one.where}: {one.what}: {one.why}" for one in proof.repeats)
    yield from (f"  not decided: {one}" for one in proof.open)
