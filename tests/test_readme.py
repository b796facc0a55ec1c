"""The README's examples do what it says, run as they are printed."""

import json
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from app.settings import Settings

README = (Path(__file__).parents[1] / "README.md").read_text()
IDS = {
    "models": "networks",
    "traces": "arrays",
    "runs": "checkpoints",
}  # noun: what an answer holds that brings an id of it
EMPTY = {"database_url": "SQLite in the data folder", "corpus_dir": "none"}  # what a setting left out means


@pytest.mark.parametrize("name", Settings.model_fields)
def test_the_settings_table_has_the_default(name):
    default = Settings.model_fields[name].default
    words = ",".join(default) if isinstance(default, tuple) else str(default)
    cell = f"`{words}`" if words else EMPTY[name]

    assert f"| `UNROLLED_{name.upper()}` | {cell} |" in README


@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl")
def test_every_rest_example_is_answered(server_url, tmp_path):
    save_file(torch.nn.LSTM(3, 4).state_dict(), tmp_path / "model.safetensors")
    np.save(tmp_path / "input.npy", np.ones((5, 3)))
    commands = re.findall(r"^curl (?:.*\\\n)*.*", README, re.MULTILINE)
    ids: dict[str, str] = {}

    for command in commands:
        for noun, known in ids.items():
            command = command.replace(f"{noun}/<id>", f"{noun}/{known}")
        words = shlex.split(command.replace("http://127.0.0.1:8000", server_url).replace("\\\n", ""))
        run = subprocess.run([*words, "-sS", "--fail"], cwd=tmp_path, capture_output=True, timeout=60)
        assert run.returncode == 0, (words, run.stdout, run.stderr)
        if "-o" not in words and "-N" not in words:
            answer = json.loads(run.stdout)
            ids |= {noun: answer["id"] for noun, part in IDS.items() if part in answer}

    assert np.load(tmp_path / "forget_gate.npy").shape[1] == 32
    compile((tmp_path / "power_iteration.py").read_text(), "power_iteration.py", "exec")
    assert (tmp_path / "run.csv").read_text().startswith("step,steps,")
    assert load_file(tmp_path / "trained.safetensors")
    assert len(commands) == 18


def test_the_loop_that_is_watched_appears_in_the_app(server_url):
    (script,) = re.findall(r"```python\n((?:(?!```).)*watch.*?)```", README, re.DOTALL)

    names: dict[str, Any] = {}
    exec(script.replace("http://127.0.0.1:8000", server_url), names)

    api = f"{names['watching'].url}".replace("/runs/", "/api/v1/runs/")
    run = httpx.get(api).json()
    assert (run["status"], run["step"], run["params"]["name"]) == ("done", 400, "adding problem")
    view = httpx.get(f"{api}/figures").json()
    assert view["figures"]["loss"]["data"][0]["x"] == list(range(0, 400, 50))
    assert len(view["figures"]["probe-lstm"]["data"][0]["y"]) == 40
