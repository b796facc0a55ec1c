"""Checkpoints: upload, list, look at, delete."""

from typing import Annotated

from fastapi import APIRouter, File, UploadFile
from starlette.responses import Response

from app.errors import InvalidInput
from app.web.answers import json_answer
from app.web.openapi import refused, shown
from app.web.schemas import ModelOut, Models
from app.web.services import ServicesDep

router = APIRouter(prefix="/models", tags=["models"], default_response_class=Response)

_EXAMPLE = {
    "id": "0f3ab2c1d0e49a57",
    "name": "model.safetensors",
    "built_in": False,
    "created_at": "2026-01-31T12:00:00+00:00",
    "networks": [
        {
            "name": "encoder.lstm",
            "kind": "LSTM",
            "input_size": 128,
            "hidden_size": 128,
            "num_layers": 1,
            "bidirectional": False,
            "proj_size": 0,
        }
    ],
}


@router.post(
    "",
    status_code=201,
    responses=shown(201, ModelOut, _EXAMPLE)
    | shown(200, ModelOut, _EXAMPLE, "Known already")
    | refused(400, 403, 413, 422),
)
async def add_model(services: ServicesDep, file: Annotated[UploadFile | None, File()] = None) -> Response:
    """Read a checkpoint (.safetensors, .pt, .pth, .npz) and keep the recurrent networks in it."""
    if file is None:
        raise InvalidInput("Send the checkpoint as form field `file`: curl -F file=@model.safetensors ...")
    data = await file.read()
    entry, new = await services.compute(services.library.add_model, data, file.filename or "checkpoint")
    return json_answer(entry, 201 if new else 200)


@router.get("", responses=shown(200, Models, {"models": [_EXAMPLE]}) | refused(403))
def list_models(services: ServicesDep) -> Response:
    """Every kept model, the newest first, and the built-in ones."""
    return json_answer({"models": services.library.models()})


@router.get("/{model_id}", responses=shown(200, ModelOut, _EXAMPLE) | refused(403, 404))
def show_model(services: ServicesDep, model_id: str) -> Response:
    """One model and its networks."""
    return json_answer(services.library.model(model_id))


@router.delete(
    "/{model_id}",
    status_code=204,
    responses=refused(403, 404, 409),
)
def delete_model(services: ServicesDep, model_id: str) -> Response:
    """Delete a model and its traces."""
    services.library.delete_model(model_id)
    return Response(status_code=204)
