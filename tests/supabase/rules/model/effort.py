"""How hard the model is worked.

In an ordinary run every test tries the same few hundred examples each time, so that it cannot fail by chance. MODEL_TIMES=20 tries
twenty times as many, and others on each run; what fails is printed with the line that repeats it:

    MODEL_TIMES=20 .venv/bin/python -m pytest tests/supabase/rules/model
"""

from __future__ import annotations

import os
from collections.abc import Callable

from hypothesis import HealthCheck, seed, settings

TIMES = int(os.environ.get("MODEL_TIMES", "1"))


def effort(examples: int, first: int = 0) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Tries so many examples, of which `first` says where to begin. A world takes its time to think up; that is no fault of it."""

    def prepared(test: Callable[..., None]) -> Callable[..., None]:
        if TIMES == 1:
            test = seed(first)(test)
        return settings_for(examples)(test)

    return prepared


def settings_for(examples: int, steps: int = 50) -> settings:
    """The same for examples that are made of steps."""
    return settings(
        max_examples=examples * TIMES,
        stateful_step_count=steps,
        deadline=None,
        derandomize=TIMES == 1,
        database=None,
        print_blob=True,
        report_multiple_bugs=False,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
