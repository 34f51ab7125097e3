"""Every pack that comes with the package is proved: no fault, and what could not be decided is little."""

from __future__ import annotations

import pytest
from small_packs import JUDGE

from necessity.policy.known import known_packs
from necessity.policy.load import load_pack
from necessity.review import shipped_packs
from necessity.symbolic.sound import prove_pack
from necessity.vocabulary.load import vocabulary

SLOW = {"evicore@2025-12"}
"""As large as the version after it, which the fast tests prove."""
PACKS = [
    pytest.param(entry.folder, id=entry.name, marks=[pytest.mark.slow] if entry.name in SLOW else [])
    for entry in known_packs((shipped_packs(),))
]


@pytest.mark.parametrize("folder", PACKS)
def test_a_shipped_pack_is_proved(folder: object) -> None:
    pack = load_pack(folder, vocabulary(), str(folder))  # type: ignore[arg-type]
    proof = prove_pack(pack, vocabulary(), JUDGE)
    assert [f"{one.where}: {one.what}: {one.why}" for one in proof.faults] == []
    assert not any("not proved" in said for said in proof.open)
    assert proof.shown > 0
    assert len(proof.open) * 50 <= proof.shown, "no more than one question in fifty may stay open"
