"""The examples of docs/configuration.md are good settings."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from traitlets.config import Config

from jupyterlab_synapse.config import load_config

DOCUMENT = Path(__file__).parents[2] / "docs" / "configuration.md"
EXAMPLES = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)


def test_all_keys_are_documented():
    text = DOCUMENT.read_text(encoding="utf-8")
    for name in load_config({}).trait_names(config=True):
        if name != "supervisor":  # for tests
            assert f"c.SynapseConfig.{name}`" in text, name


@pytest.mark.parametrize("example", EXAMPLES)
def test_example(example):
    config = Config()
    exec(example, {"c": config})
    loaded = load_config(config.get("SynapseConfig", {}))
    # Browser sign-in alone is spread over two examples.
    assert [text for text in loaded.problems if "azure_client_id" not in text] == []
