"""A snapshot as it is sent: the user's numbers, and what each network that was heard is like."""

from collections.abc import Sequence
from typing import Any

from app.client.background import Taken, Troubles
from app.client.look import Looker
from app.client.networks import Network

MAX_LAYERS = 16
"""Layers and directions that are told, of all networks together."""
MAX_NUMBERS = 4_096
"""States in one snapshot, of all layers together: a page holds every snapshot of a run."""


class Describer:
    """Makes snapshots of what the loop handed over; it is the background thread's alone."""

    def __init__(self, networks: Sequence[Network], troubles: Troubles) -> None:
        layers = [one.module.num_layers * (1 + one.module.bidirectional) for one in networks]
        most = max(1, MAX_LAYERS // len(networks))
        told = [min(count, most) for count in layers]
        self._troubles = troubles
        self._lookers = {
            one.key: Looker(one, count, MAX_NUMBERS // sum(told))
            for one, count in zip(networks, told, strict=True)
        }

    def __call__(self, taken: Taken) -> dict[str, Any]:
        """What fails of one network leaves the others and the numbers."""
        networks = {}
        for key, heard in taken.heard.items():
            try:
                networks[key] = self._lookers[key].look(heard)
            except Exception as error:
                self._troubles.add("look", f"A network could not be looked at: {error}")
        return {
            "step": taken.step,
            "loss": taken.loss,
            "gradient_norm": taken.gradient_norm,
            "numbers": dict(taken.numbers),
            "networks": networks,
        }
