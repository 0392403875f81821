"""How hard the model is worked.

In an ordinary run every test tries the same few hundred examples each time, so that it cannot fail by chance. MODEL_TIMES=20 tries
twenty times as many, and others on each run; what fails is printed with the line that repeats it:

    MODEL_TIMES=20 .venv/bin/python -m pytest tests/supabase/rules/model
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Verbosity, settings

TIMES = int(os.environ.get("MODEL_TIMES", "1"))


def effort(examples: int, steps: int = 50) -> settings:
    """So many examples, of so many steps where they have steps. A world takes its time to think up; that is no fault of it."""
    return settings(
        max_examples=examples * TIMES,
        stateful_step_count=steps,
        deadline=None,
        derandomize=TIMES == 1,
        database=None,
        print_blob=True,
        report_multiple_bugs=False,
        verbosity=Verbosity.normal,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
