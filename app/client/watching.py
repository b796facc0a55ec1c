"""Watching a training loop of one's own: hooks on the networks in it, a look at every n-th step, a run in the app.

The loop's own thread copies one sequence, the weights and one gradient at the steps that are due, and nothing at the
others; looking and sending are another thread's (app/client/background.py). No random number is drawn, no gradient,
weight, mode or option of the module is changed, and no error or wait of the watching reaches the loop.
"""

import weakref
from collections.abc import Mapping, Sequence
from types import TracebackType

import httpx
import torch
from torch import Tensor, nn
from torch.nn.parameter import is_lazy
from torch.utils.hooks import RemovableHandle

from app.client.background import Background, Taken, Troubles
from app.client.listener import Listener
from app.client.networks import MAX_NETWORKS, Network, networks_in
from app.client.remote import Remote
from app.client.snapshot import Describer

EVERY = 50
_LOOKS = 1_000
"""After so many looks the distance between them doubles: a long run stays as readable as a short one."""
_FORGOTTEN = "Its loop ended without close()."
_DEAF = (
    "None of the networks was seen at work since the update before, so only the numbers are told: inside torch.compile "
    "they are hidden. Watch the module uncompiled, or compile the parts around the networks."
)
Parameter = str | int | float | bool
Number = Tensor | int | float


def watch(  # noqa: PLR0913 (each is a choice of the user's)
    module: nn.Module,
    url: str = "http://127.0.0.1:8000",
    run_name: str = "my run",
    *,
    every: int = EVERY,
    steps: int | None = None,
    params: Mapping[str, Parameter] | None = None,
) -> "Watching":
    """Show a training loop of one's own in the app; call `step(loss)` on the result after each update.

        watching = watch(model, "http://127.0.0.1:8000", "my run")
        for x, y in batches:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
            watching.step(loss)
        watching.close()

    Every nn.RNN, nn.GRU and nn.LSTM in the module is looked at: gates, states, spectral radii of one probe sequence,
    and how much of the loss reaches each time step. A network is to read whole sequences: of several calls between two
    updates the first is heard. Under a GradScaler the loss that reaches the steps is the scaled one; inside
    torch.compile networks are hidden, and only the numbers are told.

    Args:
        module: what is trained; it is left as it is, but for a forward hook on each network until `close`.
        url: a running server's address. Without one the loop runs on, after one warning.
        run_name: the run's name in the app.
        every: updates from one look to the next, doubled after each 1,000 looks.
        steps: updates of the whole loop, where they are known: the page then shows how far it is.
        params: what else is to be told of the run, such as {"learning_rate": 0.01}; runs that differ in it can be set
            side by side.

    Raises:
        ValueError: no recurrent network in the module, an address that is none, or `every` or `steps` below 1.
    """
    if every < 1 or (steps is not None and steps < 1):
        raise ValueError(f"every and steps count updates, from 1 on; got every={every}, steps={steps}.")
    if httpx.URL(url).scheme not in ("http", "https") or not httpx.URL(url).host:
        raise ValueError(f"{url!r} is no server's address; write it as http://127.0.0.1:8000.")
    networks = networks_in(module)
    begun = {
        "name": run_name,
        "steps": steps,
        "device": next(module.parameters()).device.type,
        "params": {
            "module": type(module).__name__,
            "networks": [one.words for one in networks],
            "parameters": sum(one.numel() for one in module.parameters() if not is_lazy(one)),
            "every": every,
            **(params or {}),
        },
    }
    return Watching(module, networks, Remote(url, begun), every)


class Watching:
    """A loop that is watched. As a context it closes itself, and tells an error that ends the loop."""

    def __init__(self, module: nn.Module, networks: Sequence[Network], remote: Remote, every: int) -> None:
        self._troubles = Troubles()
        if len(networks) > MAX_NETWORKS:
            self._troubles.add(
                "many",
                f"{len(networks)} recurrent networks are in the module; the first {MAX_NETWORKS} are watched.",
            )
            networks = networks[:MAX_NETWORKS]
        self._module, self._remote, self._every = module, remote, every
        self._count = self._looks = self._due = 0
        self._listeners = {one.key: Listener(self._troubles.add) for one in networks}
        self._handles = [
            one.module.register_forward_hook(self._listeners[one.key], with_kwargs=True) for one in networks
        ]
        self._background = Background(remote, Describer(networks, self._troubles), self._troubles)
        self._listen()
        # also where it is forgotten: when it is collected, at the latest when Python ends
        self._forgotten = weakref.finalize(
            self, _end, self._handles, self._background, self._troubles, "stopped", _FORGOTTEN
        )

    @property
    def url(self) -> str | None:
        """The run's page; None until the server has answered."""
        return self._remote.page

    def step(self, loss: Number | None = None, **numbers: Number) -> None:
        """Say that an update was made; call it after each, before the gradients are set to zero.

        Args:
            loss: of the batch that it was made with; looked at at the steps that are due alone.
            numbers: more of the same kind, such as accuracy=0.9.
        """
        if self._count == self._due:
            self._look(loss, numbers)
        self._count += 1
        self._background.step = self._count
        self._listen()
        if self._troubles.unsaid:
            self._troubles.warn()

    __call__ = step

    def close(self) -> None:
        """End the run and take the hooks away; waits a moment for what is still to be sent."""
        self._close("done", None)

    def __enter__(self) -> "Watching":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
        elif issubclass(kind, Exception):
            self._close("failed", f"{kind.__name__}: {error}")
        else:
            self._close("stopped", f"The loop was ended by {kind.__name__}.")

    def _close(self, status: str, reason: str | None) -> None:
        if self._forgotten.detach() is None:
            return
        self._due = -1
        _end(self._handles, self._background, self._troubles, status, reason)

    def _listen(self) -> None:
        is_due = self._count == self._due
        for listener in self._listeners.values():
            listener.is_listening = is_due

    def _look(self, loss: Number | None, numbers: Mapping[str, Number]) -> None:
        try:
            heard = {key: listener.taken() for key, listener in self._listeners.items()}
            taken = Taken(
                self._count,
                _number(loss),
                gradient_norm(self._module),
                {name: _number(number) for name, number in numbers.items()},
                {key: one for key, one in heard.items() if one is not None},
            )
            if not taken.heard and taken.gradient_norm is not None:
                self._troubles.add("deaf", _DEAF)
            if self._background.is_here and not self._background.is_over:
                self._background.take(taken)
        except Exception as error:
            self._troubles.add("look", f"This step could not be looked at: {error}")
        self._looks += 1
        self._every *= 2 if self._looks % _LOOKS == 0 else 1
        self._due = -1 if self._background.is_over else self._count + self._every


def _end(
    handles: Sequence[RemovableHandle],
    background: Background,
    troubles: Troubles,
    status: str,
    reason: str | None,
) -> None:
    for handle in handles:
        handle.remove()
    background.close(status, reason)
    troubles.warn()


def _number(value: Number | None) -> float | None:
    return None if value is None else float(value.detach() if isinstance(value, Tensor) else value)


@torch.no_grad()
def gradient_norm(module: nn.Module) -> float | None:
    """2-norm of all parameters' gradients together, as they stand; None where there is none."""
    gradients = [one.grad.detach() for one in module.parameters() if one.grad is not None]
    dense = [one.coalesce().values() if one.is_sparse else one for one in gradients]
    return float(nn.utils.get_total_norm(dense)) if dense else None
