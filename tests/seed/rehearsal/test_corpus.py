"""The conversations: enough of them, of every kind, a third held out, and none that could not be played."""

import ast
from datetime import date
from pathlib import Path

import pytest

from seed.file import read_file
from seed.rehearsal.corpus import BUSINESSES, CORPUS, BadCorpus, Conversation, read_corpus
from seed.rehearsal.windows import Windows

ROOT = CORPUS.parents[2]
BRIEF = {f"step {n}" for n in range(1, 8)} | {f"scenario {n}" for n in range(1, 5)}
BRIEF |= {"faq full", "faq reschedule", "faq no-show", "faq travel", "faq staff"}
PAINS = {"burst", "chat e-mail", "edge 1", "edge 2", "edge 10", "pain 3", "pain 18", "pain 19", "pain 21", "pain 23"}
SUBJECTS = {
    "happy path", "none of those", "full calendar", "quote and handoff", "complaints", "questions", "returning customer",
    "several missing things", "corrections", "bursts", "typos", "slang", "picks", "dates", "injection", "abuse", "stop",
    "pictures", "move", "cancel", "several bookings", "proposal answers", "notes after booking", "chat", "stale offers",
    "silence after human", "non-English", "long text", "emoji", "owner answers", "misunderstood", "paused",
}  # fmt: skip
PERSONAS = {
    "terse",
    "chatty",
    "typos",
    "all_at_once",
    "one_by_one",
    "impatient",
    "polite",
    "indecisive",
    "slangy",
    "plain",
}


@pytest.fixture(scope="module")
def corpus() -> list[Conversation]:
    return read_corpus()


def test_there_are_enough_conversations_and_a_third_is_held_out(corpus: list[Conversation]) -> None:
    held_out = sum(told.held_out for told in corpus)
    assert len(corpus) >= 160
    assert len(corpus) * 0.32 <= held_out <= len(corpus) * 0.36


def test_every_step_scenario_question_and_pain_is_covered(corpus: list[Conversation]) -> None:
    covered = {subject for told in corpus for subject in told.covers}
    assert covered >= BRIEF | PAINS, sorted((BRIEF | PAINS) - covered)


def test_every_subject_and_every_personality_is_played(corpus: list[Conversation]) -> None:
    assert {told.subject for told in corpus} == SUBJECTS
    assert {told.persona for told in corpus} == PERSONAS


def test_what_customers_want_exists_and_when_they_can_come_can_be_read(corpus: list[Conversation]) -> None:
    files = {on: read_file(ROOT / "seed" / "businesses" / f"{slug}.toml") for on, slug in BUSINESSES.items()}
    for told in corpus:
        names = {service.name for service in files[told.on].services}
        wanted = {told.service, *told.goal.services, *told.goal.kept, *told.goal.cancelled, told.goal.moved} - {""}
        wanted |= {booked.service for booked in [*told.given.own, *told.given.others]}
        assert wanted <= names, told.id
        changes = [item.then.get("accepts", []) for item in told.raises]
        for accepts in [told.accepts, *changes]:
            assert isinstance(accepts, list), told.id
            Windows.read(accepts, date(2026, 11, 2))


def test_a_generic_conversation_is_bound_to_no_business(corpus: list[Conversation]) -> None:
    generic = [told for told in corpus if told.generic]
    assert len(generic) >= 30
    assert not [told.id for told in generic if told.service or told.given.own or told.on != "lawn"]


def test_the_simulated_customer_shares_nothing_with_what_the_receptionist_understands() -> None:
    for name in ("customer", "hearing", "wording", "windows", "checks", "goals"):
        tree = ast.parse((ROOT / "seed" / "rehearsal" / f"{name}.py").read_text())
        imported = {n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
        imported |= {alias.name for n in ast.walk(tree) if isinstance(n, ast.Import) for alias in n.names}
        assert not [module for module in imported if module.startswith("edge_bridge")], name


def test_a_mistake_in_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "odd.toml").write_text(
        '[[conversation]]\nid = "x"\nsubject = "x"\npersona = "plain"\nideals = 3\ngoal = {}\n'
    )
    with pytest.raises(BadCorpus, match=r"odd\.toml(.|\n)*ideals"):
        read_corpus(tmp_path)
