"""What is the derivative of a number that is made of x twice?

Slides "Backprop review": the derivative of x^T M x is x^T M^T + x^T M, one term for each place where x stands. The page
shows both terms as arrows that add up, as paths through the graph, and beside autograd and central differences.
"""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
import torch
from jaxtyping import Float

from app.core.quadratic_form import central_differences, curvatures, gradient, quadratic_form
from app.figures.computation_graph import Path
from app.topics import fields
from app.topics.fields import Numbers, TopicParams, continued
from app.topics.pictures.quadratic_form import draw
from app.topics.sources import BACKPROPAGATION, DEEP_LEARNING, part
from app.topics.topic import Source, Topic
from app.topics.words import quadratic_form as words

_PATHS = {"left": "the x on the left", "right": "the x inside Mx", "both": "both"}


class Params(TopicParams):
    """The page's controls."""

    matrix: Annotated[np.ndarray, Numbers(2, 4, ndim=2, limit=10)] = fields.numbers(
        "2,1;0,1", "M", "2 to 4 rows, numbers from -10 to 10"
    )
    x: Annotated[np.ndarray, Numbers(2, 4, limit=10)] = fields.numbers(
        "1,2", "x", "numbers from -10 to 10; for a larger M its last number is repeated"
    )
    path: Path = fields.choice("left", "Way back lit", "which of the two paths from q back to x", _PATHS)
    nudge: float = fields.number(
        1e-6, 1e-10, 1, "Nudge", "of each entry of x, for the central differences", scale="log"
    )


@dataclass(frozen=True, eq=False)
class Result:
    """All numbers of the page; derivatives by x are rows.

    `left` and `right` are the terms of the x on the left and of the x inside M x; `path_term` is what the lit path
    brings back. `distance_*` are the largest differences to the formula's entries. `curvatures` are the eigenvalues of
    (M + M^T) / 2.
    """

    params: Params
    status: str
    matrix: Float[np.ndarray, "size size"]
    x: Float[np.ndarray, " size"]
    product: Float[np.ndarray, " size"]
    form: float
    form_transposed: float
    left: Float[np.ndarray, " size"]
    right: Float[np.ndarray, " size"]
    gradient: Float[np.ndarray, " size"]
    path_term: Float[np.ndarray, " size"]
    autograd: Float[np.ndarray, " size"]
    distance_autograd: float
    finite_differences: Float[np.ndarray, " size"]
    distance_differences: float
    curvatures: Float[np.ndarray, " size"]


def compute(params: Params) -> Result:
    """Both terms by the formula, and the same derivative by two other ways."""
    matrix, x = params.matrix, continued(params.x, len(params.matrix))
    terms = gradient(matrix, x)
    autograd, differences = _autograd(matrix, x), central_differences(matrix, x, params.nudge)
    return Result(
        params=params,
        status="ok",
        matrix=matrix,
        x=x,
        product=matrix @ x,
        form=quadratic_form(matrix, x),
        form_transposed=quadratic_form(matrix.T, x),
        left=terms.left,
        right=terms.right,
        gradient=terms.total,
        path_term={"left": terms.left, "right": terms.right, "both": terms.total}[params.path],
        autograd=autograd,
        distance_autograd=float(np.abs(autograd - terms.total).max()),
        finite_differences=differences,
        distance_differences=float(np.abs(differences - terms.total).max()),
        curvatures=curvatures(matrix),
    )


def _autograd(
    matrix: Float[np.ndarray, "size size"], x: Float[np.ndarray, " size"]
) -> Float[np.ndarray, " size"]:
    """The derivative by torch's reverse mode, which knows nothing of the formula."""
    leaf = torch.tensor(x, requires_grad=True)
    (by_x,) = torch.autograd.grad(leaf @ torch.tensor(matrix) @ leaf, leaf)
    return by_x.numpy()


def script(params: Params) -> str:
    """The formula, autograd and central differences for these numbers."""
    path = {"left": "left", "right": "right", "both": "left + right"}[params.path]
    return f'''"""The derivative of x^T M x by three ways (Unrolled, /topics/quadratic-form)."""
import numpy as np
import torch

M = np.array({params.matrix.tolist()})
x = np.array({continued(params.x, len(params.matrix)).tolist()})

left = M @ x  # x^T M^T: the x on the left moves, M x is held
right = x @ M  # x^T M: the x inside M x moves
gradient = left + right

leaf = torch.tensor(x, requires_grad=True)
(leaf @ torch.tensor(M) @ leaf).backward()
autograd = leaf.grad.numpy()

nudge = {params.nudge!r}
finite_differences = np.array(
    [((x + e) @ M @ (x + e) - (x - e) @ M @ (x - e)) / (2 * nudge) for e in nudge * np.eye(len(x))]
)

print("form =", float(x @ M @ x))
print("form_transposed =", float(x @ M.T @ x))
print("product =", (M @ x).tolist())
print("left =", left.tolist())
print("right =", right.tolist())
print("gradient =", gradient.tolist())
print("path_term =", ({path}).tolist())
print("autograd =", autograd.tolist())
print("finite_differences =", finite_differences.tolist())
print("curvatures =", np.linalg.eigvalsh((M + M.T) / 2).tolist())
print("# largest distance to autograd:", abs(gradient - autograd).max())
print("# largest distance to central differences:", abs(gradient - finite_differences).max())
'''


SOURCES: tuple[Source, ...] = (
    part(BACKPROPAGATION, "the sum over all paths, and why it is taken from the end"),
    part(DEEP_LEARNING, "pages 205-207: computational graphs and the chain rule"),
    Source(
        "The Matrix Cookbook",
        "Kaare Brandt Petersen and Michael Syskind Pedersen, 2012",
        "https://www2.imm.dtu.dk/pubdb/pubs/3274-full.html",
        "derivatives of second-order forms, as columns: (M + Mᵀ)x",
    ),
)

TOPIC = Topic(
    name="quadratic_form",
    title="Backprop review",
    question="What is the derivative of a number that is made of x twice?",
    summary="Two places for x, two paths back, two terms: xᵀMᵀ + xᵀM.",
    params=Params,
    compute=compute,
    draw=draw,
    script=script,
    presets=words.PRESETS,
    quiz=words.QUIZ,
    sources=SOURCES,
    emblem="moves",
)
