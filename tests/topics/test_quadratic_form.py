import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from app.topics.quadratic_form import TOPIC, Params, compute

VERDICTS = {
    "Two different terms": "2xᵀM = (4, 6) would miss by 2.236",
    "Symmetric: 2xᵀM": "M is symmetric: both terms are (4, 3), and the derivative is 2xᵀM = (8, 6)",
    "Antisymmetric: they cancel": "The terms cancel: (2, −1) + (−2, 1) = (0, 0)",
    "Saddle": "The surface is a saddle: the eigenvalues of (M + Mᵀ)/2 run from −1 to 3",
    "At the saddle’s point": "At x = 0 both terms are 0",
    "Trough: level along a line": "a trough, level along a line",
    "4 x 4": "one plane of the 4-dimensional space",
}


def read(**params: str) -> Params:
    return Params.model_validate(params)


@pytest.mark.parametrize("preset", TOPIC.presets, ids=lambda preset: preset.label)
def test_presets_lead_to_what_their_label_says(preset):
    assert VERDICTS[preset.label] in TOPIC.view(read(**preset.params)).verdict


@given(st.integers(2, 4), st.integers(0, 999))
@settings(deadline=None)
def test_the_derivative_is_autograds(size, seed):
    generator = np.random.default_rng(seed)
    matrix, x = generator.uniform(-10, 10, (size, size)), generator.uniform(-10, 10, size)

    result = compute(Params(matrix=matrix, x=x))

    jacobian = torch.func.jacrev(lambda point: point @ torch.tensor(matrix) @ point)(torch.tensor(x))
    np.testing.assert_allclose(result.gradient, jacobian.numpy(), atol=1e-12)
    assert result.distance_autograd < 1e-12
    assert result.distance_differences < 1e-5
    assert result.form == pytest.approx(result.form_transposed, abs=1e-11)


def test_the_lit_path_brings_back_its_own_term():
    left, right, both = (compute(read(path=path)).path_term.tolist() for path in ("left", "right", "both"))

    assert (left, right, both) == ([4, 2], [2, 3], [6, 5])


def test_x_can_be_dragged_where_the_plane_is_its_own():
    for matrix, count in (("2,1;0,1", 1), ("1,0,0;0,2,0;0,0,3", 0)):
        terms = next(
            figure for figure in TOPIC.draw(compute(read(matrix=matrix))).figures if figure.slot == "terms"
        )
        assert len(terms.figure.layout.meta["handles"]) == count


def test_arrows_keep_their_scale_while_x_is_dragged():
    notes = {
        next(figure.note for figure in TOPIC.view(read(x=x)).figures if figure.slot == "terms")
        for x in ("1,2", "2,-1", "0.1,0.1")
    }

    assert len(notes) == 1


def test_a_larger_matrix_continues_x():
    assert compute(read(matrix="1,0,0;0,1,0;0,0,1", x="1,2")).x.tolist() == [1, 2, 2]
    assert compute(read(matrix="1,0;0,1", x="1,2,3")).x.tolist() == [1, 2]


def test_the_formula_carries_the_numbers():
    equations = {equation.name: equation.latex for equation in TOPIC.view(Params()).equations}

    assert equations["value"] == "= 8"
    assert r"\begin{bmatrix} 6 & 5 \end{bmatrix}" in equations["gradient"]


@pytest.mark.parametrize(
    "matrix", ["10,10;10,10", "0,0;0,0", "10,-10,10,-10;10,10,10,10;-10,10,10,10;10,10,-10,10"]
)
def test_the_largest_and_the_emptiest_matrices_are_drawn(matrix):
    view = TOPIC.view(read(matrix=matrix, x="10,-10,10,10"))

    assert len(view.figures) == 4
    assert "nan" not in view.verdict
