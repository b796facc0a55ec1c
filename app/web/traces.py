"""Traces: a network reads an input, and everything inside is had as arrays and figures."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from app.microscope.arrays import DEAR, Where
from app.microscope.params import Index, Params
from app.tracing.trace import Direction
from app.web.answers import json_answer
from app.web.arrays import Format, array_answer
from app.web.openapi import refused, shown
from app.web.schemas import ArrayData, Figures, TraceOut, Traces
from app.web.services import ServicesDep
from app.web.trace_input import BODY, trace_request

router = APIRouter(tags=["traces"], default_response_class=Response)

_LISTED = {
    "id": "3a3cce69df0836a9",
    "model": "lstm-tagger",
    "name": "Can you book a light lunch?",
    "kind": "LSTM",
    "seq_len": 7,
    "created_at": "2026-01-31T12:00:00+00:00",
}
_EXAMPLE = _LISTED | {
    "network": "lstm",
    "objective": "last",
    "input_size": 16,
    "hidden_size": 32,
    "proj_size": 0,
    "num_layers": 1,
    "bidirectional": False,
    "dtype": "float32",
    "labels": ["Can", "you", "book", "a", "light", "lunch", "?"],
    "text": "Can you book a light lunch?",
    "arrays": [{"name": "forget_gate", "shape": [7, 32], "dims": ["time", "hidden"]}],
}
_ARRAY = {
    "name": "gradient_norms",
    "dims": ["time"],
    "shape": [7],
    "dtype": "float32",
    "status": "ok",
    "data": [0.10163678, 0.09583151, 0.20904529, 0.34493792, 0.71410835, 1.4384404, 5.656854],
}
_FIGURES = {
    "figures": {"gradient_norms": {"data": [{"type": "scatter", "y": _ARRAY["data"]}], "layout": {}}},
    "titles": {"gradient_norms": "Gradient magnitude per time step"},
    "captions": {"gradient_norms": "How far a nudge of each step's state moves the loss, on a log axis."},
    "reduced": [],
    "notes": {},
    "verdict": "Carries: the memory horizon is longer than this sequence (at least 7 steps); the first step "
    "reaches the loss with 3.8 % of the weight of the last.",
    "facts": [["memory horizon of cell state c", "longer than this sequence (7 steps)"]],
    "deferred": ["credit"],
}


def _where(
    layer: Annotated[Index | None, Query(description="counted from 0; default the top one")] = None,
    direction: Annotated[Direction | None, Query(description="default forward")] = None,
    sample: Annotated[Index | None, Query(description="one sequence of a batch, counted from 0")] = None,
) -> Where:
    return Where(layer, direction, sample)


@router.post(
    "/models/{model_id}/traces",
    status_code=201,
    openapi_extra=BODY,
    responses=shown(201, TraceOut, _EXAMPLE) | refused(400, 403, 404, 413, 415, 422),
)
async def add_trace(services: ServicesDep, model_id: str, request: Request) -> Response:
    """Let a network read an input and keep the trace; the same input twice is one trace."""
    wanted = await trace_request(request, services)
    return json_answer(await services.compute_dear(services.library.add_trace, model_id, wanted), 201)


@router.get("/traces", responses=shown(200, Traces, {"traces": [_LISTED]}) | refused(403))
def list_traces(services: ServicesDep) -> Response:
    """Every kept trace, the newest first."""
    return json_answer({"traces": services.library.traces()})


@router.get("/traces/{trace_id}", responses=shown(200, TraceOut, _EXAMPLE) | refused(403, 404))
async def show_trace(services: ServicesDep, trace_id: str) -> Response:
    """One trace, with the names and shapes of its arrays."""
    return json_answer(await services.compute_trace(services.library.trace, trace_id))


@router.delete("/traces/{trace_id}", status_code=204, responses=refused(403, 404))
def delete_trace(services: ServicesDep, trace_id: str) -> Response:
    """Delete a trace; its model stays."""
    services.library.delete_trace(trace_id)
    return Response(status_code=204)


@router.get(
    "/traces/{trace_id}/arrays/{name}",
    responses=shown(200, ArrayData, _ARRAY, files=("text/csv", "application/octet-stream"))
    | refused(403, 404, 422),
)
async def show_array(
    services: ServicesDep,
    trace_id: str,
    name: str,
    where: Annotated[Where, Depends(_where)],
    form: Annotated[Format, Query(alias="format", description="json, npy or csv")] = "json",
) -> Response:
    """One array at full precision; index t is the input's step t in both directions."""
    run = services.compute_dear if name in DEAR else services.compute_trace
    array = await run(services.library.array, trace_id, name, where)
    return await services.compute(array_answer, array, form, trace_id)


@router.get("/traces/{trace_id}/figures", responses=shown(200, Figures, _FIGURES) | refused(403, 404, 422))
async def show_figures(
    services: ServicesDep,
    trace_id: str,
    params: Annotated[Params, Query()],
    slots: Annotated[str, Query(description="comma list of figures; empty: all but the deferred ones")] = "",
) -> Response:
    """The microscope's figures as Plotly JSON, reduced to what a screen holds."""
    wanted = frozenset(filter(None, slots.split(",")))
    run = services.compute_dear if wanted & DEAR else services.compute_trace
    return json_answer(await run(services.library.figures, trace_id, params, wanted))
