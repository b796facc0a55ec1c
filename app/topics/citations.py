"""The references page: every work once, with the topics that rest on it."""

from app.topics import TOPICS
from app.topics.sources import LECTURE_REFERENCES
from app.topics.topic import Source, Topic


def cited_works() -> tuple[tuple[Source, tuple[tuple[Topic, str], ...]], ...]:
    """Every work once, the lecture's own first, with the topics that rest on it and the part that they mean."""
    works = {source.link: source for source in LECTURE_REFERENCES}
    works |= {source.link: source for topic in TOPICS for source in topic.sources if source.link not in works}
    return tuple((work, _users(link)) for link, work in works.items())


def _users(link: str) -> tuple[tuple[Topic, str], ...]:
    return tuple((topic, source.part) for topic in TOPICS for source in topic.sources if source.link == link)
