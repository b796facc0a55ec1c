"""The colors of the program, each in a light and a dark shade, and what a color means.

Seven roles after Okabe & Ito 2008 (Color Universal Design), darkened or lightened until they can color text: at
least 4.5:1 against the background and the surface of their theme. As published, four of them have less than 3:1 on
white. The shades differ in lightness as well as in hue, so that they stay apart without red or green cones.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Tokens:
    """Colors of one theme, as `#rrggbb`; `roles` by the names of ROLES."""

    background: str
    surface: str
    ink: str
    muted: str
    hair: str
    accent: str
    good: str
    warn: str
    bad: str
    roles: Mapping[str, str]


ROLES: Mapping[str, str] = MappingProxyType(
    {
        "hidden": "h",
        "cell": "c",
        "input_gate": "i",
        "forget_gate": "f",
        "candidate": "g",
        "output_gate": "o",
        "gradient": "∂",
    }
)
"""Each role's letter: color is never the only sign."""

GATE_ROLES: Mapping[str, str] = MappingProxyType(
    {
        "input_gate": "input_gate",
        "forget_gate": "forget_gate",
        "cell_gate": "candidate",
        "output_gate": "output_gate",
        "reset_gate": "input_gate",
        "update_gate": "forget_gate",
        "new_gate": "candidate",
    }
)
"""Gates of LSTM and GRU by torch's names: which hue they wear."""

GATE_LETTERS: Mapping[str, str] = MappingProxyType(
    {
        "input_gate": "i",
        "forget_gate": "f",
        "cell_gate": "g",
        "output_gate": "o",
        "reset_gate": "r",
        "update_gate": "z",
        "new_gate": "n",
    }
)
"""The letter of each gate in its formula."""

LIGHT = Tokens(
    background="#fcfaf5",
    surface="#f4f0e6",
    ink="#1f1c17",
    muted="#655f55",
    hair="#d9d3c5",
    accent="#4a3c9e",
    good="#2a6b34",
    warn="#855300",
    bad="#b3202c",
    roles=MappingProxyType(
        {
            "hidden": "#11429c",
            "cell": "#8a6800",
            "input_gate": "#046552",
            "forget_gate": "#9a1c0c",
            "candidate": "#0473ad",
            "output_gate": "#b23c8b",
            "gradient": "#2b2a00",
        }
    ),
)

DARK = Tokens(
    background="#161513",
    surface="#211f1b",
    ink="#ece7dc",
    muted="#a8a194",
    hair="#3a3731",
    accent="#b9a6ff",
    good="#7fcf8a",
    warn="#e5b34a",
    bad="#ff8585",
    roles=MappingProxyType(
        {
            "hidden": "#5a93ff",
            "cell": "#b08d12",
            "input_gate": "#33dcae",
            "forget_gate": "#ff9e6e",
            "candidate": "#9bcdff",
            "output_gate": "#cf6f9d",
            "gradient": "#efe45a",
        }
    ),
)
