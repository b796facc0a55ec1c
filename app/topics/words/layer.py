"""What the page of one layer says: its presets, its question, its titles and captions, and the verdict of a result."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from app.core.activations import is_flat
from app.topics.topic import Preset, Quiz
from app.topics.words.quantities import percent, quantity, vector

if TYPE_CHECKING:
    from app.topics.layer import Result

FOO = {"tanh": "tanh", "sigmoid": "σ", "relu": "ReLU", "identity": "identity"}
_COLLAPSED = 1e-9
_MOST_PIECES = 3

PRESETS = (
    Preset("Turn, stretch, bend", {}),
    Preset("Stretch and fold", {"weight": "2,0;0,0.5", "bias": "0,0"}),
    Preset(
        "Only a turn", {"weight": "0.8660254,-0.5;0.5,0.8660254", "bias": "0,0", "activation": "identity"}
    ),
    Preset("Collapse", {"weight": "1,2;2,4", "bias": "0,0"}),
    Preset("Saturated", {"weight": "5,5;5,-5", "bias": "0,0"}),
    Preset("ReLU cuts", {"weight": "1,0;0,1", "bias": "0,0", "activation": "relu"}),
    Preset("Sigmoid: 0 to 1", {"activation": "sigmoid"}),
    Preset("Six units by seed", {"numbers": "drawn", "size": "6"}),
)

QUIZ = Quiz(
    "Take W = 1, 2; 2, 4, whose determinant is 0, and squash with tanh. What becomes of the whole plane?",
    ("A smaller square", "A straight line", "A curve", "A point"),
    2,
    "W sends the plane to one line, z₂ = 2 z₁, since its second row is twice the first. The squash then bends that "
    "line: (tanh z, tanh 2z). What W has merged, no squash can part again.",
    {"weight": "1,2;2,4", "bias": "0,0"},
)


def input_words(result: Result) -> tuple[str, str]:
    """Title and caption of the plane of inputs."""
    drag = " Drag it." if result.params.numbers == "own" else ""
    return (
        "x, the input",
        f"A grid of inputs, the point x, and a square of side 1 around it.{drag}{_section(result)}",
    )


def linear_words(result: Result) -> tuple[str, str]:
    """Title and caption of the linear image."""
    start = "Drag b, where 0 goes, and the tips of W’s columns"
    if len(result.x) > 2:
        start = "b′ is b with what the inputs that are held add; W’s first two columns start there"
    elif result.params.numbers == "drawn":
        start = "0 goes to b, and W’s columns start there"
    return "z = Wx + b", f"{start}; the dotted steps add up to z."


def output_words(result: Result) -> tuple[str, str]:
    """Title and caption of the squashed image."""
    name = FOO[result.params.activation]
    ends = (
        "; the dashed frame is as far as it reaches"
        if result.params.activation in ("tanh", "sigmoid")
        else ""
    )
    return f"h = {name}(z)", f"The squash works on each axis by itself: it bends what W left straight{ends}."


CURVE_WORDS = (
    "The squash, and its slopes",
    "Each unit stands on the curve at its z; the short line is the slope there, the factor for all that passes back.",
)


def _section(result: Result) -> str:
    if len(result.x) == 2:
        return ""
    return (
        f" The layer has {len(result.x)} inputs: 1 and 2 vary, the others stay at x, and units 1 and 2 are drawn: a "
        "plane section."
    )


def verdict(result: Result) -> str:
    """What the layer does to x and around it, in one or two sentences."""
    return f"{_moved(result)} {_around(result)}"


def _moved(result: Result) -> str:
    return f"x = {vector(result.x)} becomes h = {vector(result.output)}."


def _around(result: Result) -> str:
    sizes = np.linalg.svd(result.weight, compute_uv=False)
    if sizes[-1] <= _COLLAPSED * sizes[0]:
        return _collapses(result, int((sizes > _COLLAPSED * sizes[0]).sum()))
    if result.params.activation == "identity":
        return _linear(result, sizes)
    flat = is_flat(result.preactivation, result.params.activation)
    if result.params.activation == "relu":
        return _cuts(result, int(flat.sum()))
    if flat.any():
        return _saturated(result, flat)
    return _bends(result)


def _collapses(result: Result, rank: int) -> str:
    size = len(result.x)
    if rank == 0:
        return "W is 0: every input gives this same h."
    lost = np.linalg.svd(result.weight)[2][-1]
    way = lost / np.abs(lost).max()
    onto = "one curve" if rank == 1 else f"a surface of {rank} dimensions"
    return (
        f"Collapses: det W = 0, so all {size} dimensions of the input end on {onto}, and every step of x along "
        f"{vector(way)} leaves h as it is. No later layer can part what has been merged."
    )


def _linear(result: Result, sizes: np.ndarray) -> str:
    if np.abs(sizes - 1).max() < 1e-6:
        turn = math.degrees(math.atan2(result.weight[1, 0], result.weight[0, 0]))
        how = f"turns by {turn:.3g}°" if len(sizes) == 2 and result.determinant > 0 else "turns or mirrors"
        return (
            f"Without a squash this layer only {how}: every length and angle is kept, forwards and backwards."
        )
    return (
        f"Without a squash straight lines stay straight, and every {_volume(result)} grows by the same factor "
        f"|det W| = {quantity(abs(result.determinant))}. Many such layers are still one matrix."
    )


def _cuts(result: Result, off: int) -> str:
    size = len(result.x)
    here = (
        f"All {size} units are on here, and ReLU changes nothing"
        if off == 0
        else f"{off} of {size} units {_is(off)} off here: slope 0, so no change of x and no gradient passes"
    )
    return (
        f"{here}. Of the inputs drawn, {percent(result.share_flat)} switch units 1 and 2 both off, to exactly "
        f"(0, 0), and {percent(result.share_open)} keep both."
    )


def _saturated(result: Result, flat: np.ndarray) -> str:
    size, count, foo = len(result.x), int(flat.sum()), FOO[result.params.activation]
    which = (
        f"Saturated: all {size} units stand" if count == size else f"{count} of {size} units {_stands(count)}"
    )
    slopes = ", ".join(quantity(slope) for slope in result.slope[flat][:_MOST_PIECES])
    more = ", …" if count > _MOST_PIECES else ""
    slope, them = ("slope", "it") if count == 1 else ("slopes", "them")
    return (
        f"{which} on the flat of {foo}, with {slope} {slopes}{more}: hardly any change of x gets through {them}, and "
        f"hardly any gradient on its way back. A small step of x moves h by at most "
        f"{quantity(result.largest_stretch)} times its length."
    )


def _bends(result: Result) -> str:
    return (
        f"A small step of x moves h by {quantity(result.smallest_stretch)} to {quantity(result.largest_stretch)} times "
        f"its length. W alone makes every {_volume(result)} {quantity(abs(result.determinant))} times as large, W and "
        f"the squash together {quantity(result.volume_factor)} times here, less the farther z is from 0."
    )


def _volume(result: Result) -> str:
    return "area" if len(result.x) == 2 else "volume"


def _is(count: int) -> str:
    return "is" if count == 1 else "are"


def _stands(count: int) -> str:
    return "stands" if count == 1 else "stand"
