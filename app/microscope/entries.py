"""What is said of a model or a trace: plain data for the API and the pages."""

from typing import Any

from app.microscope.arrays import array_list
from app.microscope.opened import OpenTrace
from app.models.pretrained import BUILT_IN, Pretrained, pretrained
from app.store import ModelRecord, TraceRecord
from app.tracing.checkpoints import Network


def describe(network: Network) -> dict[str, Any]:
    """A network's kind and sizes."""
    names = ("name", "kind", "input_size", "hidden_size", "num_layers", "bidirectional", "proj_size")
    return {name: getattr(network, name) for name in names}


def model_entry(record: ModelRecord) -> dict[str, Any]:
    """An uploaded model."""
    return {
        "id": record.id,
        "name": record.name,
        "built_in": False,
        "created_at": record.created_at.isoformat(),
        "networks": record.networks,
        "provenance": None,
        "example": None,
    }


def pretrained_entry(built_in: Pretrained, networks: tuple[Network, ...]) -> dict[str, Any]:
    """A network that ships with the program, and how it was trained."""
    return {
        "id": built_in.slug,
        "name": built_in.title,
        "built_in": True,
        "created_at": None,
        "networks": [describe(network) for network in networks],
        "provenance": dict(built_in.provenance),
        "example": built_in.example,
    }


def trace_line(record: TraceRecord) -> dict[str, Any]:
    """A trace as it stands in a list."""
    return {
        "id": record.id,
        "model": record.model_id,
        "name": _name(record),
        "kind": record.kind,
        "seq_len": record.seq_len,
        "created_at": record.created_at.isoformat(),
    }


def _name(record: TraceRecord) -> str:
    loss = "" if record.objective == "last" else f", loss {record.objective}"
    return f"{_input_name(record)}{loss}"


def _input_name(record: TraceRecord) -> str:
    if record.text is not None:
        return record.text if len(record.text) <= 60 else record.text[:57] + "..."
    if record.noise is not None:
        return f"noise, seed {record.noise['seed']}, {record.seq_len:,} steps"
    return f"your input, {record.seq_len:,} steps"


def trace_entry(opened: OpenTrace) -> dict[str, Any]:
    """A trace with all that can be asked of it."""
    record, trace, network = opened.record, opened.trace, opened.network
    return trace_line(record) | {
        "network": record.network,
        "nonlinearity": record.nonlinearity if record.kind == "RNN" else None,
        "objective": record.objective,
        "input_size": network.input_size,
        "hidden_size": network.hidden_size,
        "proj_size": network.proj_size,
        "num_layers": network.num_layers,
        "bidirectional": network.bidirectional,
        "batch_size": trace.output.shape[0] if record.batched else None,
        "dtype": str(trace.output.dtype).removeprefix("torch."),
        "labels": record.labels,
        "tags": _tags(opened),
        "text": record.text,
        "noise": record.noise,
        "arrays": array_list(opened),
    }


def _tags(opened: OpenTrace) -> list[str] | None:
    """The tag that a built-in tagger gives each word."""
    if opened.record.model_id not in BUILT_IN or opened.record.text is None:
        return None
    return pretrained(opened.record.model_id).tag(opened.trace.output[0].cpu())
