"""Experiments are found where the setting says, or the fault is named."""

import pytest

from app.errors import Conflict
from app.jobs.loading import load_experiments
from tests.jobs import toy


def test_the_mapping_is_found():
    assert load_experiments("tests.jobs.toy:EXPERIMENTS") is toy.EXPERIMENTS


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("no.such.module:EXPERIMENTS", "No module named 'no'"),
        ("tests.jobs.toy:NOTHING", "NOTHING"),
        ("tests.jobs.toy", "module:ATTRIBUTE"),
        ("", "module:ATTRIBUTE"),
        ("tests.jobs.toy:train", "no mapping"),
        ("app.settings:__dict__", "no mapping"),
    ],
)
def test_what_is_no_mapping_of_experiments_is_refused(place, said):
    with pytest.raises(Conflict, match=f"UNROLLED_EXPERIMENTS.*{said}"):
        load_experiments(place)


def test_the_name_of_runs_that_are_trained_elsewhere_is_taken(monkeypatch):
    monkeypatch.setitem(toy.EXPERIMENTS, "watched", toy.EXPERIMENTS["toy"])

    with pytest.raises(Conflict, match="'watched'"):
        load_experiments("tests.jobs.toy:EXPERIMENTS")
