"""compute(reader, params): the part of a trace that is to be seen, as arrays."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
from jaxtyping import Int, Shaped

from app.errors import InvalidInput
from app.microscope.arrays import DEAR, ArrayReader, Where
from app.microscope.limits import is_light
from app.microscope.params import Order, Params
from app.microscope.projection import Projection, by_activity, by_similarity, principal_components
from app.tracing.horizon import Horizon, memory_horizon
from app.tracing.trace import GATES, Direction, Kind

_ALSO = {"gradient_norms": ("cell_gradient_norms",), "jacobian_eigenvalues": ("jacobian_steps",)}
_ORDERS: Mapping[Order, Callable[[Shaped[np.ndarray, "time hidden"]], Int[np.ndarray, " hidden"]]] = {
    "index": lambda states: np.arange(states.shape[1]),
    "activity": by_activity,
    "similarity": by_similarity,
}


@dataclass(frozen=True, eq=False)
class Result:
    """What one look at a trace shows; `arrays` are whole in time, draw cuts them to [start, stop).

    `notes` says, for a slot that cannot be shown, why; `deferred` are the slots that wait to be asked for.
    """

    kind: Kind
    direction: Direction
    is_projected: bool
    slots: tuple[str, ...]
    start: int
    stop: int
    labels: tuple[str, ...] | None
    order: Int[np.ndarray, " hidden"]
    arrays: Mapping[str, Shaped[np.ndarray, "..."]]
    projection: Projection | None
    axis_units: tuple[int, int] | None
    horizons: Mapping[str, Horizon]
    notes: Mapping[str, str] = field(default_factory=dict)
    deferred: tuple[str, ...] = ()


def all_slots(kind: Kind) -> tuple[str, ...]:
    """The figures of a network of this kind, in the order in which they stand on the page."""
    cell = ("cell",) if kind == "LSTM" else ()
    return (
        *("input", "hidden", *cell, *GATES[kind], "gradient_norms", "jacobian_norms"),
        *("trajectory", "eigenvalues", "jacobian_eigenvalues", "singular_values", "credit"),
        *(f"{name}_credit" for name in cell),
    )


def compute(reader: ArrayReader, params: Params, slots: frozenset[str] = frozenset()) -> Result:
    """Everything that the asked slots show; without slots, all but the dear ones of a large trace.

    Raises:
        InvalidInput: a slot, unit or range that this trace does not have.
        NotFound: a layer, direction or sample that it does not have.
    """
    record, kind = reader.opened.record, reader.opened.trace.kind
    where = Where(params.layer, params.direction, params.sample)
    wanted, deferred = _choose(kind, slots, is_light(reader.layer(where)))
    stop = min(params.stop or record.seq_len, record.seq_len)
    if params.start >= stop:
        raise InvalidInput(f"start must be below the input's {record.seq_len:,} steps, got {params.start:,}.")
    hidden = reader.array("hidden", where).values
    arrays, notes = _arrays(reader, where, wanted)
    return Result(
        kind=kind,
        direction=params.direction,
        is_projected=reader.opened.network.proj_size > 0,
        slots=tuple(slot for slot in wanted if slot not in notes),
        start=params.start,
        stop=stop,
        labels=tuple(record.labels) if record.labels else None,
        order=_ORDERS[params.order](hidden),
        arrays=arrays,
        projection=_project(hidden, params) if "trajectory" in wanted else None,
        axis_units=params.unit_pair if params.projection == "units" else None,
        horizons=_horizons(reader, where),
        notes=notes,
        deferred=deferred,
    )


def _choose(kind: Kind, slots: frozenset[str], light: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    there = all_slots(kind)
    unknown = slots - set(there)
    if unknown:
        raise InvalidInput(
            f"Unknown slots {', '.join(sorted(unknown))[:200]}; this trace has {', '.join(there)}."
        )
    if slots:
        return tuple(slot for slot in there if slot in slots), ()
    deferred = () if light else tuple(slot for slot in there if slot in DEAR)
    return tuple(slot for slot in there if slot not in deferred), deferred


def _arrays(
    reader: ArrayReader, where: Where, slots: tuple[str, ...]
) -> tuple[dict[str, Shaped[np.ndarray, "..."]], dict[str, str]]:
    """The slots' arrays by name, and why a slot has none."""
    found, notes = {}, {}
    for slot in slots:
        if slot == "trajectory":
            continue
        try:
            for name in (slot, *_ALSO.get(slot, ())):
                if name in reader.dims:
                    found[name] = reader.array(name, where).values
        except InvalidInput as error:
            notes[slot] = error.detail
    return found, notes


def _project(hidden: Shaped[np.ndarray, "time hidden"], params: Params) -> Projection:
    if params.projection != "units":
        return principal_components(hidden, 3 if params.projection == "pca3" else 2)
    last = hidden.shape[1] - 1
    if max(params.unit_pair) > last:
        raise InvalidInput(f"units: this layer's units are 0 to {last}, got {params.units}.")
    return Projection(hidden[:, list(params.unit_pair)].astype(np.float64), ())


def _horizons(reader: ArrayReader, where: Where) -> dict[str, Horizon]:
    """The memory horizon of h, and of c where there is one, in the direction's own time."""
    is_one_step = reader.opened.record.objective != "sum"
    found = {}
    for state, name in (("cell", "cell_gradient_norms"), ("hidden", "gradient_norms")):
        if name in reader.dims:
            norms = reader.array(name, where).values
            own_time = norms if where.direction == "forward" else norms[::-1]
            found[state] = memory_horizon(own_time, is_one_step=is_one_step)
    return found
