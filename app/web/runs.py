"""Runs: begun, listed, looked at, paused, taken up again, stopped, deleted; their networks as files."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from app.store.records import Status
from app.store.runs import Order, RunFilter
from app.web.answers import json_answer
from app.web.bodies import json_object
from app.web.errors import invalid_input
from app.web.openapi import refused, sent, shown
from app.web.run_schemas import ExperimentsOut, RunOut, RunsOut
from app.web.services import ServicesDep

router = APIRouter(tags=["runs"], default_response_class=Response)

_MAX_BODY = 2**20
_SMALL = '{"experiment": "tagger", "epochs": 3}'
_VERSIONS = {"torch": "2.13.0", "numpy": "2.4.6", "unrolled": "0.1.0", "python": "3.11.7"}
_START = {"at": "2026-01-31T12:00:00+00:00", "step": 0, "host": "desk", "process": 4711, "machine": "x86_64"}
RUN_EXAMPLE: dict[str, Any] = {
    "id": "5b0c1f0e9d3a7c42",
    "experiment": "tagger",
    "status": "running",
    "asked": None,
    "reason": None,
    "params": {"seed": 1, "epochs": 3, "cell": ["lstm"]},
    "step": 420,
    "steps": 1140,
    "created_at": "2026-01-31T12:00:00+00:00",
    "changed_at": "2026-01-31T12:00:01+00:00",
    "duration_s": 2.1,
    "rate": 200.0,
    "remaining_s": 3.6,
    "checkpoints": [380],
    "last_event": 9,
    "manifest": {"seed": 1, "device": "cpu", "starts": [_START | {"threads": 1, "versions": _VERSIONS}]},
    "url": "/runs/5b0c1f0e9d3a7c42",
}
_NEW = RUN_EXAMPLE | {"status": "queued", "step": 0, "steps": None, "checkpoints": [], "last_event": 1}
_KNOWN_EXPERIMENT = {"name": "tagger", "title": "Taggers", "params": {"type": "object", "properties": {}}}
_MAX_INTEGER = 2**63 - 1

RunId = Annotated[str, Path(description="id of a run", max_length=64)]
Step = Annotated[int | None, Query(ge=0, le=_MAX_INTEGER, description="a step among the run's checkpoints")]


def _filter(
    status: Annotated[list[Status] | None, Query(description="may be given several times")] = None,
    experiment: Annotated[str | None, Query(max_length=64)] = None,
    order: Annotated[Order, Query(description="`changed` and `longest` have the largest first")] = "newest",
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    offset: Annotated[int, Query(ge=0, le=_MAX_INTEGER)] = 0,
) -> RunFilter:
    return RunFilter(tuple(status or ()), experiment, order, limit, offset)


@router.get(
    "/experiments", responses=shown(200, ExperimentsOut, {"experiments": [_KNOWN_EXPERIMENT]}) | refused(403)
)
def list_experiments(services: ServicesDep) -> Response:
    """What can be trained, and the parameters of each."""
    known = services.control.experiments.items()
    listed = [
        {"name": name, "title": one.title, "params": one.params.model_json_schema()} for name, one in known
    ]
    return json_answer({"experiments": listed})


@router.post(
    "/runs",
    status_code=202,
    openapi_extra={"requestBody": {"required": True, "content": {"application/json": {}}}},
    responses=shown(202, RunOut, _NEW, "In the queue") | refused(400, 403, 413, 415, 422, 429),
)
async def add_run(services: ServicesDep, request: Request) -> Response:
    """Begin to train; a worker process takes the run up when one is free."""
    fields = await json_object(request, _SMALL, _MAX_BODY)
    try:
        entry = await services.compute(services.control.begin, fields)
    except ValidationError as error:
        raise invalid_input(error.errors()) from None
    return json_answer(entry, 202)


@router.get("/runs", responses=shown(200, RunsOut, {"runs": [RUN_EXAMPLE], "total": 1}) | refused(403, 422))
def list_runs(services: ServicesDep, wanted: Annotated[RunFilter, Depends(_filter)]) -> Response:
    """Runs by status and experiment, in the wished order, a page at a time."""
    return json_answer(services.control.runs(wanted))


@router.get("/runs/{run_id}", responses=shown(200, RunOut, RUN_EXAMPLE) | refused(403, 404, 422))
def show_run(services: ServicesDep, run_id: RunId) -> Response:
    """One run: how far it is, its parameters, seed, versions and machines, and the steps of its checkpoints."""
    return json_answer(services.control.run(run_id))


@router.delete("/runs/{run_id}", status_code=204, responses=refused(403, 404, 422))
def delete_run(services: ServicesDep, run_id: RunId) -> Response:
    """Delete a run with its events and checkpoints; one that trains is stopped by that."""
    services.control.delete(run_id)
    return Response(status_code=204)


@router.post(
    "/runs/{run_id}/{verb}",
    status_code=202,
    responses=shown(202, RunOut, RUN_EXAMPLE, "Asked, or so already") | refused(403, 404, 409, 422, 429),
)
def ask_run(services: ServicesDep, run_id: RunId, verb: Literal["pause", "resume", "stop"]) -> Response:
    """Pause, resume or stop; a worker obeys after its batch, and `asked` says so until then."""
    return json_answer(services.control.ask(run_id, verb), 202)


@router.get(
    "/runs/{run_id}/checkpoint",
    responses=sent("A safetensors file of the networks at that step", {"application/octet-stream": None})
    | refused(403, 404, 422),
)
def show_checkpoint(services: ServicesDep, run_id: RunId, step: Step = None) -> Response:
    """The networks at a step, by default the newest that are kept; opens in plain torch and in POST /models."""
    found, weights = services.control.weights(run_id, step)
    headers = {"Content-Disposition": f'attachment; filename="run-{run_id}-step-{found}.safetensors"'}
    return Response(weights, 200, headers, "application/octet-stream")
