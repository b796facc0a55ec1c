"""A loop and a real server: the run appears, also where the server comes late, and is let go when stopped there."""

import logging

import httpx
import pytest

from app.client import background, watch
from tests.client.conftest import settle, summing, train
from tests.jobs.waiting import until

NOWHERE = "http://127.0.0.1:9"
_LONG_S = 30


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(background, "RETRY_S", 0.05)
    monkeypatch.setattr(background, "BEAT_S", 0.05)
    monkeypatch.setattr(background, "CLOSE_S", _LONG_S)


def api(watching):
    until(lambda: watching.url)
    return watching.url.replace("/runs/", "/api/v1/runs/")


def test_a_loop_appears_as_a_run_with_all_that_it_told(server_url):
    with watch(summing(), server_url, "mine", every=2, steps=8, params={"learning_rate": 0.1}) as watching:
        losses = train(watching._module, 8, watching)
        url = api(watching)
        assert httpx.get(url).json()["status"] == "running"

    run = httpx.get(url).json()
    assert (run["status"], run["step"], run["steps"]) == ("done", 8, 8)
    assert run["params"]["learning_rate"] == 0.1
    assert run["manifest"]["starts"][0]["versions"]["torch"]
    data = httpx.get(f"{url}/figures").json()["figures"]["loss"]["data"][0]
    assert (data["x"], data["y"]) == ([0, 2, 4, 6], losses[::2])


def test_a_loop_that_ends_with_an_error_is_a_run_that_failed(server_url):
    watching = watch(summing(), server_url)
    url = api(watching)
    with pytest.raises(RuntimeError), watching:
        raise RuntimeError("out of data")

    run = httpx.get(url).json()
    assert (run["status"], run["reason"]) == ("failed", "RuntimeError: out of data")


def test_between_looks_it_gives_signs_of_life(server_url):
    with watch(summing(), server_url, every=1000) as watching:
        url = api(watching)
        train(watching._module, 5, watching)

        until(lambda: httpx.get(url).json()["step"] == 5)


def test_a_server_that_comes_late_is_told_what_has_waited(server_url):
    watching = watch(summing(), NOWHERE, "late", every=1)
    until(lambda: watching._troubles.unsaid)
    with pytest.warns(UserWarning, match="Training goes on"):
        train(watching._module, 3, watching)

    watching._remote._url = server_url  # as if it had begun there
    url = api(watching)
    train(watching._module, 3, watching)
    watching.close()

    assert httpx.get(f"{url}/figures").json()["figures"]["loss"]["data"][0]["x"] == [0, 1, 2, 3, 4, 5]


@pytest.mark.parametrize("end", ["stop", "delete"])
def test_a_run_that_is_stopped_or_deleted_is_told_no_more_and_the_loop_goes_on(server_url, end):
    watching = watch(summing(), server_url, every=1)
    url = api(watching)
    httpx.post(f"{url}/stop") if end == "stop" else httpx.delete(url)

    until(lambda: watching._background.is_over)
    with pytest.warns(UserWarning, match="not watched any more"):
        losses = train(watching._module, 3, watching)
    watching.close()

    assert losses == train(summing(), 3)
    if end == "stop":
        assert httpx.get(url).json()["status"] == "stopped"


def test_what_the_server_refuses_is_one_warning(server_url):
    watching = watch(summing(), server_url, every=1)

    watching.step(0.5, größe=1)
    until(lambda: watching._troubles.unsaid)
    with pytest.warns(UserWarning, match="refused a snapshot.*numbers"):
        watching.step(0.25)
    settle(watching)
    url = api(watching)
    watching.close()

    assert httpx.get(f"{url}/figures").json()["figures"]["loss"]["data"][0]["y"] == [0.25]


def test_a_log_of_requests_has_none_of_ours(server_url, caplog):
    with caplog.at_level(logging.INFO, logger="httpx"), watch(summing(), server_url) as watching:
        httpx.get(api(watching))

    assert [record.args[0] for record in caplog.records if record.name == "httpx"] == ["GET"]
