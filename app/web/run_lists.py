"""A run as a row of a list: what of its parameters is its own, and how well it did."""

from typing import Any

import orjson

from app.live.compute import NETWORKS
from app.live.words import percent
from app.store import EventRecord
from app.store.watched import WATCHED
from app.web.services import Services

_BACK = 60
"""Events from the end among which a run's last assessment is looked for."""


def listed(entry: dict[str, Any], services: Services) -> dict[str, Any]:
    """A run with what its row shows."""
    return {
        "id": entry["id"],
        "url": entry["url"],
        "experiment": entry["experiment"],
        "title": title_of(entry),
        "status": entry["status"],
        "step": entry["step"],
        "steps": entry["steps"],
        "date": entry["created_at"][:16].replace("T", " "),
        "created_at": entry["created_at"],
        "changed": changed_params(entry, services),
        "scores": scores(entry, services),
    }


def title_of(entry: dict[str, Any]) -> str:
    """What a run is called: its experiment's name, or its own."""
    return str(entry["params"]["name"]) if entry["experiment"] == WATCHED else str(entry["experiment"])


def changed_params(entry: dict[str, Any], services: Services) -> dict[str, str]:
    """The parameters that differ from the experiment's defaults, as words."""
    experiment = services.control.experiments.get(entry["experiment"])
    if experiment is None:
        own = {name: value for name, value in entry["params"].items() if name != "name"}  # it is the title
        return {name: as_words(value) for name, value in own.items()}
    defaults = experiment.params().model_dump(mode="json")
    return {
        name: as_words(value) for name, value in entry["params"].items() if value != defaults.get(name, ...)
    }


def differing_params(entries: list[dict[str, Any]]) -> dict[str, list[str]]:
    """The parameters in which runs differ, one value a run; empty where a run has no such parameter."""
    names = dict.fromkeys(name for entry in entries for name in entry["params"])
    values = {
        name: [as_words(entry["params"][name]) if name in entry["params"] else "" for entry in entries]
        for name in names
    }
    return {name: found for name, found in values.items() if len(set(found)) > 1}


def as_words(value: Any) -> str:
    """A parameter's value as people read it."""
    if isinstance(value, list):
        return ", ".join(NETWORKS.get(one, str(one)) for one in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "none" if value is None else str(value)


def scores(entry: dict[str, Any], services: Services) -> list[list[str]]:
    """Each network's accuracy on what is held out, the newest there is; empty where none was measured."""
    first = max(0, entry["last_event"] - _BACK)
    found = services.store.events.after(entry["id"], first, _BACK)
    told = next((told for event in reversed(found) if (told := _assessment(event))), {})
    return [[NETWORKS.get(name, name), percent(score["accuracy"])] for name, score in told.items()]


def _assessment(event: EventRecord) -> dict[str, Any]:
    if event.kind != "snapshot" or '"assessment"' not in event.data:
        return {}
    told = orjson.loads(event.data).get("assessment")
    is_ours = isinstance(told, dict) and all(
        isinstance(one, dict) and "accuracy" in one for one in told.values()
    )
    return told if is_ours else {}
