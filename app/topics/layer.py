"""What does one layer of a neural net do to its input?

Slide "Neural nets review": h = foo(W x + b), written as a vector, as rows and as matrices. The page draws the plane of
inputs, its linear image, and what the squash makes of that; above two units, the section through x along two inputs.
"""

import math
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import numpy as np
from jaxtyping import Float
from pydantic import model_validator
from pydantic_core import PydanticCustomError

from app.core.activations import ACTIVATIONS, ActivationName
from app.core.layer import flat_shares, grid_lines, layer_step, section
from app.figures.layer_plane import Arrow, GridImage, layer_plane
from app.figures.palette import LIGHT
from app.figures.squash_curves import Curve, Frame, Mark, squash_curves
from app.figures.table import Table
from app.figures.unit_sums import unit_sums
from app.figures.view import Figure, View
from app.topics import fields
from app.topics.fields import Numbers, TopicParams
from app.topics.sources import DEEP_LEARNING, part
from app.topics.topic import Source, Topic
from app.topics.words import layer as words

_ENDS: dict[str, tuple[float, float]] = {"tanh": (-1.0, 1.0), "sigmoid": (0.0, 1.0)}
_REACH, _LINES_PER_UNIT, _POINTS = 3, 2, 61


class Params(TopicParams):
    """The page's controls."""

    numbers: Literal["own", "drawn"] = fields.choice(
        "own", "Numbers", "your own, or drawn from N(0, 1)", {"own": "my own", "drawn": "drawn by seed"}
    )
    weight: Annotated[np.ndarray, Numbers(2, 6, ndim=2, limit=10)] = fields.numbers(
        "1.1,-0.6;0.5,0.8", "W", "2 to 6 rows of as many numbers, from -10 to 10", when="numbers=own"
    )
    bias: Annotated[np.ndarray, Numbers(2, 6, limit=10)] = fields.numbers(
        "0.5,-1", "b", "one number a row of W, from -10 to 10", when="numbers=own"
    )
    x: Annotated[np.ndarray, Numbers(2, 6, limit=5)] = fields.numbers(
        "1,2", "x", "one number a column of W, from -5 to 5", when="numbers=own"
    )
    activation: ActivationName = fields.choice("tanh", "foo", "what squashes each unit's sum", words.FOO)
    size: int = fields.number(4, 2, 6, "Size", "inputs and units", when="numbers=drawn")
    seed: int = fields.number(0, 0, 10_000, "Seed", "of NumPy's default_rng", when="numbers=drawn")

    @model_validator(mode="after")
    def _sizes_agree(self) -> "Params":
        size = len(self.weight)
        for name, found in (("bias", len(self.bias)), ("x", len(self.x))):
            if self.numbers == "own" and found != size:
                text = f"W has {size} rows and {size} columns, so {name} needs {size} numbers; it has {found}"
                raise PydanticCustomError("sizes", "{words}", {"words": text})
        return self


@dataclass(frozen=True, eq=False)
class Result:
    """All numbers of the page: z = `preactivation`, h = `output`, foo'(z) = `slope`.

    `contributions[i, j]` is w_ij x_j. A small step of x changes h by `smallest_stretch` to `largest_stretch` times its
    length, and volumes by `volume_factor`. `share_flat` and `share_open`: of the inputs drawn, for how many both units
    are flat, and neither.
    """

    params: Params
    status: str
    x: Float[np.ndarray, " input"]
    weight: Float[np.ndarray, "output input"]
    bias: Float[np.ndarray, " output"]
    contributions: Float[np.ndarray, "output input"]
    preactivation: Float[np.ndarray, " output"]
    slope: Float[np.ndarray, " output"]
    output: Float[np.ndarray, " output"]
    jacobian: Float[np.ndarray, "output input"]
    determinant: float
    volume_factor: float
    largest_stretch: float
    smallest_stretch: float
    share_flat: float
    share_open: float

    @property
    def reach(self) -> int:
        """How far the drawn grid goes: as far as x at least."""
        return max(_REACH, math.ceil(float(np.abs(self.x[:2]).max())))


def compute(params: Params) -> Result:
    """One pass forwards, its Jacobian, and how flat the squash is over the inputs drawn."""
    weight, bias, x = _numbers(params)
    step = layer_step(x, weight, bias, params.activation)
    stretches = np.linalg.svd(step.jacobian, compute_uv=False)
    both_flat, both_open = flat_shares(*section(weight, bias, x), params.activation, float(_REACH))
    return Result(
        params=params,
        status="ok",
        x=x,
        weight=weight,
        bias=bias,
        contributions=step.contributions,
        preactivation=step.preactivation,
        slope=step.slope,
        output=step.output,
        jacobian=step.jacobian,
        determinant=float(np.linalg.det(weight)),
        volume_factor=float(np.prod(stretches)),
        largest_stretch=float(stretches[0]),
        smallest_stretch=float(stretches[-1]),
        share_flat=both_flat,
        share_open=both_open,
    )


def _numbers(params: Params) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """W, b and x: as given, or drawn in this order."""
    if params.numbers == "own":
        return params.weight, params.bias, params.x
    rng = np.random.default_rng(params.seed)
    size = params.size
    return rng.standard_normal((size, size)), rng.standard_normal(size), rng.standard_normal(size)


def draw(result: Result) -> View:
    """Three planes, the squash with every unit on it, and the rows as sums."""
    return View(
        (*_planes(result), _curve(result), unit_sums(result.contributions, *_columns(result))),
        words.verdict(result),
        equations=words.equations(result),
        tables=tuple(_tables(result)),
        status=result.status,
    )


def _columns(result: Result) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return result.bias, result.preactivation, result.output


def _planes(result: Result) -> list[Figure]:
    """Inputs 1 and 2, what W and b make of them, and what foo makes of that."""
    matrix, shift = section(result.weight, result.bias, result.x)
    foo = ACTIVATIONS[result.params.activation].value
    start = _grid(result)
    linear = _image(start, lambda points: points @ matrix.T + shift)
    ends = _ENDS.get(result.params.activation)
    figures = [
        layer_plane(start, "x", words.input_words(result)),
        layer_plane(linear, "z", words.linear_words(result), arrows=_arrows(result, matrix, shift)),
        layer_plane(_image(linear, foo), "h", words.output_words(result), ends),
    ]
    if result.params.numbers == "own":
        figures[0].figure.update_layout(meta={"handles": [_point_handle(result)]})
        figures[1].figure.update_layout(meta={"handles": _layer_handles(result, matrix, shift)})
    return figures


def _grid(result: Result) -> GridImage:
    across, along = grid_lines(result.reach, _LINES_PER_UNIT, _POINTS)
    side = np.linspace(-0.5, 0.5, 13)
    low, high = np.full_like(side, -0.5), np.full_like(side, 0.5)
    edges = [(side, low), (high, side), (-side, high), (low, -side)]
    around = np.concatenate([np.stack(edge, axis=1) for edge in edges])
    return GridImage(across, along, around + result.x[:2], result.x[:2])


def _image(grid: GridImage, act: Any) -> GridImage:
    return GridImage(act(grid.across), act(grid.along), act(grid.square), act(grid.point))


def _arrows(result: Result, matrix: np.ndarray, shift: np.ndarray) -> list[Arrow]:
    """b, W's columns from there, and the sum b + x_1 w_1 + x_2 w_2 = z as a chain of steps."""
    corner = shift + result.x[0] * matrix[:, 0]
    directions = matrix / np.maximum(np.linalg.norm(matrix, axis=0), 1e-12)
    apart, along = directions[:, 0] - directions[:, 1], directions.sum(axis=1)
    return [
        Arrow("b" if len(result.x) == 2 else "b′", "b", np.zeros(2), shift, -along),
        Arrow("w₁", "w1", shift, shift + matrix[:, 0], apart),
        Arrow("w₂", "w2", shift, shift + matrix[:, 1], -apart),
        Arrow("", "x", shift, corner, is_step=True),
        Arrow("", "x", corner, corner + result.x[1] * matrix[:, 1], is_step=True),
    ]


def _point_handle(result: Result) -> dict[str, Any]:
    sets = [{"entry": 0, "axis": "x", "sign": 1}, {"entry": 1, "axis": "y", "sign": 1}]
    return {"field": "x", "label": "x", "x": float(result.x[0]), "y": float(result.x[1]), "sets": sets}


def _layer_handles(result: Result, matrix: np.ndarray, shift: np.ndarray) -> list[dict[str, Any]]:
    """The tips of W's columns, and b; each is measured from where its arrow begins."""
    size = len(result.x)
    columns = [
        _handle("weight", f"column {j + 1} of W", shift + matrix[:, j], shift, (j, size + j))
        for j in range(2)
    ]
    return [*columns, _handle("bias", "b", shift, shift - result.bias[:2], (0, 1))]


def _handle(
    field: str, label: str, tip: np.ndarray, start: np.ndarray, entries: tuple[int, int]
) -> dict[str, Any]:
    sets = [
        {"entry": entry, "axis": axis, "sign": 1, "from": float(start[place])}
        for place, (axis, entry) in enumerate(zip("xy", entries, strict=True))
    ]
    return {"field": field, "label": label, "x": float(tip[0]), "y": float(tip[1]), "sets": sets}


def _curve(result: Result) -> Figure:
    """The squash with every unit's z on it, and the slope there as a tangent."""
    name = result.params.activation
    foo = ACTIVATIONS[name].value
    reach = max(4.0, 1.15 * float(np.abs(result.preactivation).max()))
    z = np.linspace(-reach, reach, 201)
    low, high = _ENDS.get(name, (-reach if name == "identity" else 0.0, reach))
    air = 0.12 * (high - low)
    frame = Frame(
        "pre-activation z", f"output h = {words.FOO[name]}(z)", (-reach, reach), (low - air, high + air)
    )
    units = zip(result.preactivation.tolist(), result.output.tolist(), result.slope.tolist(), strict=True)
    label = "unit {}" if len(result.x) <= 3 else "{}"
    marks = [Mark(label.format(i), "z", LIGHT.accent, *unit) for i, unit in enumerate(units, start=1)]
    curve = Curve(words.FOO[name], "h", "foo", LIGHT.roles["hidden"], foo(z))
    return Figure("curve", *words.CURVE_WORDS, squash_curves(z, [curve], marks, frame))


def _tables(result: Result) -> list[Table]:
    matrix, shift = section(result.weight, result.bias, result.x)
    points = grid_lines(result.reach, _LINES_PER_UNIT, 2 * result.reach * _LINES_PER_UNIT + 1)[0].reshape(
        -1, 2
    )
    z = points @ matrix.T + shift
    h = ACTIVATIONS[result.params.activation].value(z)
    columns = [
        {f"{name}{i + 1}": values[:, i] for i in range(2)}
        for name, values in (("x", points), ("z", z), ("h", h))
    ]
    units = np.arange(1, len(result.x) + 1)
    pieces = {f"w_i{j + 1} x_{j + 1}": result.contributions[:, j] for j in range(len(result.x))}
    ends = {"z": result.preactivation, "h": result.output}
    return [
        Table("input", "Crossings of the grid", columns[0]),
        Table("linear", "Crossings of the grid after W and b", columns[0] | columns[1]),
        Table("output", "Crossings of the grid after the squash", columns[0] | columns[2]),
        Table("curve", "Every unit on the squash", {"unit": units} | ends | {"slope": result.slope}),
        Table("sums", "Row by row", {"unit": units} | pieces | {"b": result.bias} | ends),
    ]


def script(params: Params) -> str:
    """The layer in torch: nn.Linear, the squash, and autograd's Jacobian."""
    foo = {"identity": "torch.nn.Identity()"}.get(params.activation, f"torch.{params.activation}")
    own = "\n".join(
        f"{name} = torch.tensor({values.tolist()}, dtype=torch.float64)"
        for name, values in zip(("W", "b", "x"), _numbers(params), strict=True)
    )
    size = params.size
    drawn = (
        f"rng = np.random.default_rng({params.seed})\n"
        f"W = torch.tensor(rng.standard_normal(({size}, {size})))\n"
        f"b = torch.tensor(rng.standard_normal({size}))\nx = torch.tensor(rng.standard_normal({size}))"
    )
    is_own = params.numbers == "own"
    imports = "import torch" if is_own else "import numpy as np\nimport torch"
    return f'''"""One layer: h = foo(W x + b) (Unrolled, /topics/layer)."""
{imports}

{own if is_own else drawn}
foo = {foo}

layer = torch.nn.Linear(len(x), len(b), dtype=torch.float64)
layer.weight.data, layer.bias.data = W, b

z = layer(x).detach().requires_grad_()
h = foo(z)
slope, = torch.autograd.grad(h.sum(), z)
jacobian = torch.autograd.functional.jacobian(lambda point: foo(layer(point)), x)
stretches = torch.linalg.svdvals(jacobian)

print("preactivation =", z.tolist())
print("output =", h.tolist())
print("slope =", slope.tolist())
print("jacobian =", jacobian.tolist())
print("determinant =", float(torch.linalg.det(W)))
print("largest_stretch =", float(stretches[0]))
print("smallest_stretch =", float(stretches[-1]))
'''


SOURCES: tuple[Source, ...] = (
    part(DEEP_LEARNING, "chapter 6: deep feedforward networks, h = g(W x + b)"),
    Source(
        "Neural Networks, Manifolds, and Topology",
        "Christopher Olah, 2014",
        "https://colah.github.io/posts/2014-03-NN-Manifolds-Topology/",
        "a tanh layer as a linear map, a shift and a squash of the plane",
    ),
)

TOPIC = Topic(
    name="layer",
    title="Neural nets review",
    question="What does one layer do to its input?",
    summary="A layer turns and stretches the plane, shifts it, and squashes it: h = foo(Wx + b), with its numbers.",
    params=Params,
    compute=compute,
    draw=draw,
    script=script,
    presets=words.PRESETS,
    quiz=words.QUIZ,
    sources=SOURCES,
)
