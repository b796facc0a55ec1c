"""The figures of a run, with numbers at a step, or bound to the paths of its snapshots."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from app.errors import InvalidInput
from app.live.comparison import FEWEST, MOST
from app.live.params import LiveParams
from app.web.answers import json_answer
from app.web.openapi import refused, shown
from app.web.run_schemas import ComparedFigures, RunFigures
from app.web.runs import RunId
from app.web.services import ServicesDep

router = APIRouter(prefix="/runs", tags=["runs"], default_response_class=Response)

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

_SHOWN = _EXAMPLE | {
    "verdicts": [[20, "At update 20, of the words held out, tagged right: LSTM 41.2 %, baseline 83.2 %."]]
}
_COMPARED = _EXAMPLE | {
    "runs": [
        {"status": "running", "step": 20, "steps": 6560},
        {"status": "done", "step": 6560, "steps": 6560},
    ],
    "ends": [{"run": "A", "network": "LSTM", "accuracy": "88.1 %", "baseline": "86.1 %"}],
    "steps": [0, 20],
}
Ids = Annotated[str, Query(max_length=500, description="ids of two to six runs, with commas between")]


@router.get("/compare/figures", responses=shown(200, ComparedFigures, _COMPARED) | refused(403, 404, 422))
async def compare_runs(
    services: ServicesDep, ids: Ids, step: Annotated[int | None, Query(ge=0, le=2**63 - 1)] = None
) -> Response:
    """Figures of two to six runs at the same step, and a row for each network of what it has come to."""
    wanted = run_ids(ids)
    return json_answer(await services.compute(services.live.comparison, wanted, step))


def run_ids(text: str) -> list[str]:
    """Two to six ids out of `a,b`, each once."""
    found = list(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    if not FEWEST <= len(found) <= MOST:
        raise InvalidInput(
            f"ids: name {FEWEST} to {MOST} different runs, with commas between, got {len(found)}."
        )
    return found


@router.get("/{run_id}/figures", responses=shown(200, RunFigures, _SHOWN) | refused(403, 404, 422))
async def show_figures(
    services: ServicesDep, run_id: RunId, params: Annotated[LiveParams, Query()]
) -> Response:
    """The run's figures as Plotly has them, and its verdict in words."""
    view = await services.compute(services.live.view, run_id, params)
    return json_answer(view)
