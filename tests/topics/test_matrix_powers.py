import math

import numpy as np
import pytest

from app.core.spectrum import MAX_CONDITION
from app.topics.matrix_powers import TOPIC, Params, compute
from app.topics.words.matrix_powers_formulas import scaled

VERDICTS = {
    "A pair: grows, then fades": ("Vanishes in the end: ρ = 0.9499", "First it grows, to 11.79 at n = 3"),
    "V at right angles": ("Vanishes in the end: ρ = 0.9", "|Wⁿ| is ρⁿ at every n"),
    "The same λ, V askew": ("First it grows, to 19.98 at n = 7", "up to 82.33 times ρⁿ", "cond(V) = 253.2"),
    "One explodes": ("Explodes: ρ = 1.05", "|W²⁰⁰| = 24,455", "1 explodes and 3 vanish"),
    "On the circle": ("Neither explodes nor vanishes: ρ = 1", "2 vanish and 2 stay"),
    "Defective: a block of 2": ("No V exists: λ = 0.95 stands 2 times", "n·λⁿ⁻¹", "7.566 at n = 19"),
    "Defective: a block of 4": ("No V exists: λ = 0.95 stands 4 times", "C(n, 3)·λⁿ⁻³", "1,843 at n = 59"),
    "Almost defective": ("Vanishes in the end", "V is not orthogonal"),
    "The lecture’s W": ("Explodes: ρ = 2.584",),
    "W² = 0": ("W² is exactly 0", "The eigenvalues tell the end, not the way there"),
}
PRESETS = {preset.label: dict(preset.params) for preset in TOPIC.presets}


def read(**params: str) -> Params:
    return Params.model_validate(params)


@pytest.mark.parametrize("label", PRESETS)
def test_presets_lead_to_what_their_label_says(label):
    said = TOPIC.view(read(**PRESETS[label])).verdict

    assert all(words in said for words in VERDICTS[label]), said


@pytest.mark.parametrize("label", PRESETS)
@pytest.mark.parametrize("n", [1, 10, 50, 200])
def test_the_power_is_numpys(label, n):
    result = compute(read(**PRESETS[label] | {"n": str(n)}))

    theirs = np.linalg.matrix_power(result.matrix, n)
    tolerance = 1e-7 if "efective" in label else 1e-11
    assert np.linalg.norm(result.power - theirs, 2) <= tolerance * np.linalg.norm(theirs, 2)
    if theirs.any():
        assert result.log10_norm[-1] == pytest.approx(math.log10(np.linalg.norm(theirs, 2)), abs=1e-7)


@pytest.mark.parametrize("label", PRESETS)
def test_modes_rebuild_the_power_and_bound_it(label):
    result = compute(read(**PRESETS[label]))
    if result.cond_v is None:
        assert result.rebuilding_error is None
        return
    assert result.rebuilding_error is not None
    assert result.bulge is not None

    rebuilt = result.eigenvectors * result.eigenvalue_powers @ result.eigenvectors_inverse
    off = np.linalg.norm(rebuilt - result.power, 2) / np.linalg.norm(result.power, 2)
    assert off == pytest.approx(result.rebuilding_error[-1], rel=0.5, abs=1e-15)
    assert off < 1e-15 * max(100, result.cond_v**1.5)
    assert result.cond_v < MAX_CONDITION
    assert 1 <= result.bulge <= result.cond_v * (1 + 1e-9)


@pytest.mark.parametrize("shear", ["0", "1", "3", "5"])
def test_the_size_is_known_for_a_normal_matrix_and_rises_with_the_shear(shear):
    result = compute(read(structure="four_real", eigenvalues="0.9,0.8,0.7,0.6", shear=shear))

    if shear == "0":
        np.testing.assert_allclose(result.log10_norm, result.log10_radius, atol=1e-12)
    else:
        assert result.bulge is not None
        assert result.bulge > 1.4


def test_a_defective_matrix_shows_its_block_in_place_of_v():
    result = compute(read(**PRESETS["Defective: a block of 4"]))

    assert result.eigenvectors is None
    assert result.basis is not None
    assert result.log10_block is not None
    np.testing.assert_allclose(
        result.basis @ result.block_power @ np.linalg.inv(result.basis), result.power, atol=1e-9
    )
    assert 10 ** result.log10_block[-1] == pytest.approx(math.comb(200, 3) * 0.95**197)
    figures = {figure.slot for figure in TOPIC.draw(result).figures}
    assert "matrices" in figures
    assert "error" not in figures


def test_an_own_defective_matrix_has_no_usable_v_and_that_is_said():
    view = TOPIC.view(read(structure="own", matrix="2,1;0,2"))

    assert "no usable V" in view.verdict
    assert set(view.absent) == {"matrices", "error"}


def test_a_chain_pulled_apart_has_a_v_again():
    apart = compute(read(structure="chain_of_2", eigenvalues="0.95,0.9,0.8,0.5", shear="0"))
    near = compute(read(structure="chain_of_2", eigenvalues="0.95,0.949,0.8,0.5", shear="0"))

    assert apart.cond_v is not None
    assert near.cond_v is not None
    assert 10 < apart.cond_v < near.cond_v


def test_handles_of_a_pair_move_both_and_real_ones_keep_to_their_axis():
    figure = next(figure for figure in TOPIC.view(Params()).figures if figure.slot == "plane")
    handles = figure.figure.layout.meta["handles"]

    for handle in handles:
        numbers = dict(enumerate(Params().eigenvalues.tolist()))
        at = {"x": handle["x"], "y": handle["y"]}
        for change in handle["sets"]:
            assert numbers[change["entry"]] == pytest.approx(change["sign"] * at[change["axis"]])
    assert [len(handle["sets"]) for handle in handles] == [2, 2, 1, 1]
    assert [handle["sets"][-1]["sign"] for handle in handles[:2]] == [1, -1]


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"structure": "four_real", "eigenvalues": "0,0,0,0"}, "W is 0"),
        ({"structure": "chain_of_4", "eigenvalues": "0,0,0,0"}, "every eigenvalue is 0, so W⁴ is 0"),
        ({"structure": "chain_of_2", "eigenvalues": "1,1,0.5,0.5", "shear": "0"}, "Explodes, though ρ = 1"),
        ({"structure": "own", "matrix": "1,1;0,1"}, "ρ = 1 and W has no usable V"),
        ({"structure": "four_real", "eigenvalues": "0.01,0.01,0.01,0.01", "n": "200"}, "|W²⁰⁰| = "),
        ({"structure": "own", "matrix": "5,5,5,5;5,5,5,5;5,5,5,5;5,5,5,5", "n": "200"}, "Explodes: ρ = 20"),
        (
            {"structure": "two_pairs", "eigenvalues": "-1.4,1.4,1.4,-1.4", "shear": "5", "n": "200"},
            "Explodes",
        ),
    ],
)
def test_the_corners_are_answered_in_words(params, words):
    view = TOPIC.view(read(**params))

    assert words in view.verdict
    assert "nan" not in view.verdict


def test_what_no_float_holds_has_its_logarithm():
    result = compute(read(structure="four_real", eigenvalues="0.01,0.01,0.01,0.01", shear="0", n="200"))

    assert "too small for a float" in result.status
    assert result.log10_norm[-1] == pytest.approx(-400, abs=1e-9)


def test_very_small_and_large_matrices_are_written_with_a_power_of_ten():
    entries = np.array([[1.2345e-9, -3e-10], [0, 1e-24]], complex)

    assert scaled(entries) == r"10^{-9} \begin{bmatrix} 1.234 & -0.300 \\ 0 & 0 \end{bmatrix}"
    assert scaled(np.array([[0.5 + 0.25j]])) == r"\begin{bmatrix} 0.50+0.25i \end{bmatrix}"
