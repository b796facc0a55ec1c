"""How networks are told apart on all pages: by dash and name, while the color is the state's."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.figures.palette import LIGHT


@dataclass(frozen=True)
class NetworkLook:
    """A network's state: its name beside marks, its color, its dash on a line, and its pattern on an area."""

    label: str
    color: str
    dash: str
    pattern: str


NETWORK_LOOKS: Mapping[str, NetworkLook] = MappingProxyType(
    {
        "window": NetworkLook("window", LIGHT.ink, "dashdot", "x"),
        "rnn": NetworkLook("RNN", LIGHT.roles["hidden"], "dot", "."),
        "gru": NetworkLook("GRU", LIGHT.roles["hidden"], "dash", "/"),
        "lstm": NetworkLook("LSTM", LIGHT.roles["hidden"], "solid", ""),
        "lstm_hidden": NetworkLook("LSTM h", LIGHT.roles["hidden"], "solid", ""),
        "lstm_cell": NetworkLook("LSTM C", LIGHT.roles["cell"], "solid", ""),
    }
)
"""RNN dotted, GRU dashed, LSTM solid; a window of words, which has no state, in ink."""
