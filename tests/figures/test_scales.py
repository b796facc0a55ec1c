"""Scales run one way in lightness, end at the page, and keep their special colors apart."""

import pytest

from app.figures.palette import DARK, LIGHT
from app.figures.scales import DIVERGING, EXACT_ZERO, GATES, GRADIENT, TIME, Scale
from tests.figures.test_palette import EYES, contrast, distance

RISING = [
    pytest.param(scale, id=name) for name, scale in {**GATES, "gradient": GRADIENT, "time": TIME}.items()
]


@pytest.mark.parametrize("scale", RISING)
def test_each_stop_stands_out_more_than_the_one_before(scale: Scale):
    for stops, page in ((scale.light, LIGHT.background), (scale.dark, DARK.background)):
        contrasts = [contrast(stop, page) for stop in stops]

        assert contrasts == sorted(contrasts)


def test_both_signs_stand_out_alike_and_nothing_sinks_into_the_page():
    for stops, page in ((DIVERGING.light, LIGHT.background), (DIVERGING.dark, DARK.background)):
        contrasts = [contrast(stop, page) for stop in stops]

        assert contrasts[:5] == sorted(contrasts[:5], reverse=True)
        assert contrasts[4:] == sorted(contrasts[4:])
        assert contrasts[4] < 1.2
        assert contrasts[0] == pytest.approx(contrasts[-1], rel=0.2)


def test_time_can_be_seen_from_the_first_step_to_the_last():
    for stops, page in ((TIME.light, LIGHT.background), (TIME.dark, DARK.background)):
        assert min(contrast(stop, page) for stop in stops) >= 3


@pytest.mark.parametrize("eye", EYES.values(), ids=EYES.keys())
def test_exact_zero_is_no_color_of_the_gradient_scale(eye):
    for zeros, stops in ((EXACT_ZERO.light, GRADIENT.light), (EXACT_ZERO.dark, GRADIENT.dark)):
        assert min(distance(zeros[0], stop, eye) for stop in stops) > 0.1


def test_stops_fill_the_scale_or_what_is_left_of_it():
    assert [place for place, _ in TIME.stops()] == [0, 0.25, 0.5, 0.75, 1]
    assert [place for place, _ in TIME.stops(0.2)] == pytest.approx([0.2, 0.4, 0.6, 0.8, 1])
    assert TIME.stops(0.08)[-1] == [1.0, TIME.light[-1]]
