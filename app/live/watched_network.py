"""Figures of one network in a run that a program of the user's own trains: its gradients, gates and states."""

from collections.abc import Iterator, Mapping
from typing import Any

from app.figures.bound import at, on_plane
from app.figures.palette import GATE_LETTERS, GATE_ROLES, LIGHT
from app.figures.run_curves import RunCurve, RunText, run_curves
from app.figures.run_sentence import SentenceLine
from app.figures.run_steps import (
    Told,
    gate_means,
    gradient_course,
    state_map,
    step_gradients,
    step_trajectory,
)
from app.figures.view import Figure
from app.live.binding import value_at
from app.live.compute import Result

_DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
_GRADIENT = "|∂L/∂h<sub>t</sub>|"


def growing(figure: Figure, result: Result) -> Figure:
    """Where the run's end is not known the axis of updates ends with the last snapshot."""
    if result.record.steps is None:
        figure.figure.update_layout(meta={"steady": ["yaxis", "xaxis"]})
    return figure


class NetworkPanels:
    """The panels of one network."""

    def __init__(self, key: str, result: Result) -> None:
        self._key, self._result = key, result
        path = f"networks.{key}"
        self._snapshots = [found for one in result.snapshots if (found := value_at(one, path))]
        self._facts: Mapping[str, Any] = self._snapshots[0]["facts"]
        self._name = self._facts["name"]
        self._layers = list(dict.fromkeys(layer for one in self._snapshots for layer in one["layers"]))

    def figures(self) -> Iterator[Figure]:
        """Of the whole network, then of each layer and direction, from the top."""
        yield from self._probe()
        for layer in self._layers:
            yield from self._layer(layer)

    def _has(self, layer: str, what: str) -> bool:
        return any(one["layers"].get(layer, {}).get(what) for one in self._snapshots)

    def _first(self, layer: str, what: str) -> Any:
        told = (one["layers"].get(layer, {}).get(what) for one in self._snapshots)
        return next(found for found in told if found)

    def _path(self, layer: str, what: str) -> str:
        return f"networks.{self._key}.layers.{layer}.{what}"

    def _told(self, count: int) -> Told:
        return Told(self._facts["first"], self._facts["every"], count)

    def _called(self, layer: str) -> str:
        """The layer's name where there are several: layer 1, backward."""
        if len(self._layers) == 1:
            return ""
        _, number, direction = layer.split("_")
        both = {name.rpartition("_")[2] for name in self._layers}
        return f"layer {number}, {direction}" if len(both) > 1 else f"layer {number}"

    def _titled(self, words: str, layer: str = "") -> str:
        return ", ".join(filter(None, (words, self._name, layer and self._called(layer))))

    def _every(self) -> str:
        every = self._facts["every"]
        return "" if every == 1 else f" One step in {every:,} is shown."

    def _probe(self) -> Iterator[Figure]:
        lines = list(self._gradient_lines())
        if lines:
            text = RunText(
                f"probe-{self._key}",
                self._titled("How much of your loss reaches each time step"),
                "Of the first sequence in the chosen update’s batch, by all paths; a straight slope is exponential. "
                f"Where it is exactly 0 there is a gap.{self._every()}",
                _GRADIENT if len(self._layers) > 1 else "2-norm",
            )
            yield step_gradients(lines, self._told(1), text)

    def _gradient_lines(self) -> Iterator[SentenceLine]:
        """|dL/dh_t| of each layer; of a single one |dL/dc_t| too, where it has a cell."""
        gradient, cell = LIGHT.roles["gradient"], LIGHT.roles["cell"]
        for layer, dash in zip(self._layers, _DASHES * len(self._layers), strict=False):
            if self._has(layer, "gradient_norms"):
                name = self._called(layer) or "|∂L/∂h|"
                yield SentenceLine(self._path(layer, "gradient_norms"), name, dash, gradient)
            if len(self._layers) == 1 and self._has(layer, "cell_gradient_norms"):
                yield SentenceLine(self._path(layer, "cell_gradient_norms"), "|∂L/∂c|", "dash", cell)

    def _radii(self, layer: str, slot: str) -> Figure:
        curves = [
            RunCurve(
                self._path(layer, f"spectral_radius.{gate}"),
                GATE_LETTERS.get(gate, "h"),
                LIGHT.roles[GATE_ROLES.get(gate, "hidden")],
            )
            for gate in self._first(layer, "spectral_radius")
        ]
        text = RunText(
            f"spectral_radius-{slot}",
            self._titled("Spectral radius of weight_hh", layer),
            "Of an RNN’s matrix, above 1 a state can grow; of a gate’s block it says less: the gates decide.",
            "largest |eigenvalue|",
        )
        return growing(run_curves(curves, text, self._result.steps), self._result)

    def _layer(self, layer: str) -> Iterator[Figure]:
        slot = f"{self._key}-{layer}"
        if self._has(layer, "log10_gradient_norms"):
            text = RunText(
                f"reach-{slot}",
                self._titled(f"{_GRADIENT} over the training", layer),
                "A column a snapshot, its first sequence from the first step at the bottom to the last: where the "
                f"color fades downwards, early steps learn little. Blank is exactly 0.{self._every()}",
            )
            path = self._path(layer, "log10_gradient_norms")
            yield gradient_course(path, self._told(1), text)
        if self._has(layer, "gates"):
            yield self._gates(layer, slot)
        if self._has(layer, "spectral_radius"):
            yield self._radii(layer, slot)
        if self._has(layer, "hidden"):
            yield from self._states(layer, slot)

    def _gates(self, layer: str, slot: str) -> Figure:
        gates = self._first(layer, "gates")
        text = RunText(
            f"gates-{slot}",
            self._titled("Gates of the probe", layer),
            "Mean over each gate’s units, step by step, of the first sequence that was seen: the same in all "
            f"snapshots.{self._every()}",
        )
        told = self._told(len(next(iter(gates.values()))))
        return gate_means(self._path(layer, "gates"), list(gates), told, text)

    def _states(self, layer: str, slot: str) -> Iterator[Figure]:
        told = self._told(len(self._first(layer, "hidden")))
        all_units, shown = self._facts["units"], self._facts["shown_units"]
        some = f" Of {all_units:,} units {shown:,} are told, evenly chosen." if shown < all_units else ""
        text = RunText(
            f"hidden-{slot}",
            self._titled("Hidden states of the probe", layer),
            f"A row a unit, a column a time step; blue is negative, orange positive.{some}{self._every()}",
            "unit" if not some else "unit, among those told",
        )
        source = at(self._path(layer, "hidden"))
        yield state_map(source, told, text, is_bounded=self._facts["is_bounded"])
        if self._has(layer, "plane"):
            text = RunText(
                f"trajectory-{slot}",
                self._titled("Hidden states of the probe on a plane", layer),
                f"The path of h<sub>t</sub> on one plane for all updates: what moves is the network.{some}",
            )
            plane = on_plane(self._path(layer, "hidden"), self._path(layer, "plane"))
            yield step_trajectory(plane, told, text)
