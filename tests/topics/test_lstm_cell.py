import contextlib
import io
import math

import numpy as np
import pytest
import torch

from app.core.cells import CellWeights
from app.figures.cell_diagram import CellDiagram
from app.topics.lstm_cell import TOPIC, Params, Result, compute
from app.topics.pictures.lstm_cell import draw
from tests.core.lstms import torch_lstm

GATES = ("input_gate", "forget_gate", "cell_gate", "output_gate")
VERDICTS = {
    "Read later": "C₁ = 0.762, and read at steps 60 and 100: h₆₀ = 0.641 and h₁₀₀ = 0.64; while the output gate is "
    "shut h stays within 2.9 · 10⁻⁵ of 0",
    "Latch: keeps one bit": "Keeps its bit: written at step 1, C₁ = 0.99986; 100 steps later C₁₀₁ = 0.99081, "
    "99 % of it, though the value said the opposite 100 times",
    "Latch, f held at 0.9": "C₁₀₁ is 2.7 · 10⁻⁵ instead of 0.995",
    "Counter": "after 34 pulses C₁₀₀ = 33.998; h = tanh C has been full since step 4",
    "Counter in h": "after 34 pulses C₁₀₀ = 0.33998 and h₁₀₀ = 0.32745; 100 · atanh h = 34",
    "Brackets": "C is the depth of the brackets, 2 after 100 steps: C₁₀₀ = 1.9999, and never more than 1.4 · 10⁻⁴",
    "Reset at a signal": "C₁₀₀ = 0.99538; the reset shuts the forget gate, and C₁₀₁ = 4.5 · 10⁻⁵",
    "Ramp with reset": "C₅₉ = 2.9435; the reset at step 60 starts it again, C₆₀ = 0.0501, up to C₁₀₀ = 2.0465",
    "Random, 8 units": "unit 0 keeps 72 % of its cell and lets in 53 % of the candidate: C goes from 0.202 to 0.143",
    "Random, o shut": "With the output gate held at 0 from step 21 on, C₁₀₀ of unit 0 is 0.475 instead of 0.221",
    "Read later, f open for ever": "C₁₀₀ is 0.762 instead of 0.758",
}


def run(**params: object) -> Result:
    return compute(Params.model_validate(params))


def diagram(**params: object) -> CellDiagram:
    found = draw(run(**params)).diagram
    assert found is not None
    return found


def equations(**params: object) -> dict[str, str]:
    return {equation.name: equation.latex for equation in draw(run(**params)).equations}


@pytest.mark.parametrize("preset", TOPIC.presets, ids=lambda preset: preset.label)
def test_presets_lead_to_what_their_label_says(preset):
    result = compute(Params.model_validate(dict(preset.params)))

    assert VERDICTS[preset.label] in draw(result).verdict
    assert result.status == "ok"


@pytest.mark.parametrize("preset", TOPIC.presets, ids=lambda preset: preset.label)
def test_states_are_torchs_and_gates_obey_their_equations(preset):
    result = compute(Params.model_validate(dict(preset.params)))
    network = torch_lstm(CellWeights(result.weight_ih, result.weight_hh, result.bias))

    output, (_, c_n) = network(torch.tensor(result.x))

    scale = max(1.0, float(np.abs(result.free_cell).max()))
    assert np.abs(result.free_hidden - output.detach().numpy()).max() < 1e-10
    assert np.abs(result.free_cell[-1] - c_n.detach().numpy()).max() < 1e-10 * scale
    before = np.vstack([np.zeros_like(result.hidden[:1]), result.hidden[:-1]])
    z = result.x @ result.weight_ih.T + before @ result.weight_hh.T + result.bias
    for name, block in zip(GATES, np.split(z, 4, axis=1), strict=True):
        if result.hold is not None and result.hold.gate == name:
            continue
        squash = torch.tanh if name == "cell_gate" else torch.sigmoid
        np.testing.assert_allclose(getattr(result, name), squash(torch.tensor(block)).numpy(), atol=1e-14)
    np.testing.assert_allclose(
        result.preactivation, z[result.step - 1].reshape(4, -1)[:, result.unit], atol=1e-12
    )


def test_a_held_gate_stands_still_from_its_step_on_and_only_there():
    result = run(network="random", hold="input_gate", hold_value="0.25", hold_from="31")

    assert (result.input_gate[30:] == 0.25).all()
    assert (result.input_gate[:30] != 0.25).all()
    np.testing.assert_array_equal(result.cell[:30], result.free_cell[:30])
    assert result.cell_difference is not None
    assert np.abs(result.cell_difference[30:]).max() > 0.1


def test_one_unit_can_be_held_alone():
    result = run(network="random", unit="3", hold="forget_gate", hold_value="1", hold_all="false")

    assert (result.forget_gate[:, 3] == 1).all()
    assert (np.delete(result.forget_gate, 3, axis=1) < 1).all()


def test_a_shut_output_gate_shows_nothing_and_the_cell_then_runs_on_its_input_alone():
    result = run(network="random", hold="output_gate", hold_value="0")
    alone = CellWeights(result.weight_ih, 0 * result.weight_hh, result.bias)

    _, (_, c_n) = torch_lstm(alone)(torch.tensor(result.x))

    assert not result.hidden.any()
    np.testing.assert_allclose(result.cell[-1], c_n[0].detach().numpy(), atol=1e-12)


def test_the_latch_held_at_nine_tenths_loses_its_bit_at_that_rate():
    result = compute(Params.model_validate(dict(TOPIC.quiz.params)))

    assert result.cell[-1, 0] == pytest.approx(math.tanh(5) / (1 + math.exp(-10)) * 0.9**100, rel=1e-12)
    assert result.cell[-1, 0] < 1e-4
    assert dict(draw(result).facts)["Half of C would be gone at f₂ after"] == "6.6 steps"


def test_the_open_equation_is_the_last_with_numbers():
    open_at_c = equations(stage="4")

    assert open_at_c["f"].replace(" ", "").count(r"\\=\sigma(-{{20\cdot0}}+10)={{0.99995}}") == 1
    assert r"\\ = {{0.99995}} \cdot {{0.7596}}" in open_at_c["c"]
    assert all(r"\\" not in open_at_c[letter] for letter in "oh")


def test_a_random_networks_sum_is_its_rows_sum():
    result = run(network="random", hidden_size="32", unit="7", t="9")
    row = 1 * 32 + 7

    found = result.weight_hh[row] @ result.hidden[7] + result.weight_ih[row, 0] * result.x[8, 0] + 1

    assert result.preactivation[1] == pytest.approx(found, abs=1e-13)


def test_the_drawing_shows_what_is_computed_so_far():
    plain = diagram(stage="4").plain()

    assert plain["states"] == {
        "read": "done",
        "c-before": "live",
        "f": "done",
        "g": "done",
        "i": "done",
        "keep": "live",
        "write": "live",
        "c": "live",
        "o": "later",
        "squashed": "later",
        "show": "later",
        "h": "later",
    }
    assert plain["texts"]["f"] == "0.99995"
    assert plain["texts"]["c"] == "0.7595"
    assert plain["texts"]["o"] == plain["texts"]["h"] == ""
    assert plain["bars"]["o"]["height"] == 0
    assert plain["bars"]["f"]["height"] == pytest.approx(68, abs=0.01)


def test_the_buttons_go_through_the_steps_and_keep_the_rest():
    first = diagram(network="latch", t="1", stage="1", steps="2")
    last = diagram(network="latch", t="2", stage="6", steps="2")
    between = diagram(network="latch", t="1", stage="6", steps="2")

    assert first.places["back"] is None
    assert first.places["forward"] == {"network": "latch", "t": "1", "stage": "2", "steps": "2"}
    assert last.places["forward"] is None
    assert between.places["forward"] == {"network": "latch", "t": "2", "stage": "1", "steps": "2"}


def test_a_step_after_the_end_is_the_last_one():
    result = run(steps="20", t="60", network="random", hidden_size="2", unit="9")

    assert (result.step, result.unit) == (20, 1)


def test_a_hold_that_comes_too_late_or_changes_nothing_says_so():
    assert (
        "after the last step, 100: it changes nothing"
        in draw(run(hold="input_gate", hold_from="150")).verdict
    )
    same = run(network="counter", hold="forget_gate", hold_value="1", input="numbers", signal_1="0")
    assert "stay exactly as they are" in draw(same).verdict


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"network": "latch", "signal_2": "0"}, "Nothing was written"),
        ({"network": "latch", "signal_2": "1"}, "Written at the last step, 100"),
        ({"network": "latch", "signal_1": "0.01", "signal_2": "1,0"}, "no clear bit: C₁ = 0.049"),
        (
            {"network": "latch", "signal_1": "1,-1", "signal_2": "1,0.45"},
            "Here write is to be 0 or 1; your input",
        ),
        ({"network": "latch", "steps": "40"}, "99.82 % of it"),
        ({"network": "latch_with_reset", "signal_1": "0"}, "Was never set"),
        ({"network": "latch_with_reset", "signal_2": "0"}, "Set at step 1, not reset since"),
        (
            {"network": "latch_with_reset", "signal_1": "1,1,0", "signal_2": "0,0,0,1,0"},
            "Set at step 1, once more, and kept until",
        ),
        ({"network": "counter", "signal_1": "0.5"}, "your input has other numbers"),
        ({"network": "counter", "signal_1": "1,0"}, "after 1 pulse C₁₀₀"),
        ({"network": "counter_in_h", "signal_1": "2"}, "your input has other numbers"),
        ({"network": "brackets", "signal_1": "0", "signal_2": "1,1,0"}, "depth of the brackets, −2 after"),
        ({"network": "ramp_with_reset", "signal_2": "0"}, "Adds up tanh x: C₁₀₀ ="),
        (
            {"network": "ramp_with_reset", "signal_2": "0,0,1,0,1,0"},
            "the last of 2 resets, at step 5, starts it again",
        ),
        (
            {"network": "ramp_with_reset", "steps": "3", "signal_2": "0,0,1"},
            "starts it again, C₃ = 3.5 · 10⁻⁵.",
        ),
        ({"network": "read_later", "signal_2": "0"}, "Nothing was written"),
        ({"network": "read_later", "signal_3": "0"}, "not read since"),
        (
            {"network": "read_later", "signal_2": "1,1,0", "signal_3": "1,0"},
            "Written at step 1, C₁ = 0.762, and read at",
        ),
        ({"network": "read_later", "signal_2": "1,0.5,0"}, "Here write and read are to be 0 or 1"),
        ({"network": "read_later", "signal_3": "0,1,0"}, "read at step 2"),
    ],
)
def test_ones_own_signals_are_judged_by_what_they_do(given, words):
    assert words in draw(run(input="numbers", **given)).verdict


def test_a_held_gate_is_told_by_what_differs():
    closed = draw(run(hold="output_gate", hold_value="0")).verdict
    nearly = draw(run(network="latch", hold="forget_gate", hold_value="1", steps="3")).verdict

    assert "C₁₀₀ stays 0.758, and h₁₀₀ is 0 instead of 0.64." in closed
    assert "C₃ is 0.99977 instead of 0.99968" in nearly
    hardly = run(network="counter", hold="forget_gate", hold_value="1", steps="9")
    assert "more than without" in draw(hardly).verdict


@pytest.mark.parametrize(
    "given",
    [
        {
            "network": "random",
            "hold": "cell_gate",
            "hold_candidate": "-0.5",
            "unit": "2",
            "hold_all": "false",
        },
        {"network": "read_later", "input": "numbers", "signal_1": "0.5,0", "hold": "output_gate"},
        {"network": "counter", "seed": "7"},
        {"network": "brackets"},
        {"network": "latch_with_reset", "steps": "120"},
        {"network": "ramp_with_reset", "steps": "70"},
    ],
    ids=lambda given: given["network"],
)
def test_the_script_of_any_state_prints_the_same(given):
    params = Params.model_validate(given)
    printed = io.StringIO()

    with contextlib.redirect_stdout(printed):
        exec(TOPIC.script(params), {})

    result = compute(params)
    found = dict(line.split(" = ") for line in printed.getvalue().splitlines())
    assert {"hidden", "cell", *GATES} <= found.keys()
    assert ("free_cell" in found) == (result.hold is not None)
    for name, text in found.items():
        np.testing.assert_allclose(eval(text), getattr(result, name), rtol=1e-10, atol=1e-12, err_msg=name)
