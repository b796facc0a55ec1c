"""Models and traces by id: one content is one thing, and what is shown was computed."""

import io
from functools import partial

import numpy as np
import pytest
import torch

from app.errors import Conflict, InvalidInput, NotFound
from app.microscope.arrays import Where
from app.microscope.library import Library
from app.microscope.memory import Memory
from app.microscope.opened import TraceRequest
from app.models.pretrained import BUILT_IN


def saved(module: torch.nn.Module) -> bytes:
    stream = io.BytesIO()
    torch.save(module.state_dict(), stream)
    return stream.getvalue()


def test_a_checkpoint_is_kept_once_under_a_printable_name(library):
    data = saved(torch.nn.GRU(2, 3))

    entry, new = library.add_model(data, "my\0 model\n.pt")
    again, new_again = library.add_model(data, "other.pt")

    assert entry["name"] == "my model.pt"
    assert (new, new_again) == (True, False)
    assert again == entry


def test_built_in_networks_are_listed_last_and_stay(library):
    library.add_model(saved(torch.nn.GRU(2, 3)), "m.pt")

    assert [entry["id"] for entry in library.models()][1:] == list(BUILT_IN)
    with pytest.raises(Conflict, match="built in"):
        library.delete_model("gru-tagger")


@pytest.mark.parametrize("slug", BUILT_IN)
def test_each_built_in_network_reads_its_example_and_tags_every_word(library, slug):
    entry = library.trace(library.example(slug))

    assert len(entry["tags"]) == len(entry["labels"]) == entry["seq_len"]
    assert entry["text"] == library.model(slug)["example"]


def test_an_uploaded_networks_example_is_noise(library):
    entry, _ = library.add_model(saved(torch.nn.GRU(2, 3)), "m.pt")

    assert library.trace(library.example(entry["id"]))["noise"] == {"steps": 64, "seed": 0}


def test_float64_weights_are_computed_in_float64(library):
    network = torch.nn.LSTM(2, 3).double()
    entry, _ = library.add_model(saved(network), "m.pt")
    x = np.random.default_rng(0).standard_normal((4, 2))

    trace = library.add_trace(entry["id"], TraceRequest(values=x))
    hidden = library.array(trace["id"], "hidden", Where()).values

    assert hidden.dtype == np.float64
    assert np.abs(hidden - network(torch.from_numpy(x))[0].detach().numpy()).max() < 1e-10


def test_deleting_forgets_what_was_computed(library):
    entry, _ = library.add_model(saved(torch.nn.GRU(2, 3)), "m.pt")
    trace = library.example(entry["id"])

    library.delete_model(entry["id"])

    for ask in (library.trace, library.delete_trace):
        with pytest.raises(NotFound):
            ask(trace)
    with pytest.raises(NotFound):
        library.add_trace(entry["id"], TraceRequest(noise={"steps": 2, "seed": 0}))


def test_too_much_for_one_trace_is_refused_before_it_is_computed(library, settings):
    entry, _ = library.add_model(saved(torch.nn.GRU(1, 512)), "m.pt")

    with pytest.raises(InvalidInput, match="batch x steps x hidden_size x layers"):
        library.add_trace(entry["id"], TraceRequest(noise={"steps": settings.max_steps, "seed": 0}))


def test_memory_forgets_the_longest_unused_first_and_counts_bytes():
    made = []

    def make(name):
        made.append(name)
        return np.zeros(100)

    memory = Memory(max_bytes=2000)
    for name in "aabaca":
        memory.recall((name, "x"), partial(make, name))
    assert made == ["a", "b", "c"]

    memory.recall(("b", "x"), lambda: make("b"))
    assert made[-1] == "b"
    memory.forget("b")
    memory.recall(("b", "x"), lambda: make("b again"))
    assert made[-1] == "b again"
    assert memory.recall(("d", "x"), lambda: np.zeros(10_000)).size == 10_000


def test_a_trace_of_a_model_that_was_deleted_meanwhile_is_not_kept(library, monkeypatch):
    entry, _ = library.add_model(saved(torch.nn.GRU(2, 3)), "m.pt")
    keep = library._store.add_trace

    def delete_first(*args):
        library.delete_model(entry["id"])
        return keep(*args)

    monkeypatch.setattr(library._store, "add_trace", delete_first)

    with pytest.raises(NotFound, match="no model"):
        library.add_trace(entry["id"], TraceRequest(noise={"steps": 3, "seed": 0}))

    assert library.traces() == []


def test_the_weights_of_a_gate_are_taken_apart_where_the_whole_state_is_too_large(library, settings):
    small = Library(library._store, settings.model_copy(update={"max_state_size": 8}), torch.device("cpu"))
    entry, _ = small.add_model(saved(torch.nn.LSTM(2, 8)), "m.pt")
    trace = small.add_trace(entry["id"], TraceRequest(noise={"steps": 3, "seed": 0}))["id"]

    assert small.array(trace, "eigenvalues", Where()).values.shape == (4, 8)
    with pytest.raises(InvalidInput, match="up to 8 numbers; this layer's has 16"):
        small.array(trace, "jacobian_eigenvalues", Where())


def test_one_place_in_two_spellings_is_computed_once(library):
    entry, _ = library.add_model(saved(torch.nn.GRU(2, 3)), "m.pt")
    trace = library.example(entry["id"])

    default = library.array(trace, "credit", Where()).values

    assert library.array(trace, "credit", Where(0, "forward", 0)).values.base is default.base
