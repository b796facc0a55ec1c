"""Runs that are trained elsewhere, in a program of a user's own: begun, told of, ended (`app.client.watch`)."""

from typing import Any, TypeVar

import orjson
from fastapi import APIRouter
from pydantic import BaseModel, ValidationError
from starlette.requests import Request
from starlette.responses import Response

from app.errors import TooLarge
from app.web.answers import json_answer
from app.web.bodies import json_object
from app.web.errors import invalid_input
from app.web.openapi import body_schema, refused, shown
from app.web.run_schemas import RunOut
from app.web.runs import RUN_EXAMPLE, RunId
from app.web.services import Services, ServicesDep
from app.web.watched_schemas import MAX_SNAPSHOTS, FinishIn, SnapshotsIn, WatchedIn

router = APIRouter(prefix="/runs", tags=["runs"], default_response_class=Response)

MAX_SNAPSHOT_BYTES = 256 * 2**10
_MAX_BODY = 2**16
_BEGIN: dict[str, Any] = {"name": "my run", "steps": 1000, "params": {"learning_rate": 0.01}}
_FACTS = {"name": "encoder", "kind": "RNN", "units": 2, "shown_units": 2, "length": 3}
_LAYER = {
    "gradient_norms": [0.01, 0.1, 1.0],
    "log10_gradient_norms": [-2.0, -1.0, 0.0],
    "hidden": [[0.5, -0.5], [0.25, 0.1], [0.0, 0.75]],
    "spectral_radius": {"hidden": 0.9},
}
_TELL: dict[str, Any] = {
    "snapshots": [
        {
            "step": 50,
            "loss": 0.69,
            "gradient_norm": 1.5,
            "numbers": {"accuracy": 0.5},
            "networks": {"rnn": {"facts": _FACTS, "layers": {"layer_0_forward": _LAYER}}},
        }
    ],
    "step": 61,
    "duration_s": 1.5,
}
_FINISH = {"status": "done"}
_WATCHED = RUN_EXAMPLE | {
    "experiment": "watched",
    "params": {"name": "my run", "device": "cpu", "learning_rate": 0.01},
    "steps": 1000,
    "checkpoints": [],
}
Model = TypeVar("Model", bound=BaseModel)


def _body(model: type[BaseModel], example: dict[str, Any]) -> dict[str, Any]:
    content = {"application/json": {"schema": body_schema(model), "example": example}}
    return {"requestBody": {"required": True, "content": content}}


@router.post(
    "/watched",
    status_code=201,
    openapi_extra=_body(WatchedIn, _BEGIN),
    responses=shown(201, RunOut, _WATCHED, "At work") | refused(400, 403, 413, 415, 422, 429),
)
async def begin_watched(services: ServicesDep, request: Request) -> Response:
    """Begin a run that a program of your own trains; tell it at least every ten seconds, or it is interrupted."""
    fields = await json_object(request, _words(_BEGIN), _MAX_BODY)
    entry = await services.compute(_begin, services, _read(WatchedIn, fields))
    return json_answer(entry, 201, {"Location": f"/api/v1/runs/{entry['id']}"})


@router.post(
    "/{run_id}/snapshots",
    openapi_extra=_body(SnapshotsIn, _TELL),
    responses=shown(200, RunOut, _WATCHED, "Kept") | refused(400, 403, 404, 409, 413, 415, 422),
)
async def tell_watched(services: ServicesDep, run_id: RunId, request: Request) -> Response:
    """Tell what training is like; snapshots of steps that are told already are passed over."""
    fields = await json_object(request, '{"snapshots": []}', MAX_SNAPSHOTS * MAX_SNAPSHOT_BYTES)
    return json_answer(await services.compute(_tell, services, run_id, fields))


@router.post(
    "/{run_id}/finish",
    openapi_extra=_body(FinishIn, _FINISH),
    responses=shown(200, RunOut, _WATCHED | {"status": "done"}, "At its end")
    | refused(400, 403, 404, 409, 413, 415, 422),
)
async def finish_watched(services: ServicesDep, run_id: RunId, request: Request) -> Response:
    """Say that the training has ended: done, failed, or stopped."""
    fields = await json_object(request, _words(_FINISH), _MAX_BODY)
    return json_answer(await services.compute(_finish, services, run_id, _read(FinishIn, fields)))


def _begin(services: Services, wanted: WatchedIn) -> dict[str, Any]:
    record = services.store.watched.add(wanted.kept(), wanted.steps, wanted.start.model_dump())
    return services.control.run(record.id)


def _tell(services: Services, run_id: str, fields: dict[str, Any]) -> dict[str, Any]:
    told = _read(SnapshotsIn, fields)
    snapshots = [one.model_dump(exclude_none=True) for one in told.snapshots]
    for snapshot in snapshots:
        if (size := len(orjson.dumps(snapshot))) > MAX_SNAPSHOT_BYTES:
            raise TooLarge(
                f"The snapshot of step {snapshot['step']:,} has {size:,} bytes; up to {MAX_SNAPSHOT_BYTES:,} are taken."
                " Tell fewer units or steps."
            )
    services.store.watched.hear(run_id, snapshots, told.step, told.duration_s)
    return services.control.run(run_id)


def _finish(services: Services, run_id: str, wanted: FinishIn) -> dict[str, Any]:
    services.store.watched.finish(run_id, wanted.status, wanted.reason)
    return services.control.run(run_id)


def _read(model: type[Model], fields: dict[str, Any]) -> Model:
    try:
        return model.model_validate(fields)
    except ValidationError as error:
        raise invalid_input(error.errors()) from None


def _words(example: dict[str, Any]) -> str:
    return orjson.dumps(example).decode()
