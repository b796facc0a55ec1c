"""The taggers as a script: the slide's networks in plain torch, from the same weights, on the same data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.tasks.tagging import BUILT_IN_CORPUS
from app.topics.taggers_course import FORGET_BIASES

if TYPE_CHECKING:
    from app.topics.taggers import Params


def script(params: Params) -> str:
    """Read the corpus, count the baseline, train each network, measure it on the sentences held out."""
    sizes = {"RNN": params.hidden_dim, "GRU": params.gated_hidden_dim, "LSTM": params.gated_hidden_dim}
    networks = ", ".join(f'("{cell}", {size})' for cell, size in sizes.items() if cell != "GRU" or params.gru)
    optimizer = {"adam": "Adam", "sgd": "SGD"}[params.optimizer]
    clip = (
        f"torch.nn.utils.clip_grad_norm_(model.parameters(), {params.clip_at!r})"
        if params.clipping == "norm"
        else "pass  # not clipped"
    )
    return _SOURCE.format(
        corpus=f"{BUILT_IN_CORPUS}.conllu",
        networks=networks,
        embedding_dim=params.embedding_dim,
        bidirectional=params.bidirectional,
        forget_bias=FORGET_BIASES[params.forget_bias],
        epochs=params.epochs,
        batch_size=params.batch_size,
        seed=params.seed,
        optimizer=f"torch.optim.{optimizer}(model.parameters(), lr={params.learning_rate!r}, fused=True)",
        clip=clip,
    )


_SOURCE = '''"""The slide's taggers in plain torch (Unrolled, /topics/taggers): python taggers.py {corpus}"""
import sys
from pathlib import Path
import numpy as np
import torch
import torch.nn.functional as F
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

torch.set_num_threads(1)
networks, embedding_dim, bidirectional = [{networks}], {embedding_dim}, {bidirectional}
forget_bias, epochs, batch_size, seed = {forget_bias}, {epochs}, {batch_size}, {seed}

# Sentences as lists of (word, tag); each sixth is held out.
path = sys.argv[1] if len(sys.argv) > 1 else "{corpus}"
blocks = Path(path).read_text(encoding="utf-8").split("\\n\\n")
lines = [[line.split("\\t") for line in block.splitlines() if line and line[0] != "#"] for block in blocks]
sentences = [[(line[1], line[3]) for line in block if line[0].isdigit()] for block in lines if block]
train, held_out = [s for i, s in enumerate(sentences, 1) if i % 6], sentences[5::6]
tags = sorted({{tag for sentence in sentences for _, tag in sentence}})

# Words by number, the most frequent first; 0 is <unk>. The baseline is each word's most frequent tag.
seen = {{}}
for word, tag in (pair for sentence in train for pair in sentence):
    seen.setdefault(word, {{}}).setdefault(tag, 0)
    seen[word][tag] += 1
counts = [0] + sorted((sum(of.values()) for of in seen.values()), reverse=True)
number = {{word: i for i, word in enumerate(sorted(seen, key=lambda word: -sum(seen[word].values())), 1)}}
once = [tag for of in seen.values() if sum(of.values()) == 1 for tag in of]
rare_tag = max(once, key=once.count)

def numbered(sentence):
    return [number.get(word, number.get(word.lower(), 0)) for word, _ in sentence]

def best_tag(word):
    return max(seen[word], key=seen[word].get) if word in seen else rare_tag

class Tagger(torch.nn.Module):
    def __init__(self, cell, hidden_dim):
        super().__init__()
        self.word_embeddings = torch.nn.Embedding(len(counts), embedding_dim)
        self.recurrent = getattr(torch.nn, cell)(embedding_dim, hidden_dim, bidirectional=bidirectional)
        self.hidden_to_tag = torch.nn.Linear(hidden_dim * (2 if bidirectional else 1), len(tags))
        self.initialize(cell, hidden_dim, torch.Generator().manual_seed(seed))

    @torch.no_grad()
    def initialize(self, cell, hidden_dim, generator):
        self.word_embeddings.weight.normal_(generator=generator)
        for p in self.recurrent.parameters():
            p.uniform_(-(hidden_dim**-0.5), hidden_dim**-0.5, generator=generator)
        bound = self.hidden_to_tag.in_features**-0.5
        for p in self.hidden_to_tag.parameters():
            p.uniform_(-bound, bound, generator=generator)
        if forget_bias is not None and cell != "RNN":
            for name, p in self.recurrent.named_parameters():
                if name.startswith("bias"):
                    p[hidden_dim : 2 * hidden_dim] = forget_bias if name.startswith("bias_ih") else 0

    def forward(self, words, lengths):
        """Log-probabilities at each word, the sentences as columns: the state begins at zeros, as by init_hidden()."""
        embeds = self.word_embeddings(words)
        if bidirectional:
            packed = pack_padded_sequence(embeds, torch.tensor(lengths), enforce_sorted=False)
            states = pad_packed_sequence(self.recurrent(packed)[0])[0]
        else:
            states = self.recurrent(embeds)[0]
        is_word = (torch.arange(len(words))[:, None] < torch.tensor(lengths)).flatten()
        return F.log_softmax(self.hidden_to_tag(states.flatten(0, 1)[is_word]), dim=1)

def columns(rows):
    return torch.tensor([[row[t] if t < len(row) else 0 for row in rows] for t in range(max(map(len, rows)))])

def by_time(rows):
    return torch.tensor([row[t] for t in range(max(map(len, rows))) for row in rows if t < len(row)])

words = [numbered(sentence) for sentence in train]
targets = [[tags.index(tag) for _, tag in sentence] for sentence in train]
lengths = np.array([len(sentence) for sentence in train])
hiding = 0.25 / (0.25 + np.array(counts)[np.concatenate(words)])  # rare words are read as <unk> now and then

def train_on(model):
    optimizer = {optimizer}
    for epoch in range(epochs):
        rng = np.random.default_rng((seed, epoch))
        order = rng.permutation(len(train))
        if batch_size > 1:
            order = order[np.argsort(lengths[order], kind="stable")]
        batches = np.split(order, range(batch_size, len(order), batch_size))
        turns = rng.permutation(len(batches))
        read = np.where(rng.random(len(hiding)) < hiding, 0, np.concatenate(words))
        read = np.split(read, np.cumsum(lengths)[:-1])
        for batch in [batches[i] for i in turns]:
            optimizer.zero_grad()
            scores = model(columns([read[i] for i in batch]), lengths[batch].tolist())
            F.nll_loss(scores, by_time([targets[i] for i in batch])).backward()
            {clip}
            optimizer.step()

unknown = np.concatenate([numbered(sentence) for sentence in held_out]) == 0
accuracy, unknown_accuracy, parameters = [], [], []
for cell, hidden_dim in networks:
    model = Tagger(cell, hidden_dim)
    train_on(model)
    with torch.no_grad():
        found = [model(columns([numbered(s)]), [len(s)]).argmax(1).tolist() for s in held_out]
    is_right = np.array([tags[n] == tag for s, row in zip(held_out, found) for (_, tag), n in zip(s, row)])
    accuracy.append(float(is_right.mean()))
    unknown_accuracy.append(float(is_right[unknown].mean()))
    parameters.append(sum(p.numel() for p in model.parameters()))
print("baseline_accuracy =", float(np.mean([best_tag(w) == tag for s in held_out for w, tag in s])))
print("end_accuracy =", accuracy)
print("end_unknown_accuracy =", unknown_accuracy)
print("parameters =", parameters)
# The slide keeps self.hidden: without init_hidden() before each sentence the second backward() fails.
model, hidden = Tagger(*networks[0]), None
try:
    for row in words[:2]:
        out, hidden = model.recurrent(model.word_embeddings(torch.tensor([row]).T), hidden)
        out.sum().backward()
except RuntimeError as error:
    print("second backward:", str(error).split("(")[0])
'''
