"""What no linter holds: settings are documented and refused when bad, pages ask no other machine."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from jaxtyping import TypeCheckError
from pydantic import ValidationError

from app.__main__ import help_text
from app.core.bptt import slopes
from app.settings import Settings

ROOT = Path(__file__).parents[1]


def test_every_setting_is_in_the_readme_and_the_help():
    readme = (ROOT / "README.md").read_text()
    for name, field in Settings.model_fields.items():
        variable = f"UNROLLED_{name.upper()}"
        assert field.description, name
        assert f"`{variable}`" in readme
        assert re.search(rf"{variable}\s+\S.*\(default: .*\)", help_text())


def test_the_readmes_python_runs_as_it_stands():
    scripts = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    (script,) = [one for one in scripts if "watch" not in one]  # the loop that is watched needs a server
    names: dict[str, Any] = {}

    exec(script, names)

    assert names["trace"].layer().gates["forget_gate"].shape == (1, 500, 64)


@pytest.mark.parametrize(
    "bad",
    [
        {"port": 0},
        {"port": "http"},
        {"device": "gpu"},
        {"workers": -1},
        {"corpus_dir": "no/such/folder"},
        {"corpus_dir": "a\0b"},
        {"max_upload_mb": -1},
        {"frame_ancestors": "'self'; script-src *"},
        {"frame_ancestors": "https://\u65e5\u672c.example"},
        {"data_dir": ROOT / "pyproject.toml"},
        {"data_dir": "a" * 300},
    ],
)
def test_a_bad_setting_is_refused(bad):
    with pytest.raises(ValidationError, match=next(iter(bad))):
        Settings(**bad)


def test_allowed_hosts_are_names_in_any_case():
    assert Settings(allowed_hosts=" Lab.Example,localhost").allowed_hosts == ("lab.example", "localhost")


@pytest.mark.parametrize(
    ("arguments", "environment", "said"),
    [
        ([], {"UNROLLED_PORT": "99999"}, ["UNROLLED_PORT", "99999"]),
        ([], {"UNROLLED_PROT": "9000", "UNROLLED_PORT": "http"}, ["no setting UNROLLED_PROT"]),
        (["--port", "9"], {}, ["Unknown argument '--port'", "environment variables"]),
        ([], {"UNROLLED_DATABASE_URL": "nonsense"}, ["UNROLLED_DATABASE_URL cannot be used"]),
        ([], {"UNROLLED_DATA_DIR": "pyproject.toml"}, ["UNROLLED_DATA_DIR", "is a file; name a folder"]),
    ],
)
def test_a_bad_start_is_refused_in_words(arguments, environment, said):
    run = subprocess.run(
        [sys.executable, "-m", "app", *arguments],
        env={"PATH": os.environ["PATH"]} | environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert run.returncode == 2
    assert all(words in run.stderr for words in said), run.stderr
    assert "Traceback" not in run.stderr
    assert run.stdout == ""


def test_shapes_are_checked_while_the_tests_run():
    with pytest.raises(TypeCheckError, match="steps hidden"):
        slopes(np.zeros(3))


def test_every_dependency_has_its_reason():
    lines = (ROOT / "pyproject.toml").read_text().split("dependencies = [")[1].split("]\n")[0].splitlines()
    for line in filter(str.strip, lines):
        assert re.search(r'^\s*".+",\s+# \w+', line), line


def test_templates_and_scripts_ask_no_other_machine():
    for folder in ("templates", "static"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in {".html", ".js", ".css"}:
                code = re.sub(r"<a\b[^>]*>", "", path.read_text())
                assert not re.findall(r"(?:src|href|url|import|from|fetch)\W{1,4}(?:https?:)?//\w", code), (
                    path
                )


def test_the_program_imports_nothing_that_make_run_does_not_install():
    installs = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    declared = {re.split(r"[^\w-]", line)[0].lower() for line in installs} | {
        *("starlette", "anyio"),  # fastapi's own
        "pydantic_core",  # pydantic's
    }
    of_module = packages_distributions()
    for path in (ROOT / "app").rglob("*.py"):
        for name in _imported(path) - sys.stdlib_module_names - {"app"}:
            assert {dist.lower() for dist in of_module[name]} & declared, f"{path}: {name}"


def _imported(path: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(path.read_text())))
    named = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    named += [node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module]
    return {name.partition(".")[0] for name in named}
