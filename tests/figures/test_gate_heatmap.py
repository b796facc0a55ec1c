import numpy as np
import pytest

from app.figures.gate_heatmap import gate_heatmap, saturated_share
from app.figures.palette import GATE_ROLES
from app.figures.scales import DIVERGING, GATES
from app.figures.strip import TimeAxis
from tests.figures.samples import TIME, UNITS, uniform


@pytest.mark.parametrize("gate", GATE_ROLES)
def test_the_numbers_drawn_are_the_numbers_given_on_the_squash_s_own_scale(gate):
    values = uniform(4, 6)

    drawn = gate_heatmap(values, TIME, UNITS, gate)

    (trace,) = drawn.figure.data
    is_candidate = gate in ("cell_gate", "new_gate")
    np.testing.assert_array_equal(trace.z, values)
    assert (trace.zmin, trace.zmax) == ((-1, 1) if is_candidate else (0, 1))
    assert trace.colorscale[0][1] == (DIVERGING if is_candidate else GATES[GATE_ROLES[gate]]).light[0]
    assert drawn.slot == gate


def test_a_gate_is_saturated_near_either_end():
    values = np.array([[0.0, 0.09, 0.1, 0.5, 0.9, 0.91, 1.0, 0.3]])

    assert saturated_share(values, "forget_gate") == 0.5
    assert "50% saturated" in gate_heatmap(values, TimeAxis(0, 8), [0], "forget_gate").title


def test_a_candidate_is_saturated_by_its_size():
    values = np.array([[-1.0, -0.91, -0.9, 0.0, 0.05, 0.9, 0.95, 0.2]])

    assert saturated_share(values, "cell_gate") == 3 / 8


def test_nothing_is_not_saturated():
    assert saturated_share(np.zeros((3, 0)), "forget_gate") == 0


def test_reduced_gates_are_means_and_candidates_extremes():
    values = uniform(100, 3_000)

    forget = gate_heatmap(values, TimeAxis(0, 3_000), range(100), "forget_gate")
    candidate = gate_heatmap(values, TimeAxis(0, 3_000), range(100), "cell_gate")

    np.testing.assert_allclose(forget.figure.data[0].z[:, 0], values[:, :3].mean(axis=1), rtol=1e-5)
    np.testing.assert_array_equal(candidate.figure.data[0].z[:, 0], values[:, :3].max(axis=1))
    assert "mean of 3 steps" in forget.note
    assert "largest size among 3 steps" in candidate.note
