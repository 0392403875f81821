"""The benchmark's arithmetic and what it writes."""

import json
from pathlib import Path

import pytest

from tests.bench.figures import Figure, Round, of_rounds, quantile
from tests.bench.report import table, write_json


def test_the_ratio_is_the_median_of_the_rounds_own_ratios() -> None:
    slow_minute_included = [Round(2.0, 1.0), Round(30.0, 20.0), Round(1.0, 1.0)]
    figure = of_rounds("acknowledge", "ms", slow_minute_included, goal=1.6)
    assert (figure.value, figure.limit, figure.ratio) == (2.0, 1.0, 1.5)
    assert figure.holds is True


def test_a_ratio_above_its_goal_does_not_hold() -> None:
    assert Figure("start", 3.0, "s", 1.0, 3.0, 1.5).holds is False


def test_a_row_without_a_goal_only_informs() -> None:
    assert Figure("memory", 40.0, "MB", 20.0, 2.0).holds is None


@pytest.mark.parametrize(("share", "expected"), [(0.5, 50), (0.99, 99), (1.0, 100), (0.0, 1)])
def test_a_quantile_is_one_of_the_samples(share: float, expected: float) -> None:
    assert quantile(list(range(100, 0, -1)), share) == expected


def test_the_file_is_a_list_of_figures_with_exactly_the_promised_keys(tmp_path: Path) -> None:
    figures = [of_rounds("acknowledge", "ms", [Round(2.00049, 1.0)], goal=1.3), Figure("LISTEN", 0.1, "ms")]
    write_json(figures, tmp_path / "bench.json")
    first, second = json.loads((tmp_path / "bench.json").read_text())
    assert first == {
        "name": "acknowledge",
        "value": 2.0,
        "unit": "ms",
        "limit": 1.0,
        "ratio": 2.0,
        "goal": 1.3,
        "holds": False,
    }
    assert second == first | {"name": "LISTEN", "value": 0.1, "limit": None, "ratio": None, "goal": None, "holds": None}


def test_the_table_shows_every_figure_beside_its_limit() -> None:
    lines = table([Figure("acknowledge", 2.0, "ms", 1.0, 2.0, 1.3), Figure("LISTEN", 0.06, "ms")]).splitlines()
    assert lines[0].split() == ["figure", "value", "unit", "limit", "ratio", "goal", "holds"]
    assert lines[1].split() == ["acknowledge", "2.00", "ms", "1.00", "2.00x", "1.3x", "NO"]
    assert lines[2].split() == ["LISTEN", "0.06", "ms"]
