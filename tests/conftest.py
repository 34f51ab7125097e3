"""Settings of every test: the same examples are drawn on every machine and every day."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("necessity", derandomize=True, deadline=None)
settings.load_profile("necessity")
