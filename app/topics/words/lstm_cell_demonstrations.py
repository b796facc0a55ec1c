"""What each network of the LSTM page reads by itself, as a line or two of NumPy for its script; T is the length."""

from collections.abc import Mapping
from types import MappingProxyType

from app.core.constructed_lstms import BRACKETS, RAMP_RESET_AT, RAMP_VALUE, READ_AT, RESET_AT

_PULSES = "x = (np.random.default_rng(SEED).random((T, 1)) < 0.4).astype(float)"
_T = "t = np.arange(1, T + 1)\n"

DEMONSTRATIONS: Mapping[str, str] = MappingProxyType(
    {
        "latch": f"{_T}x = np.stack([np.where(t == 1, 1.0, -1.0), t == 1], axis=1)",
        "latch_with_reset": f"{_T}x = np.stack([t == 1, t == {RESET_AT}], axis=1).astype(float)",
        "counter": _PULSES,
        "counter_in_h": _PULSES,
        "brackets": f'read = np.resize(list("{BRACKETS}"), T)\n'
        'x = np.stack([read == "(", read == ")"], axis=1).astype(float)',
        "ramp_with_reset": f"{_T}x = np.stack([np.full(T, {RAMP_VALUE}), t == {RAMP_RESET_AT}], axis=1)",
        "read_later": f"{_T}x = np.stack([t == 1, t == 1, np.isin(t, {list(READ_AT)})], axis=1).astype(float)",
        "random": "x = np.random.default_rng((SEED, 1)).standard_normal((T, 1))",
    }
)
"""Source text by network; SEED is put in."""
