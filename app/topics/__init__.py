"""The lecture's pages: TOPICS, in lecture order, is the table of contents of the whole program."""

from app.topics import (
    activations,
    layer,
    matrix_powers,
    power_iteration,
    quadratic_form,
    rnn_gradients,
    vanilla_rnn,
)
from app.topics.sources import LECTURE_REFERENCES
from app.topics.topic import Source, Topic

TOPICS: tuple[Topic, ...] = (
    layer.TOPIC,
    vanilla_rnn.TOPIC,
    power_iteration.TOPIC,
    quadratic_form.TOPIC,
    rnn_gradients.TOPIC,
    matrix_powers.TOPIC,
    activations.TOPIC,
)


def cited_works() -> list[tuple[Source, tuple[tuple[Topic, str], ...]]]:
    """Every work with the topics that rest on it and the part that each means; the lecture's own references first."""
    cited = [(source, topic) for topic in TOPICS for source in topic.sources]
    works = {source.link: source for source in (*LECTURE_REFERENCES, *(source for source, _ in cited))}
    return [
        (work, tuple((topic, source.part) for source, topic in cited if source.link == link))
        for link, work in works.items()
    ]
