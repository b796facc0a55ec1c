"""From a request to a kept record, and from a kept record to a captured trace."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

import numpy as np
import orjson
import torch
from jaxtyping import Float

from app.errors import InvalidInput
from app.microscope.inputs import as_sequence, check_count, noise
from app.models.pretrained import BUILT_IN, pretrained
from app.settings import Settings
from app.store import TraceRecord, content_id
from app.tasks.tagging import tokenize
from app.tracing.capture import capture
from app.tracing.checkpoints import Network
from app.tracing.objectives import parse_objective
from app.tracing.trace import Nonlinearity, Trace

_MAX_LABEL_LENGTH = 200


@dataclass(frozen=True)
class TraceRequest:
    """What to trace: exactly one of `values`, `text` and `noise` is the input."""

    values: object = None
    text: str | None = None
    noise: Mapping[str, int] | None = None
    network: str | None = None
    nonlinearity: Nonlinearity = "tanh"
    objective: str = "last"
    labels: tuple[str, ...] | None = None


@dataclass(frozen=True, eq=False)
class OpenTrace:
    """A kept trace with everything that was captured of it."""

    record: TraceRecord
    network: Network
    trace: Trace


def choose_network(networks: tuple[Network, ...], name: str | None) -> Network:
    """The network of this name, the first when none is named."""
    if name is None:
        return networks[0]
    for network in networks:
        if network.name == name:
            return network
    known = ", ".join(repr(network.name) for network in networks)
    raise InvalidInput(f"This model has no network {name[:80]!r}; it has {known}.")


def sequence(
    request: TraceRequest, model_id: str, network: Network, settings: Settings
) -> tuple[Float[np.ndarray, "..."], tuple[str, ...] | None]:
    """The input as (time, input) or (batch, time, input) in the network's dtype, and its step labels."""
    labels = request.labels
    dtype = np.float64 if _is_double(network) else np.float32
    max_count = settings.max_upload_bytes // dtype().itemsize
    if request.text is not None:
        if model_id not in BUILT_IN:
            raise InvalidInput("Only the built-in networks read text; send numbers to an uploaded one.")
        tokens = tokenize(request.text)
        values = pretrained(model_id).embed(tokens).numpy()
        labels = labels or tuple(tokens)
    elif request.noise is not None:
        steps = request.noise["steps"]
        _check_size(network, 1, steps, settings)
        check_count(steps * network.input_size, max_count)
        values = noise(steps, request.noise["seed"], network.input_size)
    else:
        values = as_sequence(request.values, network.input_size, max_count)
    batch = values.shape[0] if values.ndim == 3 else 1
    _check_size(network, batch, values.shape[-2], settings)
    _check_labels(labels, values.shape[-2])
    return _fitting(values, dtype), labels


def _is_double(network: Network) -> bool:
    return any(parameter.dtype == torch.float64 for parameter in network.parameters.values())


def _fitting(values: Float[np.ndarray, "..."], dtype: type) -> Float[np.ndarray, "..."]:
    with np.errstate(over="ignore"):
        fitted: np.ndarray = np.ascontiguousarray(values, dtype=dtype)
    if not np.isfinite(fitted).all():
        raise InvalidInput("The input holds values beyond float32 (3.4e38), in which this network computes.")
    return fitted


def _check_size(network: Network, batch: int, steps: int, settings: Settings) -> None:
    if steps > settings.max_steps:
        raise InvalidInput(
            f"The input has {steps:,} steps; up to {settings.max_steps:,} are taken. Cut it, or raise the "
            "setting UNROLLED_MAX_STEPS."
        )
    values = batch * steps * states_a_step(network)
    if values > settings.max_values:
        raise InvalidInput(
            f"batch x steps x hidden_size x layers is {values:,}; up to {settings.max_values:,} are taken. "
            "Send fewer steps or sequences, or raise the setting UNROLLED_MAX_VALUES."
        )


def _check_labels(labels: tuple[str, ...] | None, steps: int) -> None:
    if labels is None:
        return
    if len(labels) != steps:
        raise InvalidInput(
            f"There are {len(labels):,} labels for {steps:,} time steps: send one a step, or none."
        )
    longest = max(map(len, labels), default=0)
    if longest > _MAX_LABEL_LENGTH:
        raise InvalidInput(f"A label is {longest:,} characters long; up to {_MAX_LABEL_LENGTH} are taken.")


def new_record(
    request: TraceRequest, model_id: str, network: Network, settings: Settings
) -> tuple[TraceRecord, bytes]:
    """A record of the request with its input as .npy bytes; the same request has the same id."""
    parse_objective(request.objective, output_size(network))
    values, labels = sequence(request, model_id, network, settings)
    stream = io.BytesIO()
    np.save(stream, values, allow_pickle=False)
    said = (
        model_id,
        network.name,
        request.nonlinearity,
        request.objective,
        labels,
        request.text,
        request.noise,
    )
    record = TraceRecord(
        id=content_id(orjson.dumps(said) + stream.getvalue()),
        model_id=model_id,
        network=network.name,
        nonlinearity=request.nonlinearity,
        objective=request.objective,
        labels=list(labels) if labels else None,
        text=request.text,
        noise=dict(request.noise) if request.noise else None,
        created_at=datetime.now(UTC),
        kind=network.kind,
        seq_len=values.shape[-2],
        hidden_size=network.hidden_size,
        batched=values.ndim == 3,
    )
    return record, stream.getvalue()


def states_a_step(network: Network) -> int:
    """Hidden units of all layers and directions."""
    return network.hidden_size * network.num_layers * (2 if network.bidirectional else 1)


def output_size(network: Network) -> int:
    """Units of the network's output: both directions side by side."""
    return (network.proj_size or network.hidden_size) * (2 if network.bidirectional else 1)


def open_trace(record: TraceRecord, data: bytes, network: Network, device: torch.device) -> OpenTrace:
    """Run the network once more over the kept input.

    Raises:
        InvalidInput: a state is not finite, as with a relu RNN that explodes.
    """
    module = network.module(cast(Nonlinearity, record.nonlinearity)).to(device)
    x = torch.from_numpy(np.load(io.BytesIO(data), allow_pickle=False)).to(device)
    trace = capture(module, x)
    _check_states(trace)
    return OpenTrace(record, network, trace)


def _check_states(trace: Trace) -> None:
    """Every layer's: one that overflows may feed a relu that hides it from the output."""
    for layer in trace.layers:
        states = (layer.hidden, *(() if layer.cell is None else (layer.cell,)))
        if not all(bool(torch.isfinite(state).all()) for state in states):
            raise InvalidInput(
                f"The network's states overflow on this input: those of layer {layer.layer}, {layer.direction}, "
                "have NaN or infinite values. Send a shorter or smaller input."
            )
