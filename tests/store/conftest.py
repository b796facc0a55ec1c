"""A store in a folder of its own."""

import pytest

from app.store import Store


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / 'made' / 'here' / 'unrolled.sqlite'}"


@pytest.fixture
def store(url):
    store = Store(url)
    yield store
    store.close()
