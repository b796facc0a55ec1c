"""Pages about runs: a form that begins one, their list, one as it trains, several side by side."""

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse

from app.live.comparison import LETTERS
from app.live.compute import NETWORKS
from app.store.runs import RunFilter
from app.store.watched import WATCHED
from app.web.answers import script_safe
from app.web.experiment_form import experiment_form
from app.web.run_figures import Ids, run_ids
from app.web.run_lists import changed_params, differing_params, listed, title_of
from app.web.runs import Step
from app.web.services import Services, ServicesDep
from app.web.templating import render

router = APIRouter(include_in_schema=False)

_SHOWN = 100
_NETWORK_FIELDS = ("cell", "networks")


@router.get("/train")
async def train(request: Request, services: ServicesDep) -> HTMLResponse:
    given = dict(request.query_params)
    like = given.get("like", "")
    values = (await services.compute(services.control.run, like)) if like else None
    chosen = values["experiment"] if values else given.get("experiment", "")
    forms = [
        experiment_form(one, values["params"] if values and name == values["experiment"] else {})
        for name, one in services.control.experiments.items()
    ]
    known = [form.name for form in forms]
    chosen = chosen if chosen in known else known[0]
    corpora = await services.compute(services.corpora.corpora)
    context = {"forms": forms, "chosen": chosen, "networks": NETWORKS, "corpora": corpora}
    return render(request, "train.html", context)


@router.get("/runs")
async def runs(request: Request, services: ServicesDep) -> HTMLResponse:
    found = await services.compute(_list, services)
    return render(request, "runs.html", found)


def _list(services: Services) -> dict[str, Any]:
    answer = services.control.runs(RunFilter(limit=_SHOWN))
    rows = [listed(entry, services) for entry in answer["runs"]]
    return {"rows": rows, "total": answer["total"], "page_json": script_safe({"rows": rows})}


@router.get("/runs/compare")
async def compare(request: Request, services: ServicesDep, ids: Ids, step: Step = None) -> HTMLResponse:
    context = await services.compute(_compared, run_ids(ids), step, services)
    return render(request, "compare.html", context)


def _compared(ids: list[str], step: int | None, services: Services) -> dict[str, Any]:
    entries = [services.control.run(run_id) for run_id in ids]
    view = services.live.comparison(ids, step)
    rows = [listed(entry, services) for entry in entries]
    return {
        "rows": list(zip(LETTERS, rows, strict=False)),
        "view": view,
        "params": differing_params(entries),
        "ids": ",".join(ids),
        "page_json": script_safe({"ids": ids, "view": view, "step": step}),
    }


@router.get("/runs/{run_id}")
async def run(request: Request, services: ServicesDep, run_id: str) -> HTMLResponse:
    context = await services.compute(_run, run_id, services)
    return render(request, "run.html", context)


def _run(run_id: str, services: Services) -> dict[str, Any]:
    entry = services.control.run(run_id)
    waiting = services.control.runs(RunFilter(("queued",), order="oldest", limit=500))["runs"]
    ahead = next((place for place, one in enumerate(waiting) if one["id"] == run_id), 0)
    experiment = services.control.experiments.get(entry["experiment"])
    named: list[str] = next(
        (entry["params"][field] for field in _NETWORK_FIELDS if field in entry["params"]), []
    )
    return {
        "run": entry,
        "title": experiment.title if experiment else title_of(entry),
        "changed": changed_params(entry, services),
        "networks": {name: NETWORKS.get(name, name) for name in named},
        "is_tagger": entry["experiment"] == "tagger",
        "is_trained_here": entry["experiment"] != WATCHED,
        "page_json": script_safe({"run": entry, "ahead": ahead}),
    }
