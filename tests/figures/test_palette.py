"""Colors that can be read and told apart, in both themes and by every kind of eye."""

from itertools import combinations

import numpy as np
import pytest

from app.figures.palette import DARK, GATE_LETTERS, GATE_ROLES, LIGHT, ROLES, Tokens

THEMES = [pytest.param(LIGHT, id="light"), pytest.param(DARK, id="dark")]
TEXT = ("ink", "muted", "accent", "good", "warn", "bad")

# Machado, Oliveira & Fernandes 2009, full deficiency, on linear RGB.
EYES = {
    "usual": np.eye(3),
    "no green cones": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "no red cones": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
}


def linear(color: str) -> np.ndarray:
    rgb = np.array([int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)])
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def contrast(first: str, second: str) -> float:
    """WCAG 2.2, relative luminance."""
    low, high = sorted(float(linear(color) @ [0.2126, 0.7152, 0.0722]) for color in (first, second))
    return (high + 0.05) / (low + 0.05)


def oklab(rgb: np.ndarray) -> np.ndarray:
    """Ottosson 2020, A perceptual color space for image processing."""
    cones = np.array(
        [
            [0.4122214708, 0.5363325363, 0.0514459929],
            [0.2119034982, 0.6806995451, 0.1073969566],
            [0.0883024619, 0.2817188376, 0.6299787005],
        ]
    )
    mixed = np.array(
        [
            [0.2104542553, 0.7936177850, -0.0040720468],
            [1.9779984951, -2.4285922050, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.8086757660],
        ]
    )
    return mixed @ np.cbrt(cones @ rgb.clip(0, 1))


def distance(first: str, second: str, eye: np.ndarray) -> float:
    return float(np.linalg.norm(oklab(eye @ linear(first)) - oklab(eye @ linear(second))))


def test_contrast_of_black_on_white_is_21():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("tokens", THEMES)
def test_text_and_roles_can_be_read_on_page_and_surface(tokens: Tokens):
    texts = {name: getattr(tokens, name) for name in TEXT} | dict(tokens.roles)

    for name, color in texts.items():
        for page in (tokens.background, tokens.surface):
            assert contrast(color, page) >= 4.5, name


@pytest.mark.parametrize("eye", EYES.values(), ids=EYES.keys())
@pytest.mark.parametrize("tokens", THEMES)
def test_roles_stay_apart(tokens: Tokens, eye: np.ndarray):
    for first, second in combinations(tokens.roles, 2):
        # about four times what is just noticed side by side (0.02)
        assert distance(tokens.roles[first], tokens.roles[second], eye) > 0.08, (first, second)


def test_color_is_never_the_only_sign():
    for tokens in (LIGHT, DARK):
        assert set(tokens.roles) == set(ROLES)
    assert len(set(ROLES.values())) == len(ROLES)
    assert set(GATE_ROLES.values()) <= set(ROLES)
    assert set(GATE_LETTERS) == set(GATE_ROLES)


def test_gates_of_like_purpose_wear_one_hue():
    assert GATE_ROLES["new_gate"] == GATE_ROLES["cell_gate"] == "candidate"
    assert GATE_ROLES["update_gate"] == GATE_ROLES["forget_gate"] == "forget_gate"
    assert GATE_ROLES["reset_gate"] == GATE_ROLES["input_gate"] == "input_gate"
