"""Settings of all tests."""

import os

import pytest
from hypothesis import settings

from kmviz.choosing_k.crew import ONE_THREAD
from kmviz.engine.threads import cores

# A wall clock proves nothing on a machine that others use too.
settings.register_profile("kmviz", deadline=None, print_blob=True)
settings.load_profile("kmviz")

MOST_WORKERS = 8  # each imports all that is tested: beyond, memory is spent and little won


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Give a worker with one thread to each core, and none where a person looks on or steps in."""
    looks_on = config.option.capture == "no" or config.option.trace or config.option.collectonly
    workers = 1 if looks_on else min(cores(), MOST_WORKERS)
    if workers == 1:
        return 0
    os.environ.update(ONE_THREAD)
    return workers
