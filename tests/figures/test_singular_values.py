import numpy as np

from app.figures.palette import LIGHT
from app.figures.singular_values import singular_values
from tests.figures.samples import frozen


def test_a_falling_line_a_block_named_at_its_end():
    blocks = {"reset_gate": frozen(np.array([3, 2, 0.5])), "new_gate": frozen(np.array([9, 1, 0.1]))}

    figure = singular_values(blocks).figure

    assert [trace.name for trace in figure.data] == ["reset gate", "new gate"]
    np.testing.assert_array_equal(figure.data[1].y, blocks["new_gate"])
    assert figure.data[0].x.tolist() == [1, 2, 3]
    assert figure.data[1].line.color == LIGHT.roles["candidate"]
    assert {label.text for label in figure.layout.annotations} == {"r reset", "n new"}
    assert figure.layout.yaxis.type == "log"


def test_a_singular_matrix_has_its_zeros_on_the_floor():
    line, zeros = singular_values({"hidden": frozen(np.array([2, 1, 0.0]))}).figure.data

    assert np.isnan(line.y).tolist() == [False, False, True]
    assert np.isfinite(zeros.y).tolist() == [False, False, True]
