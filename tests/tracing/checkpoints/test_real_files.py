"""Trained networks made by others: read and run as they were, or refused with the way out."""

import sys

import numpy as np
import pytest
import torch

from app.errors import InvalidInput
from tests.tracing.checkpoints.files import read

LIMIT = 64 * 2**20
SIZES = {
    "silero_vad_16k_lstm": ("LSTM", 128, 128, 1, False),
    "g2p_en_encoder_gru": ("GRU", 256, 256, 1, False),
    "g2pm_bilstm": ("LSTM", 64, 32, 1, True),
    "chars2vec_eng50_lstm2": ("LSTM", 59, 50, 2, False),
}


@pytest.mark.parametrize("suffix", ["safetensors", "pt"])
@pytest.mark.parametrize("name", SIZES)
def test_a_trained_network_gives_what_torch_gave(real_data, name, suffix):
    folder = real_data / "checkpoints"
    x = torch.from_numpy(np.load(folder / f"{name}.input.npy"))
    expected = np.load(folder / f"{name}.output.npy")

    (network,) = read((folder / f"{name}.{suffix}").read_bytes(), f"{name}.{suffix}", LIMIT)
    output, _ = network.module()(x[None])

    sizes = (network.kind, network.input_size, network.hidden_size, network.num_layers, network.bidirectional)
    assert sizes == SIZES[name]
    assert (network.name, network.bias, network.proj_size) == ("", True, 0)
    np.testing.assert_allclose(output[0].numpy(), expected, atol=5e-5, rtol=0)


def test_a_cell_beside_convolutions_is_found_under_its_prefix(real_data):
    data = (real_data / "checkpoints/original/silero_vad_16k.safetensors").read_bytes()
    (whole,) = read((real_data / "checkpoints/silero_vad_16k_lstm.pt").read_bytes(), max_bytes=LIMIT)

    (network,) = read(data, "silero_vad_16k.safetensors", LIMIT)

    assert (network.name, network.kind, network.num_layers) == ("lstm_cell", "LSTM", 1)
    torch.testing.assert_close(dict(network.parameters), dict(whole.parameters), rtol=0, atol=0)


def test_a_whole_pickled_module_is_refused_without_importing_what_it_names(real_data):
    data = (real_data / "checkpoints/original/beatnet_model-1_whole_module.pt").read_bytes()

    with pytest.raises(
        InvalidInput, match=r"`model\.BDA`.* whole module.*torch\.save\(model\.state_dict\(\)"
    ):
        read(data, max_bytes=LIMIT)

    assert "model" not in sys.modules


def test_an_npz_with_other_key_names_is_refused_naming_them_and_the_new_names(real_data):
    data = (real_data / "checkpoints/original/g2p_en_checkpoint20.npz").read_bytes()

    with pytest.raises(InvalidInput) as refusal:
        read(data, "g2p_en_checkpoint20.npz", LIMIT)

    for words in (
        "`enc_w_ih`",
        "and 4 more",
        "`enc_w_ih` as `enc.weight_ih_l0`",
        "`enc_b_hh` as `enc.bias_hh_l0`",
    ):
        assert words in refusal.value.detail
