"""What does one layer of a neural net do to its input?

Slide "Neural nets review": h = foo(W x + b), written as a vector, as rows and as matrices. The page draws the plane of
inputs, its linear image, and what the squash makes of that; above two units, the section through x along two inputs.
"""

import math
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import numpy as np
from jaxtyping import Float
from pydantic import field_validator
from pydantic_core import PydanticCustomError

from app.core.activations import ActivationName
from app.core.layer import flat_shares, layer_step, section
from app.figures.view import View
from app.topics import fields
from app.topics.fields import Numbers, TopicParams
from app.topics.pictures import layer as pictures
from app.topics.sources import DEEP_LEARNING, part
from app.topics.topic import Source, Topic
from app.topics.words import layer as words
from app.topics.words import layer_formulas as formulas

_REACH = 3
_NO_INVERSE = 1e12


class Params(TopicParams):
    """The page's controls."""

    numbers: Literal["own", "drawn"] = fields.choice(
        "own",
        "Numbers",
        "your own, or random: normal with deviation 1",
        {"own": "my own", "drawn": "drawn by seed"},
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
    activation: ActivationName = fields.choice("tanh", "foo", "what squashes each unit’s sum", words.FOO)
    size: int = fields.number(4, 2, 6, "Size", "inputs and units", when="numbers=drawn")
    seed: int = fields.number(0, 0, 10_000, "Seed", "of NumPy’s default_rng", when="numbers=drawn")

    @field_validator("bias", "x")
    @classmethod
    def _fits(
        cls, value: np.ndarray, info: Any
    ) -> np.ndarray:  # a ValidationInfo, which beartype cannot check
        size = len(info.data["weight"]) if "weight" in info.data else len(value)
        if info.data.get("numbers") == "own" and len(value) != size:
            shape, found = f"{size} rows and {size} columns", len(value)
            text = f"W has {shape}, so {info.field_name} needs {size} numbers; it has {found}"
            raise PydanticCustomError("sizes", "{words}", {"words": text})
        return value


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
    determinant = float(np.linalg.det(weight))
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
        determinant=determinant,
        volume_factor=abs(determinant) * float(np.prod(step.slope)),
        largest_stretch=float(np.linalg.norm(step.jacobian, 2)),
        smallest_stretch=_smallest_stretch(weight, step.slope),
        share_flat=both_flat,
        share_open=both_open,
    )


def _smallest_stretch(
    weight: Float[np.ndarray, "output input"], slope: Float[np.ndarray, " output"]
) -> float:
    """Of diag(slope) W: 1 / |W^-1 diag(1 / slope)|, since an SVD knows none under 1e-16 of the largest.

    Where W has no usable inverse its SVD is all there is.
    """
    if not slope.all() or np.linalg.cond(weight) > _NO_INVERSE:
        return float(np.linalg.svd(slope[:, None] * weight, compute_uv=False)[-1])
    return 1 / float(np.linalg.norm(np.linalg.inv(weight) / slope, 2))


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
        tuple(pictures.figures(result)),
        words.verdict(result),
        equations=formulas.equations(result),
        tables=tuple(pictures.tables(result)),
        status=result.status,
    )


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
    part(DEEP_LEARNING, "section 6.1: a layer as an affine map and a fixed squash, h = g(Wᵀx + c)"),
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
    emblem="output",
)
