"""A network whose parts do not fit together is refused: the key, its shape and the expected one are named."""

import pytest
import torch

from app.errors import InvalidInput
from tests.tracing.checkpoints.files import lstm, pt, read


def refusal(changes, **options):
    """The refusal of a sound LSTM 3 -> 4 after these changes; a key with None is left out."""
    weights = {f"rnn.{key}": value for key, value in lstm(**options).state_dict().items()}
    weights |= {f"rnn.{key}": value for key, value in changes.items()}
    with pytest.raises(InvalidInput) as error:
        read(pt({key: value for key, value in weights.items() if value is not None}))
    return error.value.detail


@pytest.mark.parametrize(
    ("key", "shape", "expected"),
    [
        ("weight_ih_l0", (15, 3), (16, 3)),
        ("weight_ih_l1", (16, 4), (16, 8)),
        ("weight_hh_l1_reverse", (16, 5), (16, 4)),
        ("bias_ih_l1", (12,), (16,)),
        ("bias_hh_l0", (16, 1), (16,)),
    ],
)
def test_a_shape_that_does_not_fit_is_named_with_the_expected_one(key, shape, expected):
    detail = refusal({key: torch.zeros(shape)}, num_layers=2, bidirectional=True)

    assert f"`rnn.{key}` has shape {shape}; expected is {expected} for LSTM 3 -> 4" in detail


@pytest.mark.parametrize(
    "missing", ["weight_ih_l0", "weight_hh_l0", "bias_hh_l1", "weight_ih_l1_reverse", "bias_ih_l0_reverse"]
)
def test_a_missing_key_is_named(missing):
    detail = refusal({missing: None}, num_layers=2, bidirectional=True)

    assert f"no `{missing}` with them" in detail


def test_a_gap_between_layers_is_refused():
    layer = {key: None for key in lstm(num_layers=3).state_dict() if key.endswith("_l1")}

    assert "no `weight_ih_l1`, `weight_hh_l1`, `bias_ih_l1`, `bias_hh_l1`" in refusal(layer, num_layers=3)


def test_a_single_bias_is_refused():
    assert "no `bias_ih_l1`" in refusal({"bias_ih_l1": None}, num_layers=2)


@pytest.mark.parametrize("shape", [(8, 4), (20, 4), (4, 16), (0, 4), (4, 0), (16,), (), (4, 4, 1)])
def test_rows_that_are_no_multiple_for_any_kind_are_refused(shape):
    assert f"`rnn.weight_hh_l0` has shape {shape}; expected" in refusal({"weight_hh_l0": torch.zeros(shape)})


def test_a_transposed_weight_is_recognized():
    assert "looks transposed" in refusal({"weight_hh_l0": torch.zeros(4, 16)})


@pytest.mark.parametrize("shape", [(16, 4), (16, 5), (15, 2)])
def test_a_projection_must_be_below_the_hidden_size(shape):
    changes = {"weight_hh_l0": torch.zeros(shape), "weight_hr_l0": torch.zeros(shape[1], 4)}

    assert f"`rnn.weight_hh_l0` has shape {shape}; expected is (4 * hidden, proj)" in refusal(changes)


@pytest.mark.parametrize("dtype", [torch.int64, torch.bool, torch.complex64, torch.uint8])
def test_values_that_are_no_floats_are_refused(dtype):
    detail = refusal({"weight_hh_l0": torch.zeros(16, 4, dtype=dtype)})

    assert f"`rnn.weight_hh_l0` holds {str(dtype).removeprefix('torch.')}" in detail
    assert "model.float()" in detail


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_values_that_are_not_finite_are_counted_and_found(value):
    weight = torch.zeros(16, 4)
    weight[2, 3] = weight[7, 0] = value

    detail = refusal({"weight_hh_l0": weight})

    assert (
        f"`rnn.weight_hh_l0` has 2 of 64 values that are NaN or infinite, the first at index (2, 3) ({value})"
        in detail
    )
