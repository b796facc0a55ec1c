import numpy as np

from app.figures.term_sizes import Terms, percent, term_sizes
from tests.figures.samples import frozen

SIZES = frozen(np.array([0.0, 1.0, 4.0]))
SHARES = frozen(np.array([0.0, 0.056, 0.944]))


def test_bars_have_the_terms_sizes_and_shares_and_can_be_chosen():
    drawn = term_sizes(Terms(SIZES, SHARES, None, 2, "term"))

    (bar,) = drawn.figure.data
    assert bar.y.tolist() == SIZES.tolist()
    assert bar.x.tolist() == bar.customdata.tolist() == [1, 2, 3]
    assert list(bar.text) == ["exactly 0", "5.6 %", "94 %"]
    assert list(bar.marker.opacity) == [0.4, 1.0, 0.4]
    assert drawn.figure.layout.meta["choose"] == "term"
    assert tuple(drawn.figure.layout.xaxis.range) == (-0.5, 3.5)


def test_simplified_terms_stand_beside_the_exact_ones_on_a_log_axis():
    simplified = frozen(np.array([9e5, 3.0, 4.0]))

    drawn = term_sizes(Terms(SIZES, SHARES, simplified, 2, "term"))

    exact, zeros, ignored = drawn.figure.data
    assert drawn.figure.layout.yaxis.type == "log"
    assert exact.y[1:].tolist() == SIZES[1:].tolist()
    assert ignored.y.tolist() == simplified.tolist()
    assert "exactly 0" in zeros.name
    assert ignored.marker.symbol == "circle-open"
    assert exact.customdata.tolist() == ignored.customdata.tolist() == [1, 2, 3]
    assert exact.marker.size[1] > exact.marker.size[0]


def test_a_gradient_of_0_has_no_shares():
    (bar,) = term_sizes(Terms(np.zeros(3), None, None, 1, "term")).figure.data

    assert list(bar.text) == ["", "", ""]
    assert "share" not in bar.hovertemplate


def test_shares_are_never_rounded_to_0():
    shares = (1.0, 0.556, 0.0012, -0.03, 3e-9, 0.0)

    words = [percent(share) for share in shares]

    assert words == ["100 %", "56 %", "0.12 %", "−3 %", "3.0·10<sup>-7</sup> %", "0 %"]
