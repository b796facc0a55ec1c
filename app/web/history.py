"""A run's events as a file, read few at a time: a long run's snapshots do not fit the memory together."""

import csv
import io
from collections.abc import Iterator
from typing import Any

import orjson

from app.store import EventRecord, RunRecord
from app.store.events import Events


def json_lines(events: Events, record: RunRecord) -> Iterator[bytes]:
    """Each event with its id, kind and time, a line each."""
    for event in _events(events, record):
        data = orjson.Fragment(event.data)
        line = {"id": event.id, "event": event.kind, "at": event.at.isoformat(), "data": data}
        yield orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE)


def csv_lines(events: Events, record: RunRecord) -> Iterator[bytes]:
    """The single numbers and words of each snapshot, a line each; what is nested is named `lstm.loss`.

    Lists are left out: the lines of JSON have them.
    """
    columns: dict[str, None] = {}
    for snapshot in _snapshots(events, record):
        columns |= dict.fromkeys(snapshot)
    yield _line(list(columns))
    for snapshot in _snapshots(events, record):
        yield _line([snapshot.get(column) for column in columns])


def _events(events: Events, record: RunRecord) -> Iterator[EventRecord]:
    """Those that were there when the file was asked for."""
    last = 0
    while last < record.last_event and (page := events.after(record.id, last)):
        yield from (event for event in page if event.id <= record.last_event)
        last = page[-1].id


def _snapshots(events: Events, record: RunRecord) -> Iterator[dict[str, Any]]:
    for event in _events(events, record):
        if event.kind == "snapshot":
            yield dict(_leaves("", orjson.loads(event.data)))


def _leaves(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _leaves(f"{name}.{key}" if name else key, part)
    elif not isinstance(value, list):
        yield name, value


def _line(cells: list[Any]) -> bytes:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerow(cells)
    return stream.getvalue().encode()
