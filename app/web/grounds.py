"""What a lecture page rests on beside its parameters: for most nothing; for some a run, once there is one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.errors import NotFound
from app.live.learned import Learned
from app.topics.fields import TopicParams
from app.topics.topic import Topic
from app.web.services import Services


@dataclass(frozen=True, eq=False)
class Ground:
    """`learned` is for computing; `shown` goes beside the view: the run that is wanted, and the one that there is."""

    learned: Learned | None = None
    shown: Mapping[str, Any] = field(default_factory=dict)


NOTHING = Ground()


def ground_of(topic: Topic, params: TopicParams, services: Services) -> Ground:
    """The newest run of the parameters that the page wants, one that is done before all others."""
    if topic.wanted is None:
        return NOTHING
    wanted = topic.wanted(params)
    entry = services.control.like(wanted)
    try:
        learned = services.live.learned(entry["id"]) if entry else None
    except NotFound:  # deleted at this moment
        entry = learned = None
    return Ground(learned, {"run": {"wanted": wanted, "entry": entry}})
