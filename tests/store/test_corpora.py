"""Corpora are kept as they were sent, once for each content."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.errors import NotFound
from app.store import CorpusRecord

NOON = datetime(2030, 1, 1, 12, tzinfo=UTC)
CORPUS = CorpusRecord(
    id="c1", name="own.conllu", created_at=NOON, size_bytes=4, sentences=1, words=2, tags=["NOUN", "VERB"]
)


def test_a_corpus_comes_back_as_it_was_given(store):
    assert store.corpora.add(CORPUS, "Hündin".encode())

    assert store.corpora.corpus("c1") == CORPUS
    assert store.corpora.text("c1").decode() == "Hündin"


def test_the_same_content_twice_is_one_and_the_newest_comes_first(store):
    newer = replace(CORPUS, id="c2", created_at=NOON + timedelta(1))

    added = [store.corpora.add(corpus, b"") for corpus in (CORPUS, newer, replace(CORPUS, name="b"))]

    assert added == [True, True, False]
    assert store.corpora.corpora() == [newer, CORPUS]


def test_a_deleted_corpus_is_gone(store):
    store.corpora.add(CORPUS, b"")

    store.corpora.delete("c1")

    assert store.corpora.corpora() == []


@pytest.mark.parametrize("call", ["corpus", "text", "delete"])
def test_an_unknown_corpus_is_not_found(store, call):
    with pytest.raises(NotFound, match=r"no corpus `nothing`; GET /api/v1/corpora"):
        getattr(store.corpora, call)("nothing")
