"""What is kept, opened: models and traces out of the store, computed again when they are looked at.

A trace is kept as its input and its parameters, not as its arrays: the same capture gives them back, so that
nothing is shown that was not computed, and a trace of 20,000 steps costs the disk its input alone.
"""

from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import torch

from app.errors import Conflict, NotFound
from app.figures.view import payload
from app.microscope.arrays import ArrayReader, NamedArray, Where
from app.microscope.compute import compute
from app.microscope.draw import draw
from app.microscope.entries import describe, model_entry, pretrained_entry, trace_entry, trace_line
from app.microscope.memory import Memory
from app.microscope.opened import (
    OpenTrace,
    TraceRequest,
    choose_network,
    new_record,
    open_trace,
    states_a_step,
)
from app.microscope.params import Params
from app.models.pretrained import BUILT_IN, pretrained
from app.settings import Settings
from app.store import ModelRecord, Store, TraceRecord, content_id
from app.tracing.checkpoints import Network, from_safetensors, read_checkpoint, to_safetensors

_LARGE = 500_000
"""States of all steps, layers and directions from which a trace is large."""


class Library:
    """Models and traces by id; what is dear to compute is remembered up to a number of bytes."""

    def __init__(self, store: Store, settings: Settings, device: torch.device) -> None:
        self._store = store
        self._settings = settings
        self._device = device
        self._memory = Memory(settings.cache_mb * 2**20)

    def models(self) -> list[dict[str, Any]]:
        """Kept models, the newest first, then the built-in ones."""
        return [model_entry(record) for record in self._store.models()] + [
            pretrained_entry(pretrained(slug), self._networks(slug)) for slug in BUILT_IN
        ]

    def model(self, model_id: str) -> dict[str, Any]:
        """One model; NotFound for an unknown id."""
        if model_id in BUILT_IN:
            return pretrained_entry(pretrained(model_id), self._networks(model_id))
        return model_entry(self._store.model(model_id))

    def add_model(self, data: bytes, name: str) -> tuple[dict[str, Any], bool]:
        """Read and keep a checkpoint; False where its content was known already."""
        networks = read_checkpoint(data, name, self._settings.max_upload_bytes)
        record = ModelRecord(
            id=content_id(data),
            name="".join(filter(str.isprintable, name))[-200:] or "checkpoint",
            created_at=datetime.now(UTC),
            size_bytes=len(data),
            networks=[describe(network) for network in networks],
        )
        new = self._store.add_model(record, to_safetensors(networks))
        return model_entry(record) if new else self.model(record.id), new

    def delete_model(self, model_id: str) -> None:
        """Delete a model and its traces; Conflict for a built-in one."""
        if model_id in BUILT_IN:
            raise Conflict(f"{model_id} is built in and stays. Uploaded models can be deleted.")
        self._store.delete_model(model_id)
        self._memory.forget(model_id)

    def traces(self) -> list[dict[str, Any]]:
        """Kept traces, the newest first."""
        return [trace_line(record) for record in self._store.traces()]

    def add_trace(self, model_id: str, request: TraceRequest) -> dict[str, Any]:
        """Let a network read an input, and keep both."""
        network = choose_network(self._networks(model_id), request.network)
        record, data = new_record(request, model_id, network, self._settings)
        self._memory.recall((record.id, "open"), lambda: open_trace(record, data, network, self._device))
        self._keep(record, data)
        return self.trace(record.id)

    def _keep(self, record: TraceRecord, data: bytes) -> None:
        """Keep a trace, unless its model was deleted in the meantime."""
        self._store.add_trace(record, data)
        if record.model_id in BUILT_IN:
            return
        try:
            self._store.model(record.model_id)
        except NotFound:
            with suppress(NotFound):
                self.delete_trace(record.id)
            raise

    def trace(self, trace_id: str) -> dict[str, Any]:
        """One trace with its arrays' names and shapes; NotFound for an unknown id."""
        return trace_entry(self._open(trace_id))

    def is_large(self, trace_id: str) -> bool:
        """Whether much memory is needed to look at a trace; NotFound for an unknown id."""
        record = self._store.trace(trace_id)
        network = choose_network(self._networks(record.model_id), record.network)
        return record.batched or record.seq_len * states_a_step(network) > _LARGE

    def delete_trace(self, trace_id: str) -> None:
        """Delete a trace."""
        self._store.delete_trace(trace_id)
        self._memory.forget(trace_id)

    def array(self, trace_id: str, name: str, where: Where) -> NamedArray:
        """One named array of a trace."""
        return self._reader(trace_id).array(name, where)

    def figures(self, trace_id: str, params: Params, slots: frozenset[str] = frozenset()) -> dict[str, Any]:
        """The microscope's view of a trace, ready to be sent."""
        return payload(draw(compute(self._reader(trace_id), params, slots)))

    def example(self, model_id: str) -> str:
        """Id of a first trace: a built-in network reads its sentence, another one reads noise."""
        if model_id in BUILT_IN:
            request = TraceRequest(text=pretrained(model_id).example)
        else:
            request = TraceRequest(noise={"steps": 64, "seed": 0})
        return str(self.add_trace(model_id, request)["id"])

    def _networks(self, model_id: str) -> tuple[Network, ...]:
        def read() -> tuple[Network, ...]:
            if model_id in BUILT_IN:
                weights = pretrained(model_id).weights
                return read_checkpoint(weights, f"{model_id}.safetensors", len(weights))
            return from_safetensors(self._store.weights(model_id))

        return self._memory.recall((model_id, "networks"), read)

    def _open(self, trace_id: str) -> OpenTrace:
        record = self._store.trace(trace_id)

        def read() -> OpenTrace:
            network = choose_network(self._networks(record.model_id), record.network)
            return open_trace(record, self._store.input(trace_id), network, self._device)

        return self._memory.recall((trace_id, "open"), read)

    def _reader(self, trace_id: str) -> ArrayReader:
        return ArrayReader(self._open(trace_id), self._memory, self._settings)
