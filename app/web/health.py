"""Is the server alive, and what does it run on?"""

import torch
from fastapi import APIRouter
from starlette.responses import Response

from app import __version__
from app.web.answers import json_answer
from app.web.schemas import Health
from app.web.services import ServicesDep

router = APIRouter(tags=["server"])


@router.get("/healthz", responses={200: {"model": Health}}, response_class=Response)
def healthz(services: ServicesDep) -> Response:
    """State, version, device and torch version of the running server."""
    return json_answer(
        {"status": "ok", "version": __version__, "device": services.device, "torch": torch.__version__}
    )
