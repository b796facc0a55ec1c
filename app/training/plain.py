"""Numbers as plain data for JSON: what is not a number is None."""

from typing import Any

import numpy as np
import orjson
from jaxtyping import Shaped
from torch import Tensor


def plain(values: Shaped[Tensor, "..."] | Shaped[np.ndarray, "..."] | float | None) -> Any:
    """Nested lists of the shortest numbers that are these to the last bit; inf and nan become None."""
    if isinstance(values, Tensor):
        values = values.detach().cpu().numpy()
    if isinstance(values, np.ndarray):
        values = np.ascontiguousarray(values)
    return orjson.loads(orjson.dumps(values, option=orjson.OPT_SERIALIZE_NUMPY))
