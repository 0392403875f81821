"""The benchmark leaves no process out."""

from pathlib import Path

from tests.bench import imports, start
from workers.supervisor.plan import make_plan


def test_every_process_of_make_run_is_measured(tmp_path: Path) -> None:
    planned = {process.name for process in make_plan({"DATA_DIR": str(tmp_path)}).processes}
    assert planned == {"supabase", *start.PROCESSES}
    assert planned | {"supervisor"} == set(imports.NAMES)


def test_an_interpreter_tells_when_it_has_imported_everything_and_ends_when_asked() -> None:
    with imports.imported(imports.command_of("phones")) as (pid, seconds):
        assert Path(f"/proc/{pid}").exists()
        assert seconds > 0
    assert not Path(f"/proc/{pid}").exists()
