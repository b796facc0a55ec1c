"""Server time of each topic's default View: computing, building figures, encoding; medians in milliseconds."""

import statistics
import time
from dataclasses import dataclass

from app.figures.view import payload
from app.live.learned import Learned
from app.topics import TOPICS
from app.topics.topic import Topic
from app.web.answers import encode
from tests.topics.learning import wholly_learned_for

GOAL_MS = 30.0
_ROUNDS = 30


@dataclass(frozen=True)
class ViewTime:
    """Medians of one topic's parts and of their sum; `size_kb` is the answer before compression."""

    topic: str
    compute_ms: float
    draw_ms: float
    encode_ms: float
    whole_ms: float
    size_kb: float

    @property
    def is_met(self) -> bool:
        return self.whole_ms <= GOAL_MS


def measured(topic: Topic) -> ViewTime:
    """One topic, after a warm-up; its networks have learned before."""
    learned = wholly_learned_for(topic, topic.params())
    topic.view(topic.params(), learned)
    rounds = [_round(topic, learned) for _ in range(_ROUNDS)]
    parts = [statistics.median(part) for part in zip(*(times for times, _ in rounds), strict=True)]
    whole = statistics.median(sum(times) for times, _ in rounds)
    return ViewTime(topic.name, parts[0], parts[1], parts[2], whole, rounds[0][1] / 1000)


def _round(topic: Topic, learned: Learned | None) -> tuple[tuple[float, float, float], int]:
    start = time.perf_counter()
    result = topic.computed(topic.params(), learned)
    computed = time.perf_counter()
    view = topic.draw(result)
    drawn = time.perf_counter()
    content = encode(payload(view))
    done = time.perf_counter()
    return ((computed - start) * 1000, (drawn - computed) * 1000, (done - drawn) * 1000), len(content)


def main() -> list[ViewTime]:
    """Print the table; goal: a default View under 30 ms."""
    print(
        f"\n{'default View':20}{'compute':>10}{'figures':>10}{'encode':>10}{'sum ms':>10}{'kB':>8}{'goal':>8}"
    )
    found = []
    for topic in TOPICS:
        row = measured(topic)
        found.append(row)
        met = "met" if row.is_met else "missed"
        print(
            f"{row.topic:20}{row.compute_ms:10.1f}{row.draw_ms:10.1f}{row.encode_ms:10.1f}{row.whole_ms:10.1f}"
            f"{row.size_kb:8.0f}{GOAL_MS:8.0f}  {met}",
            flush=True,
        )
    return found
