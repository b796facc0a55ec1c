"""Going forwards: the slide's digits on the page and in the API, and an honest verdict for every preset."""

import re

import numpy as np
import pytest

from app.topics.power_iteration import TOPIC, Params

SAYS = {
    "The slide": r"Settles: .*0\.12065226, −0\.99269483.*under 1° from step 12 on.*0\.6185",
    "Squash instead": r"2-cycle through \(0\.89080, 0\.88416\).*0\.16° from the eigenvector of the smaller",
    "Complex pair: turns": r"Turns for ever: .*59\.08° a step on average; single steps turn it by 51\.3° to 67\.5°",
    "Negative: flips": r"Flips: .*−2\.158 is negative.*from step 7 on",
    "|λ₁| = |λ₂|": r"Never settles: several different eigenvalues",
    "Near tie: slow": r"Settles.*under 1° from step 243 on.*0\.99\.",
    "Defective: creeps": r"Creeps: .*8\.746° after 10 steps, 0\.01146° after 10,000",
    "Start on the slide’s v₂": r"under 1° from step 48.*crosses 45° at step 38, rescued by the last digits",
    "Start off v₁ for ever": r"Stays aside",
    "Non-normal: grows first": r"grew 13\.47-fold until step 6 and is under its start from step 38.*cond\(V\) = 100",
    "Squash, σ < 1: dies": r"dies: .*0\.00832 after 10, 3\.9 · 10⁻¹⁷ after 100.*σ_max = 0\.7671 < 1 forces it",
    "Alive with ρ = 0": r"comes to rest at \(0\.95243, 0\.99997\).*lives although ρ = 0",
    "Squash: chaos": r"chaotic: a nudge grows by 0\.1[4-7]\d nats a step",
    "Always true: all positive": r"Settles: .*0\.55470020, 0\.83205029",
    "8 x 8 by seed": r"Settles: .*13\.19.*0\.75\.",
    "Draw 1,000": r"Of 1,000 drawn matrices \d+ settle, \d+ flip and \d+ turn",
}


@pytest.mark.parametrize("preset", TOPIC.presets, ids=lambda preset: preset.label)
def test_a_preset_leads_to_what_its_label_says(preset):
    view = TOPIC.view(Params.model_validate(dict(preset.params)))

    assert re.search(SAYS[preset.label], view.verdict), view.verdict


def test_a_start_that_is_only_far_from_v1_is_not_called_rescued():
    verdict = TOPIC.view(
        Params.model_validate({"matrix": "0.995,0.005;0.005,0.995", "h0": "0.3,-0.299"})
    ).verdict

    assert "only from step 637 on is the angle under 45°" in verdict  # ln(599) / ln(1 / 0.99) = 636.4
    assert "rescued" not in verdict


def test_the_quiz_is_answered_by_its_state():
    view = TOPIC.view(Params.model_validate(dict(TOPIC.quiz.params)))

    assert "2-cycle" in view.verdict
    assert "jumping between two points" in TOPIC.quiz.choices[TOPIC.quiz.answer]


def test_every_number_of_the_slides_is_in_the_formulas():
    view = TOPIC.view(Params())

    written = " ".join(equation.latex for equation in view.equations)
    for digits in (
        *("-1.15011703", "-0.45383375", "-3.68550987", "2.13596934"),
        *("0.3", "0.2", "0.12065226", "-0.99269483"),
        *("-0.7117151", "-0.70246823", "-1.5980544", "2.58390671", "10000"),
    ):
        assert digits in written, digits


def test_eigenvalues_come_in_numpys_order_as_on_the_slide():
    result = TOPIC.compute(Params())

    assert result.eigenvalues == pytest.approx([-1.5980544, 2.58390671], abs=5e-9)
    assert result.matrix @ result.eigenvectors == pytest.approx(
        result.eigenvectors * result.eigenvalues, abs=1e-14
    )


def test_a_start_and_its_opposite_end_opposite():
    forth = TOPIC.compute(Params.model_validate({"h0": "0.3,0.2"}))
    back = TOPIC.compute(Params.model_validate({"h0": "-0.3,-0.2"}))

    assert back.h == pytest.approx(-forth.h, abs=1e-12)


def test_an_overflow_says_where_the_size_is():
    result = TOPIC.compute(Params.model_validate({"keep": "nothing"}))
    view = TOPIC.draw(result)

    assert result.h is None
    assert "too large for a float" in view.status
    assert np.linalg.norm(result.direction) == pytest.approx(1)
    assert result.log10_norm[-1] == pytest.approx(10_000 * np.log10(2.583906707931819), abs=2)


def test_other_starts_end_where_the_own_one_does():
    result = TOPIC.compute(Params())

    assert result.fan.shape == (61, 25)
    assert (result.fan[-1] < 1e-3).all()
    assert result.fan[:, -1] == pytest.approx(result.angle[:61], abs=1e-9)


def test_a_figure_draws_the_results_numbers():
    result = TOPIC.compute(Params())
    plane = next(figure for figure in TOPIC.draw(result).figures if figure.slot == "plane").figure

    points = next(trace for trace in plane.data if trace.name == "h")
    assert np.asarray(points.x) == pytest.approx(result.path[:, 0])
    assert np.asarray(points.y) == pytest.approx(result.path[:, 1])
    (handle,) = plane.layout.meta["handles"]
    assert (handle["x"], handle["y"]) == (0.3, 0.2)


def test_a_handle_on_a_column_names_the_entries_that_it_sets():
    view = TOPIC.view(Params())
    figure = next(figure for figure in view.figures if figure.slot == "map").figure

    second = figure.layout.meta["handles"][1]

    assert [step["entry"] for step in second["sets"]] == [1, 3]
    assert (second["x"], second["y"]) == (-0.45383375, 2.13596934)


def test_states_far_under_every_square_have_their_angles_and_turns():
    given = {"matrix": "0.5,0;0,-0.25", "h0": "1,1", "keep": "squash", "steps": "900", "shown": "900"}
    result = TOPIC.compute(Params.model_validate(given))

    assert np.abs(result.path[-1]).max() < 1e-250
    assert np.isfinite(result.turn).all()
    assert result.angle[500] == pytest.approx(0, abs=1e-100)
    assert result.angle[1] > 1


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (
            {"matrix": "-2,-4;0,2", "keep": "nothing"},
            r"alternating; .*\|h\| = 7\.2 · 10³⁰⁰⁹ after 10,000 steps\.$",
        ),
        (
            {"matrix": "0,0,1;1,0,0;0,1,0", "h0": "1,2,4", "steps": "1"},
            r"after 1 step is \d|goes on alternating\.",
        ),
        (
            {"matrix": "0,1,0;0,0,1;0,0,0", "keep": "squash", "steps": "2"},
            r"\|h\| is 0\.\d+ after 2 steps; ρ = 0 ",
        ),
        ({"matrix": "0,0;0,0"}, "Becomes 0 at step 1"),
        ({"h0": "0,0"}, "Stays 0: h₀ is 0"),
        ({"h0": "0,0", "keep": "squash"}, "stays 0, where it starts"),
        ({"matrix": "0,1;0,0", "steps": "1"}, "every eigenvalue is 0, so h is 0 after 2 steps at most"),
        ({"matrix": "1,1;0,1", "steps": "10"}, r"4\.97° after 10 steps\.$"),
    ],
)
def test_the_corners_are_told_in_words(given, says):
    view = TOPIC.view(Params.model_validate(given))

    assert re.search(says, view.verdict), view.verdict
    assert not re.search(r"nan|inf\b|e[+-]\d", view.verdict)
    assert all("undefined" not in equation.latex for equation in view.equations)


@pytest.mark.parametrize("steps", ["1", "3", "9", "10"])
def test_the_script_of_a_short_run_runs_to_its_end(steps, capsys):
    exec(compile(TOPIC.script(Params.model_validate({"steps": steps})), "script", "exec"), {})

    assert "# angle to v1 after" in capsys.readouterr().out
