"""What a user gives a network to read: .npy, .csv, numbers, or noise drawn by seed."""

import io
import math
import re
import sys

import numpy as np
from jaxtyping import Float

from app.errors import InvalidInput

_FORMS = "Send a .npy file or a .csv file with one row a time step and one column an input unit."
_NPY = b"\x93NUMPY"


def read_input(data: bytes) -> np.ndarray:
    """Numbers of a .npy or .csv file, told apart by their content.

    Raises:
        InvalidInput: neither of the two, cut short, or holding something that is not a number.
    """
    if not data:
        raise InvalidInput(f"The input is empty. {_FORMS}")
    return _read_npy(data) if data.startswith(_NPY) else _read_csv(data)


def _read_npy(data: bytes) -> np.ndarray:
    stream = io.BytesIO(data)
    try:
        version = np.lib.format.read_magic(stream)
        read_header = {
            (1, 0): np.lib.format.read_array_header_1_0,
            (2, 0): np.lib.format.read_array_header_2_0,
        }[version]
        shape, _, dtype = read_header(stream)
    except (ValueError, KeyError, SyntaxError, TypeError) as error:
        raise InvalidInput(f"The .npy file's header cannot be read ({error}). {_FORMS}") from None
    if dtype.hasobject or dtype.kind not in "fiub":
        raise InvalidInput(f"The .npy file holds {dtype}, not numbers: save `x.astype('float32')`.")
    expected, there = math.prod(shape) * dtype.itemsize, len(data) - stream.tell()
    if expected != there:
        raise InvalidInput(
            f"The .npy file says {shape} of {dtype}, {expected:,} bytes, but holds {there:,}: it was cut "
            "short or changed. Save it again with numpy.save."
        )
    return np.load(io.BytesIO(data), allow_pickle=False)


def _read_csv(data: bytes) -> np.ndarray:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidInput(f"The input is neither .npy nor text in UTF-8. {_FORMS}") from None
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    lines = [(number, line) for number, line in lines if not line.lstrip().startswith("#")]
    if lines and _is_header(lines[0][1]):
        lines = lines[1:]
    if not lines:
        raise InvalidInput(f"The input has no row of numbers. {_FORMS}")
    rows = [_row(number, line) for number, line in lines]
    width = len(rows[0])
    for (number, _), row in zip(lines, rows, strict=True):
        if len(row) != width:
            raise InvalidInput(
                f"Line {number} has {len(row)} numbers, line {lines[0][0]} has {width}: rows must be alike."
            )
    return np.array(rows, dtype=np.float64)


def _cells(line: str) -> list[str]:
    """Cells of a line, apart by the first of `;`, tab, `,` that is in it, else by spaces."""
    for mark in ";\t,":
        if mark in line:
            return [cell.strip().strip('"') for cell in line.strip().removesuffix(mark).split(mark)]
    return re.split(r"\s+", line.strip())


def _is_header(line: str) -> bool:
    return not any(_is_number(cell) for cell in _cells(line)) and bool(re.search(r"[^\W\d_]", line))


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _row(number: int, line: str) -> list[float]:
    cells = _cells(line)
    try:
        return [float(cell) for cell in cells]
    except ValueError:
        column = next(index for index, cell in enumerate(cells) if not _is_number(cell))
        raise InvalidInput(
            f"Line {number}, column {column + 1}: {cells[column][:40]!r} is not a number. "
            "Write numbers as 0.5 or 5e-1, apart by commas."
        ) from None


def as_sequence(values: object, input_size: int, max_count: int = sys.maxsize) -> Float[np.ndarray, "..."]:
    """Values as (time, input) or (batch, time, input), checked against what the network reads.

    Raises:
        InvalidInput: not numbers, another shape, more than `max_count`, NaN or infinity.
    """
    try:
        array = np.asarray(values if _is_plain(values) else None)
    except ValueError:  # rows of different lengths
        array = np.array(None)
    if array.dtype.kind not in "fiub":
        raise InvalidInput(
            "The input must be a rectangle of plain numbers, no text and no null: one row a time step, every row as "
            "long as the others."
        )
    if array.ndim == 1 and input_size == 1:
        array = array[:, None]
    if array.ndim not in (2, 3) or array.shape[-1] != input_size or array.size == 0:
        raise InvalidInput(
            f"The input has shape {array.shape}; this network reads (time, {input_size}), or (batch, time, "
            f"{input_size}) for several sequences."
        )
    check_count(array.size, max_count)
    array = array.astype(np.float64)
    _check_finite(array)
    return array


def _is_plain(values: object, depth: int = 8) -> bool:
    """Whether lists hold numbers alone: one long text among them would make NumPy widen every cell to it."""
    if not isinstance(values, list):
        return True
    kinds = set(map(type, values))
    if kinds <= {int, float, bool}:
        return True
    return kinds == {list} and depth > 1 and all(_is_plain(row, depth - 1) for row in values)


def check_count(count: int, max_count: int) -> None:
    """Raise InvalidInput where an input holds more numbers than are kept."""
    if count > max_count:
        raise InvalidInput(
            f"The input holds {count:,} numbers; up to {max_count:,} are taken. Send fewer steps or sequences, "
            "or raise the setting UNROLLED_MAX_UPLOAD_MB."
        )


def _check_finite(array: Float[np.ndarray, "..."]) -> None:
    bad = np.argwhere(~np.isfinite(array))
    if len(bad):
        *_, step, unit = bad[0].tolist()
        raise InvalidInput(
            f"The input has {len(bad):,} values that are NaN or infinite, the first at step {step}, "
            f"column {unit}. Replace them before sending it."
        )


def noise(steps: int, seed: int, input_size: int) -> Float[np.ndarray, "time input"]:
    """Standard normal numbers by seed: a network without its own input still moves."""
    return np.random.default_rng(seed).standard_normal((steps, input_size))
