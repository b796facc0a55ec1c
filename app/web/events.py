"""What a run tells: live as server-sent events, and as a file."""

from collections.abc import AsyncGenerator
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Header, Query
from fastapi.sse import EventSourceResponse, ServerSentEvent
from starlette.responses import Response, StreamingResponse

from app.store import RunRecord
from app.store.records import FINISHED
from app.web.history import csv_lines, json_lines
from app.web.openapi import refused, sent
from app.web.runs import RunId
from app.web.services import ServicesDep

router = APIRouter(prefix="/runs/{run_id}", tags=["runs"])

_RETRY_MS = 1000
_STREAM = """event: snapshot
data: {"step":20,"steps":60,"epoch":1,"loss":1.25}
id: 3
"""
_LINE = (
    '{"id":3,"event":"snapshot","at":"2026-01-31T12:00:02+00:00","data":{"step":20,"steps":60,"loss":1.25}}\n'
)
_TABLE = "step,steps,loss\n20,60,1.25\n"
EventId = Annotated[
    int, Header(alias="Last-Event-ID", ge=0, le=2**63 - 1, description="go on after this event")
]


async def _record(services: ServicesDep, run_id: RunId) -> RunRecord:
    """The run, so that an unknown one is refused before the stream has begun."""
    return await services.compute(services.store.runs.run, run_id)


@router.get(
    "/events",
    response_class=EventSourceResponse,
    responses=sent("Server-sent events", {"text/event-stream": _STREAM}) | refused(403, 404, 422),
)
async def watch_run(
    services: ServicesDep, record: Annotated[RunRecord, Depends(_record)], last_event_id: EventId = 0
) -> AsyncGenerator[ServerSentEvent, None]:
    """Server-sent events: `status` at every change, `snapshot`, last `done` or `failed`; ids count up by one."""
    yield ServerSentEvent(comment=f"run {record.id}", retry=_RETRY_MS)
    if record.status in FINISHED and last_event_id >= record.last_event:
        return
    async for event in services.feed.follow(record.id, last_event_id):
        yield ServerSentEvent(raw_data=event.data, event=event.kind, id=str(event.id))


@router.get(
    "/history",
    response_class=Response,
    responses=sent("The events so far", {"application/jsonl": _LINE, "text/csv": _TABLE})
    | refused(403, 404, 422),
)
def show_history(
    services: ServicesDep,
    record: Annotated[RunRecord, Depends(_record)],
    form: Annotated[
        Literal["jsonl", "csv"],
        Query(
            alias="format", description="every event as a line of JSON, or the snapshots' numbers as a table"
        ),
    ] = "jsonl",
) -> Response:
    """All events so far as a file."""
    lines = json_lines if form == "jsonl" else csv_lines
    media_type = {"jsonl": "application/jsonl", "csv": "text/csv"}[form]
    name = f"run-{record.id}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(lines(services.store.events, record), 200, headers, media_type)
