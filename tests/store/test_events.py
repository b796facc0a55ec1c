"""Events are read on from any id, few at a time."""


def test_events_are_read_on_from_any_id(store):
    run_id = store.runs.add("toy", {}, 10).id
    store.runs.claim("worker", {})
    owned = store.runs.owned(run_id, "worker")
    for step in range(10):
        owned.add_snapshots([{"step": step, "steps": 10}])

    assert [event.id for event in store.events.after(run_id, 9)] == [10, 11, 12]
    assert [event.id for event in store.events.after(run_id, 2, limit=3)] == [3, 4, 5]
    assert store.events.after(run_id, 12) == []
    assert store.events.after("nothing", 0) == []


def test_the_last_ids_of_several_runs_are_had_at_once(store):
    first, second = (store.runs.add("toy", {}, 10).id for _ in range(2))
    store.runs.claim("worker", {})

    assert store.events.last_ids([first, second, "nothing"]) == {first: 2, second: 1}
