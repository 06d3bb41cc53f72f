"""Fixtures of pytest-jupyter for all Python tests; it also runs `async def` tests."""

pytest_plugins = ["pytest_jupyter.jupyter_server"]
