"""Sentences on the complaint of another joint (`Knee pain limits walking; failed bracing and injections`).

Invariant: a sentence that also names the back, a leg or a level is not one.
"""

from __future__ import annotations

from necessity.reading.scene import Scene
from necessity.reading.screen import form

_JOINT = form(
    r"\b(?:(?:knees?|hips?|shoulders?|elbows?|wrists?|ankles?|thumbs?|heels?|jaw|tmj) (?:joint )?(?:pain|"
    r"osteoarthritis|arthritis|oa|"
    r"replacements?|arthroplasty|arthroscopy|surgery|injury|tears?|sprain|problems?|bursitis|cast|splint|fractures?|repair)|"
    r"total (?:hip|knee|shoulder)|t[hk][ar]|dental|dentures?|carpal tunnel|rotator cuff|plantar fasciitis|"
    r"tennis elbow|meniscus|meniscal|acl)\b"
)
_BACK = form(
    r"\b(?:backs?|legs?|lumbar|spin(?:e|al)|sciatic\w*|radic\w*|lbp|buttocks?|thighs?|cal(?:f|ves)|claudication|"
    r"stenosis|disc|disk|"
    r"numbness|l[1-5])\b"
)


_STUDY = form(
    r"\b(?:x-?rays?|films?|radiographs?|views?|mri|ct|ultrasound) of (?:the |his |her )?(?:left |right |bilateral |both )*"
    r"(?:lower extremit\w+|upper extremit\w+|"
    r"legs?|arms?|foot|feet|hands?|femurs?|tibia\w*|humerus|knees?|ankles?|wrists?|shoulders?|"
    r"elbows?|chest|abdomen|ribs?)\b"
)
_SPINE = form(r"\b(?:lumb\w+|spin(?:e|al)|l-spine|disc|disk|vertebra\w*|stenosis|l[1-5])\b")


def of_another_joint(scene: Scene) -> bool:
    """The sentence names the complaint or a study of another joint, and nothing of the back (or, for a complaint, the legs)."""
    if scene.search(_JOINT) is not None and scene.search(_BACK) is None:
        return True
    return scene.search(_STUDY) is not None and scene.search(_SPINE) is None
