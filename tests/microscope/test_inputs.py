"""Reading what users send: numbers in many dresses, and clear words for everything else."""

import contextlib
import io
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import InvalidInput
from app.microscope.inputs import as_sequence, noise, read_input


def npy(array: np.ndarray, **options) -> bytes:
    stream = io.BytesIO()
    np.save(stream, array, **options)
    return stream.getvalue()


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", "int64", "uint8", "bool"])
def test_npy_of_any_number_type_is_read(dtype):
    array = np.array([[0, 1, 1], [1, 0, 0]], dtype=dtype)

    assert np.array_equal(read_input(npy(array)), array)


def test_npy_in_fortran_order_is_read():
    array = np.asfortranarray(np.arange(6.0).reshape(2, 3))

    assert np.array_equal(read_input(npy(array)), array)


@pytest.mark.parametrize(
    "text",
    [
        "1,2.5\n-3,4e-1\n",
        "1;2.5\n-3;4e-1",
        "1\t2.5\r\n-3\t4e-1\r\n",
        "1 2.5\n\n  -3   4e-1 \n",
        "a,b\n1,2.5\n-3,4e-1\n",
        "\ufeff# by hand\n1, 2.5\n-3, 4e-1",
        '"1","2.5"\n"-3","4e-1"\n',
        "1,2.5,\n-3,4e-1,\n",
    ],
)
def test_csv_in_the_dresses_of_the_world_is_read(text):
    assert np.array_equal(read_input(text.encode()), [[1, 2.5], [-3, 0.4]])


@given(
    st.lists(
        st.lists(st.floats(allow_nan=False, allow_infinity=False, width=64), min_size=2, max_size=2),
        min_size=1,
        max_size=5,
    )
)
def test_numbers_survive_csv_bit_for_bit(rows):
    text = "\n".join(",".join(map(repr, row)) for row in rows)

    assert np.array_equal(read_input(text.encode()), rows)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"\n\n", "no row"),
        (b"1,2\n3\n", "Line 2 has 1 numbers, line 1 has 2"),
        (b"1,2\n3,four\n", "Line 2, column 2: 'four' is not a number"),
        (b"\x00\xff\xfe", "UTF-8"),
        (b"\x93NUMPY\x01\x00", "header"),
        (npy(np.zeros((3, 2)))[:-4], "cut short"),
        (npy(np.array([{}, None]), allow_pickle=True), "not numbers"),
        (npy(np.zeros(2, complex)), "not numbers"),
        (npy(np.array(["a"])), "not numbers"),
    ],
)
def test_what_is_no_input_is_named(data, said):
    with pytest.raises(InvalidInput, match=said):
        read_input(data)


def test_a_header_that_promises_terabytes_is_refused_before_memory_is_taken():
    header = npy(np.zeros((3, 2))).replace(b"(3, 2)", b"(9999999, 99999999)".replace(b" ", b""))

    with pytest.raises(InvalidInput):
        read_input(header)


@given(st.binary(max_size=200))
def test_no_bytes_make_another_error(data):
    for head in (b"", b"\x93NUMPY\x01\x00"):
        with contextlib.suppress(InvalidInput):
            assert read_input(head + data).ndim == 2


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([[1.0, 2.0]], r"shape \(1, 2\).*\(time, 3\)"),
        ([[1.0, 2.0, 3.0], [1.0]], "rectangle"),
        ([["a", "b", "c"]], "no text"),
        ([["1", "2", "3"]], "no text"),
        ([[1, 2, None]], "no null"),
        ({"a": 1}, "rectangle"),
        ([], r"shape \(0,\)"),
        ([[[[1.0, 2.0, 3.0]]]], "shape"),
        ([[1.0, 2.0, 3.0], [1.0, float("nan"), 2.0]], "first at step 1, column 1"),
        ([[1.0, 2.0, float("inf")]], "NaN or infinite"),
        ([[10**400, 1, 1]], "rectangle"),
        ([["x" * 700_000] + ["a"] * 200_000], "no text"),  # NumPy would make each cell as wide as the widest
        (json.loads("[" * 900 + "1" + "]" * 900), "rectangle"),
    ],
)
def test_a_sequence_of_another_shape_is_refused(values, said):
    with pytest.raises(InvalidInput, match=said):
        as_sequence(values, 3)


def test_one_column_may_be_a_plain_list():
    assert as_sequence([1, 2, 3], 1).shape == (3, 1)


def test_noise_is_the_same_for_the_same_seed_and_standard_normal():
    drawn = noise(20_000, 3, 2)

    assert np.array_equal(drawn, noise(20_000, 3, 2))
    assert not np.array_equal(drawn[:10], noise(10, 4, 2))
    assert np.allclose([drawn.mean(), drawn.std()], [0, 1], atol=0.02)
