import numpy as np

from app.core.underflow import known_sizes


def test_what_fades_out_of_the_floats_is_not_known():
    fading = 1e-20 ** np.arange(20.0)

    found = known_sizes(fading)

    assert fading[-1] == 0, "as a float"
    np.testing.assert_array_equal(found[:15], fading[:15])
    assert np.isnan(found[15:]).all()


def test_an_exact_zero_comes_at_once_and_stays():
    for exact in ([1.0, 0.5, 0.0, 0.0], [0.0, 0.5, 0.25, 0.125], [0.0, 0.0, 0.0, 0.0]):
        np.testing.assert_array_equal(known_sizes(np.array(exact)), exact)


def test_both_kinds_in_one_course_are_told_apart():
    found = known_sizes(np.array([0.0, 1.0, 1e-150, 1e-300, 0.0]))

    assert found[0] == 0
    assert np.isnan(found[3:]).all()
