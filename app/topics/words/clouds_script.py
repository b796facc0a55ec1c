"""The same sentences, networks and updates with NumPy and torch alone."""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import wrap
from typing import TYPE_CHECKING

from app.tasks.cloze import ANSWERS, BYSTANDERS, CUES, FRAMES, WORDS
from app.tasks.cloze_sentences import UNKNOWN_SHARE
from app.tasks.open_sentence import OpenSentence, read_open_sentence
from app.topics.words.clouds_run import wanted
from app.training.cloze import interval
from app.training.cloze_exam import CONTEXTS, asked_gaps
from app.training.cloze_params import ClozeParams

if TYPE_CHECKING:
    from app.topics.clouds import Params

_WIDTH = 100


def script(params: Params) -> str:
    """Sentences, networks, learning, and the same questions."""
    run = ClozeParams.model_validate(
        {name: value for name, value in wanted(params).items() if name != "experiment"}
    )
    sentence = read_open_sentence(params.sentence)
    return _SCRIPT.format(
        run=run,
        asked=list(asked_gaps(run.asked_gap)),
        shown=told_step(run, params.step),
        words=_list(WORDS),
        answers=_list(ANSWERS),
        **_places(),
        sentence=list(sentence.numbers),
        competing=[ANSWERS.index(answer) for answer in _competing(sentence)],
        contexts=CONTEXTS,
        unknown=UNKNOWN_SHARE,
    )


def told_step(run: ClozeParams, step: int) -> int:
    """The last snapshot up to this update."""
    if step >= run.steps:
        return run.steps
    stretch = -(-run.asked_gap // run.longest_gap)
    return max(at for at in range(step + 1) if at % interval(at, stretch) == 0)


def _competing(sentence: OpenSentence) -> tuple[str, ...]:
    """Answers of which the likeliest is asked about: the right one alone, where there is one."""
    return sentence.candidates if sentence.answer is None else (sentence.answer,)


def _list(words: Iterable[str]) -> str:
    """Words as they stand in a text, in lines short enough to read."""
    return "\n".join(wrap(" ".join(words), _WIDTH))


def _places() -> dict[str, object]:
    """What the words are for."""
    pairs = [(cues[0], cues[-1]) for frame in FRAMES for cues in frame.cues.values()]
    return {
        "first_bystander": 2 + len(CUES),
        "bystanders": len(BYSTANDERS),
        "cues": _list(word for pair in pairs for word in pair),
        "frames": [" ".join(frame.words) for frame in FRAMES],
        "per_frame": len(FRAMES[0].cues),
    }


_SCRIPT = '''"""Clouds are in the ___: networks learn to fill a blank, on one CPU thread (Unrolled, /topics/clouds)."""
import numpy as np
import torch
from torch import nn

torch.set_num_threads(1)
SEED, STEPS, SHOWN, BATCH = {run.seed}, {run.steps}, {shown}, {run.batch_size}
GAPS, ASKED = ({run.shortest_gap}, {run.longest_gap}), np.array({asked})
WINDOW, HIDDEN, GATED_HIDDEN = {run.window_size}, {run.hidden_size}, {run.gated_hidden_size}
# the first two are padding and a word that is not known
WORDS = """{words}""".split()
ANSWERS = """{answers}""".split()
BYSTANDERS = np.arange({first_bystander}, {first_bystander} + {bystanders})  # words that decide nothing
CUES = """{cues}""".split()
CUES = np.array([WORDS.index(word) for word in CUES]).reshape(-1, 2)  # two an answer
FRAMES = [[WORDS.index(word) for word in frame.split()] for frame in {frames}]
FRAMES = np.repeat(FRAMES, {per_frame}, axis=0)  # the last words of a sentence, by answer


def contexts(gaps, rng):
    """A bystander in every place, the gaps, and how many words stand before the cue."""
    return rng.choice(BYSTANDERS, (len(gaps), 3 + gaps.max())), gaps, rng.integers(3, size=len(gaps))


def write(words, gaps, before, answers, rng):
    """Cue and frame in their places; 0, which is padding, before the sentence."""
    cue = CUES[answers, rng.integers(2, size=len(answers))]
    distance, gap = np.arange(words.shape[1])[::-1], gaps[:, None]
    words[:, -3:] = np.where(distance[-3:] < gap, FRAMES[answers], words[:, -3:])
    words = np.where(distance == gap, cue[:, None], words)
    words[distance > gap + before[:, None]] = 0
    return torch.from_numpy(words), torch.from_numpy(answers)


def batch(rng):
    answers = rng.integers(len(ANSWERS), size=BATCH)
    words, gaps, before = contexts(rng.integers(*GAPS, size=BATCH, endpoint=True), rng)
    words = np.where(rng.random(words.shape) < {unknown}, 1, words)
    return write(words, gaps, before, answers, rng)


class Net(nn.Module):
    def __init__(self, kind):
        super().__init__()
        size = HIDDEN if kind in ("window", "rnn") else GATED_HIDDEN
        self.embedding = nn.Embedding(len(WORDS), 16, padding_idx=0)
        self.to_answer = nn.Linear(size, len(ANSWERS))
        layers = {{"rnn": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}}
        self.layer = layers[kind](16, size, batch_first=True) if kind in layers else nn.Linear(WINDOW * 16, size)
        generator = torch.Generator().manual_seed(SEED)
        with torch.no_grad():
            self.embedding.weight.normal_(generator=generator)[0] = 0
            for part in (self.to_answer, self.layer):
                bound = (part.in_features if isinstance(part, nn.Linear) else size) ** -0.5
                for parameter in part.parameters():
                    parameter.uniform_(-bound, bound, generator=generator)
            if kind in ("gru", "lstm"):  # the second gate of i, f, g, o and of r, z, n is the one that keeps
                self.layer.bias_ih_l0[size : 2 * size] = {run.forget_bias}
                self.layer.bias_hh_l0[size : 2 * size] = 0

    def forward(self, words):
        x, lengths = self.embedding(words), (words != 0).sum(dim=1)
        if isinstance(self.layer, nn.Linear):
            x = nn.functional.pad(x, (0, 0, max(0, WINDOW - x.shape[1]), 0))[:, -WINDOW:]
            return self.to_answer(torch.tanh(self.layer(x.flatten(1))))
        rows, seq_len = torch.arange(len(x))[:, None], x.shape[1]  # no padding is read: words first
        places = (torch.arange(seq_len) + (seq_len - lengths)[:, None]).clamp(max=seq_len - 1)
        return self.to_answer(self.layer(x[rows, places])[0][rows[:, 0], lengths - 1])


def learn(net, optimizer, words, answers):
    loss = nn.functional.nll_loss(nn.functional.log_softmax(net(words), dim=1), answers)
    optimizer.zero_grad()
    loss.backward()
    norm = nn.utils.get_total_norm([parameter.grad for parameter in net.parameters()])
    if norm > {run.max_norm}:
        nn.utils.clip_grads_with_norm_(list(net.parameters()), {run.max_norm}, norm)
    optimizer.step()


@torch.no_grad()
def by_gap(net):
    """Share of right answers; each context is asked with all answers, and only those that fit compete."""
    rng = np.random.default_rng((SEED, 0))
    alone = contexts(np.repeat(ASKED, {contexts}), rng)
    paired = [part.repeat(len(ANSWERS), axis=0) for part in alone]
    words, answers = write(*paired, np.tile(np.arange(len(ANSWERS)), len(alone[1])), rng)
    fits = torch.arange(len(ANSWERS)) // {per_frame} == answers[:, None] // {per_frame}
    right = net(words).masked_fill(~fits, -torch.inf).argmax(dim=1) == answers
    return right.view(len(ASKED), -1).double().mean(dim=1).tolist()


@torch.no_grad()
def reasons(net):
    """Probabilities for the page's sentence; change of log p of its answer when a word is read and not <unk>."""
    words = torch.tensor({sentence})
    scores = net(words[None])[0]
    answer = max({competing}, key=lambda a: scores[a].item())
    without = words.repeat(len(words), 1).fill_diagonal_(1)
    log_p = nn.functional.log_softmax(net(torch.cat((words[None], without))), dim=1)[:, answer]
    return scores.softmax(dim=0).tolist(), (log_p[0] - log_p[1:]).masked_fill(words == 1, 0).tolist()


nets = [Net(kind) for kind in {run.networks}]
optimizers = [torch.optim.Adam(net.parameters(), lr={run.learning_rate}, fused=True) for net in nets]
for step in range(STEPS + 1):
    if step > 0:
        words, answers = batch(np.random.default_rng((SEED, step)))
        for net, optimizer in zip(nets, optimizers):
            learn(net, optimizer, words, answers)
    if step == SHOWN:
        print("accuracy =", [by_gap(net) for net in nets])
probabilities, influence = zip(*map(reasons, nets))
print("probabilities =", list(probabilities))
print("influence =", list(influence))
print("window_limit =", np.where(ASKED < WINDOW, 1, 1 / {per_frame}).tolist())
'''
