import ast
import re
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
import torch
from pydantic import ValidationError

from app.topics.gradient_clipping import TOPIC, Params, compute
from app.topics.topic import query_of

VERDICTS = {
    "At the cliff": r"After 22 steps .* a gradient of 23.6 and is thrown to \(5.84, −0.361\); E comes to 0.0872 "
    r"\(the median of the last 50 steps\)",
    "Thrown far": r"After 28 steps .* a gradient of 160 and is thrown to \(29.9, 38.4\); E comes to 0.09 \(the median",
    "Luck: over the wall": r"Luck: .* steps over it \d+ times without meeting more than 0.913; .* changes nothing",
    "Less lucky": r"After 21 steps .* a gradient of 393 and is thrown to \(108, 165\)",
    "On the wall itself": r"At its start .* a gradient of 1,026 and is thrown to",
    "Ten recurrent steps": r"Without clipping no gradient is above 0\.\d+",
    "A tight threshold": r"By norm 199 of 200 steps are clipped \(99.5 %\)",
    "Vanished: nothing to clip": r"The gradient has vanished, .* Clipping bounds a step, it makes none longer",
}


def read(**params: str) -> Params:
    return Params.model_validate(params)


def preset(label: str) -> Params:
    return read(**next(preset.params for preset in TOPIC.presets if preset.label == label))


@pytest.mark.parametrize("label", VERDICTS)
def test_presets_lead_to_what_their_label_says(label):
    assert re.search(VERDICTS[label], TOPIC.view(preset(label)).verdict)
    assert {preset.label for preset in TOPIC.presets} == set(VERDICTS)


def test_the_bottom_of_the_valley_is_no_vanished_gradient():
    at_the_bottom = read(start=f"4,{np.log(7 / 3) - 0.7 * 4}", seq_len="100")

    view = TOPIC.view(at_the_bottom)

    assert compute(at_the_bottom).unclipped_errors.max() < 1e-6
    assert "vanished" not in view.verdict
    assert "no gradient is above" in view.verdict


def test_a_large_rate_on_a_gentle_slope_throws_nothing():
    verdict = TOPIC.view(read(seq_len="1", start="9,-10", learning_rate="8")).verdict

    assert "thrown" not in verdict


def test_one_recurrent_step_is_told_in_the_singular():
    view = TOPIC.view(read(seq_len="1"))

    assert not [figure.slot for figure in view.figures if re.search(r"\b1 steps", figure.caption)]


def test_the_chosen_gradient_and_both_of_its_clippings_are_torchs():
    result = compute(Params())

    parameters = torch.nn.Parameter(torch.tensor(result.point))
    x = torch.tensor(0.5, dtype=torch.float64)
    for _ in range(50):
        x = parameters[0] * torch.sigmoid(x) + parameters[1]
    error = (torch.sigmoid(x) - 0.7) ** 2
    (gradient,) = torch.autograd.grad(error, parameters)

    assert result.error == pytest.approx(error.item(), rel=1e-12)
    np.testing.assert_allclose(result.gradient, gradient.numpy(), rtol=1e-9)
    for clip, ours in (
        (torch.nn.utils.clip_grad_norm_, result.gradient_by_norm),
        (torch.nn.utils.clip_grad_value_, result.gradient_by_value),
    ):
        parameters.grad = gradient.clone()
        clip([parameters], 1.0)
        np.testing.assert_allclose(ours, parameters.grad.numpy(), rtol=1e-9)


def test_clipping_keeps_the_descent_in_the_valley():
    for label, by_norm, by_value in (("At the cliff", 8e-4, 0.031), ("Thrown far", 1e-3, 0.04)):
        result = compute(preset(label))

        assert result.by_norm_median_error < by_norm
        assert result.by_value_median_error < by_value
        assert result.unclipped_median_error > 0.08
        assert 0 < result.by_norm_clipped < 0.06


def test_on_the_wall_clipping_by_value_turns_by_13_degrees_and_by_norm_not_at_all():
    result = compute(preset("On the wall itself"))

    assert result.turned == pytest.approx(13.1, abs=0.05)
    assert result.gradient_by_value.tolist() == [-1, -1]
    assert result.gradient_by_norm @ [1, 1 / 0.6224593] == pytest.approx(
        -np.hypot(1, 1 / 0.6224593), rel=1e-4
    )


def test_a_click_on_a_step_looks_at_it_and_the_steepest_is_advised():
    result = compute(read(step="0"))

    assert result.advice is not None
    assert result.advice.params == {}  # step 22 is the default
    assert "step 22" in result.advice.text
    assert compute(Params()).advice is None
    assert compute(read(steps="5")).step == 5


def test_the_steps_of_each_descent_can_be_followed():
    points = [compute(read(clip=clip, step="60")) for clip in ("none", "norm", "value")]

    for result, path in zip(points, ("unclipped", "by_norm", "by_value"), strict=True):
        assert result.point.tolist() == getattr(result, path)[60].tolist()


def test_a_start_off_the_landscape_is_refused_in_words():
    with pytest.raises(ValidationError, match=r"w, the first number, must be from 0\.5 to 10; it is -1"):
        read(start="-1,2")


def test_the_window_stays_while_the_start_is_dragged_in_it_and_follows_it_outside():
    def axes(start):
        layout = TOPIC.view(read(start=start, steps="5")).figures[0].figure.layout
        return [*layout.xaxis.range, *layout.yaxis.range]

    assert axes("4.8,-2.2") == axes("5.3,-2.9") == [4.0, 5.375, -2.9375, -1.75]
    for start in ("8,3", "0.5,-9.97", "9.93,0.3"):
        low_w, high_w, low_b, high_b = axes(start)
        w, b = map(float, start.split(","))
        assert low_w < w < high_w
        assert low_b < b < high_b
        assert (high_w - low_w, high_b - low_b) == (1.375, 1.1875)  # to the last bit


def test_the_verdict_names_from_where_on_a_path_is_one_of_many():
    result = compute(Params())

    assert result.unclipped_parts_at is None
    assert result.by_norm_parts_at is not None
    assert result.by_norm_parts_at > 40
    verdict = TOPIC.draw(replace(result, by_norm_parts_at=None, by_value_parts_at=None)).verdict
    assert "on rounding decides the way: a path is one of many" in TOPIC.draw(result).verdict
    assert "one of many" not in verdict


def test_the_largest_gradient_and_rate_stay_in_numbers():
    wall = 0.5 - 10 * 0.6224593312018546
    params = read(start=f"10,{wall!r}", seq_len="100", learning_rate="10", steps="500", step="0")

    result = compute(params)

    view = TOPIC.draw(result)
    assert result.unclipped_grad_norms[0] > 1e20
    assert np.isfinite(result.unclipped).all()
    assert "· 10" in view.verdict
    assert query_of(params)["seq_len"] == "100"


def test_the_script_gives_every_number_of_a_clipped_run(tmp_path):
    params = preset("Thrown far")
    path = tmp_path / "script.py"
    path.write_text(TOPIC.script(params))

    run = subprocess.run(
        [sys.executable, "-W", "error", str(path)], capture_output=True, text=True, check=True
    )

    printed = {name: ast.literal_eval(text) for name, text in re.findall(r"^(\w+) = (.+)$", run.stdout, re.M)}
    result = compute(params)
    until = min(step for step in (result.by_norm_parts_at, result.by_value_parts_at, 999) if step)
    assert printed["by_norm_clipped"] == result.by_norm_clipped
    for name in ("unclipped", "by_norm", "by_value"):
        np.testing.assert_allclose(printed[name][:20], getattr(result, name)[:20], rtol=1e-9)
        np.testing.assert_allclose(
            printed[name][: until // 2], getattr(result, name)[: until // 2], atol=1e-6
        )
