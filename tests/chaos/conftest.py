"""Killed processes leave connections behind, as they do in life."""

import gc
import warnings
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def _quietly() -> Iterator[None]:
    """What is left of killed processes is collected here, not in the middle of another test."""
    with warnings.catch_warnings():
        yield
        gc.collect()
        gc.unfreeze()
