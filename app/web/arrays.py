"""One array as JSON, .npy or .csv, every number at full precision."""

import io
from typing import Literal

import numpy as np
from starlette.responses import Response

from app.errors import InvalidInput
from app.microscope.arrays import NamedArray
from app.web.answers import json_answer

Format = Literal["json", "npy", "csv"]
_MAX_TEXT_VALUES = 6_000_000


def array_answer(array: NamedArray, form: Format, file_stem: str) -> Response:
    """The array in the wished form; the two file forms are sent as downloads."""
    if form != "npy" and array.values.size > _MAX_TEXT_VALUES:
        raise InvalidInput(
            f"{array.name} has {array.values.size:,} values; as text up to {_MAX_TEXT_VALUES:,} are sent. "
            "Ask for format=npy."
        )
    if form == "json":
        return json_answer(_content(array))
    data, media_type = (
        (_npy(array.values), "application/octet-stream")
        if form == "npy"
        else (_csv(array), "text/csv; charset=utf-8")
    )
    name = f"{file_stem}-{array.name}.{form}"
    return Response(data, 200, {"Content-Disposition": f'attachment; filename="{name}"'}, media_type)


def _content(array: NamedArray) -> dict[str, object]:
    return {
        "name": array.name,
        "dims": array.dims,
        "shape": array.values.shape,
        "dtype": str(array.values.dtype),
        "status": _status(array.values),
        "data": array.values,
    }


def _status(values: np.ndarray) -> str:
    """`ok`, or why there are nulls."""
    lacking = int((~np.isfinite(values)).sum())
    if lacking == 0:
        return "ok"
    return (
        f"{lacking:,} of {values.size:,} values are null: they overflow {values.dtype}, or follow from one "
        "that does."
    )


def _npy(values: np.ndarray) -> bytes:
    stream = io.BytesIO()
    np.save(stream, values, allow_pickle=False)
    return stream.getvalue()


def _csv(array: NamedArray) -> bytes:
    """Rows of numbers as numpy.loadtxt reads them (complex ones with dtype=complex)."""
    values = array.values if array.values.ndim > 1 else array.values[:, None]
    if values.ndim > 2:
        raise InvalidInput(
            f"{array.name} has the axes {', '.join(array.dims)}; CSV holds two. Choose one sequence by "
            "sample=, or ask for format=npy."
        )
    return (
        "".join(",".join(map(_text, row)) + "\n" for row in values.tolist()).encode()
        if values.dtype.kind != "f"
        else _float_csv(values)
    )


def _float_csv(values: np.ndarray) -> bytes:
    return "".join(",".join(map(str, row)) + "\n" for row in values).encode()


def _text(value: complex | int) -> str:
    return str(value).strip("()")
