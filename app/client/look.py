"""What a network is like at a step of the user's training: plain data, computed beside the loop, never in it.

Two sequences are looked at. The gradient is of the user's own loss at the first sequence of the step's batch: total
derivatives by all states, replayed from dL/d output, dL/d h_n and dL/d c_n as the user's backward pass gave them. Gates
and states are of the probe, the first sequence that was ever heard, so that snapshots can be compared. Both are read
with the weights that the network had when it was heard, before the step's update.
"""

from typing import Any

from torch import Tensor

from app.client.listener import Heard
from app.client.networks import Network, Twin
from app.client.shown import Shown, gradients_told, radii_told, states_told
from app.errors import InvalidInput
from app.tracing.capture import capture
from app.tracing.gradients import Seeds, seeded_gradients
from app.tracing.trace import LayerTrace, Trace
from app.training.plane import StatePlane

MAX_TIME = 5_000
"""Steps of a sequence: the sweep back goes through all of them."""
_RADII_EVERY = 4  # looks: eigenvalues take as long as all else together, and change slowly


class Looker:
    """Looks at one network again and again; the probe, and what is told of it, stay the same."""

    def __init__(self, network: Network, layers: int, numbers: int) -> None:
        """So many layers and directions are told, from the top, and so many states of each."""
        self._network, self._layers, self._numbers = network, layers, numbers
        self._size = network.module.proj_size or network.module.hidden_size
        self._twin = Twin(network.module)
        self._probe: Heard | None = None
        self._shown = Shown(0, 1, ())
        self._planes: dict[str, StatePlane] = {}
        self._looks = 0

    def look(self, heard: Heard) -> dict[str, Any]:
        """The network with the weights that it had when it was heard: `facts` and, by name, `layers`.

        Raises:
            InvalidInput: a sequence that is too long.
        """
        if len(heard.x) > MAX_TIME:
            raise InvalidInput(
                f"{self._network.name} read {len(heard.x):,} steps at once: sequences of up to {MAX_TIME:,} are "
                "looked at."
            )
        trace = self._run(heard, heard)
        if self._probe is None:
            self._probe, self._shown = heard, Shown.of(len(heard.x), self._size, self._numbers)
        probed = trace if self._probe is heard else self._run(self._probe, heard)
        layers = {f"layer_{one.layer}_{one.direction}": one for one in self._from_the_top(probed)}
        told = {name: states_told(one, self._shown, self._plane(name, one)) for name, one in layers.items()}
        if self._looks % _RADII_EVERY == 0:
            for name, one in layers.items():
                told[name] |= radii_told(one)
        self._looks += 1
        if heard.gradients:
            found = seeded_gradients(trace, _seeds(trace, heard.gradients))
            for name, one in layers.items():
                told[name] |= gradients_told(found[one.layer, one.direction], self._shown)
        return {"facts": self._facts(len(heard.x)), "layers": told}

    def _run(self, read: Heard, heard: Heard) -> Trace:
        """One sequence under the weights with which another, or the same, was heard."""
        twin = self._twin.filled(heard.weights)
        x, *states = (part.to(heard.weights[0].dtype) for part in (read.x, *read.state))
        batched = [state[:, None] for state in states]
        state = (batched[0], batched[1]) if len(batched) == 2 else batched[0] if batched else None
        return capture(twin, x[None], state)

    def _from_the_top(self, trace: Trace) -> list[LayerTrace]:
        """The layers that are told, the top one first, each forwards before backwards."""
        by_layer = sorted(trace.layers, key=lambda one: -one.layer)  # in torch's order within a layer
        return by_layer[: self._layers]

    def _plane(self, name: str, layer: LayerTrace) -> StatePlane:
        """The plane of all states of the probe so far."""
        states = self._shown.states(layer)
        plane = self._planes.get(name) or StatePlane.of_size(states.shape[1])
        if states.isfinite().all():  # weights that went astray may give none
            plane = self._planes[name] = plane.with_states(states)
        return plane

    def _facts(self, length: int) -> dict[str, Any]:
        module = self._network.module
        return {
            "name": self._network.name,
            "kind": self._network.kind,
            "is_bounded": module.mode != "RNN_RELU" and not module.proj_size,
            "units": self._size,
            "shown_units": len(self._shown.units),
            "length": length,
            "first": self._shown.first,
            "every": self._shown.every,
        }


def _seeds(trace: Trace, gradients: dict[str, Tensor]) -> Seeds:
    """Derivatives by what the network handed out, each with its batch axis."""
    output = gradients.get("output")
    hidden, cell = gradients.get("hidden"), gradients.get("cell")
    return Seeds(
        trace.output.new_zeros(trace.output.shape) if output is None else output[None].to(trace.output),
        None if hidden is None else hidden[:, None].to(trace.output),
        None if cell is None else cell[:, None].to(trace.output),
    )
