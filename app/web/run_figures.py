"""The figures of a run, with numbers at a step, or bound to the paths of its snapshots."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from app.live.params import LiveParams
from app.live.runs import LiveRuns
from app.web.answers import json_answer
from app.web.openapi import refused, shown
from app.web.runs import RunId
from app.web.schemas import Figures
from app.web.services import ServicesDep

router = APIRouter(prefix="/runs/{run_id}", tags=["runs"], default_response_class=Response)

_EXAMPLE = {
    "figures": {"loss": {"data": [{"type": "scatter", "x": [0, 20], "y": [2.8, 1.2]}], "layout": {}}},
    "titles": {"loss": "Loss while learning"},
    "captions": {"loss": "Mean over the updates since the mark before."},
    "reduced": [],
    "notes": {},
    "verdict": "",
    "facts": [["read", "656 sentences, 5,838 words"]],
    "deferred": [],
}


@router.get("/figures", responses=shown(200, Figures, _EXAMPLE) | refused(403, 404, 422))
async def show_figures(
    services: ServicesDep, run_id: RunId, params: Annotated[LiveParams, Query()]
) -> Response:
    """The run's figures as Plotly has them, and its verdict in words."""
    view = await services.compute(LiveRuns(services.store).view, run_id, params)
    return json_answer(view)
