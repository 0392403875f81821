"""Twilio's answer is lost: whether it took the text comes out by its list or its callback, and only what it did not take goes again."""

from tests.faults.house import House, in_minutes
from tests.support.twilio_wire import Wire, holds, resets, takes_but_says


def test_what_became_of_a_text_without_an_answer_comes_out_and_it_arrives_once(house: House, wire: Wire) -> None:
    """The worker waits ten seconds for an answer; all cases share them."""
    house.edge()
    found, told, never_taken, cut_off, cut_short, broken = texts = house.queue(6)
    answers = [
        holds(True),
        holds(True),
        holds(False),
        resets(after_taking=True),
        resets(after_taking=False),
        takes_but_says(500),
    ]
    for text, answer in zip(texts, answers, strict=True):
        wire.next(answer, to=house.number(text))
    worker = house.worker()
    house.wait_for(texts, "unknown", patience=45)
    assert worker.stop() == 0
    assert [wire.times(text) for text in texts] == [1, 1, 0, 1, 0, 1]

    house.calls_back(told, "sent")
    assert house.row(told)["state"] == "sent", "the callback alone settles it"
    wire.recover()
    house.run(("settle", in_minutes(1)))
    assert [house.row(text)["state"] for text in texts] == ["sent", "sent", "unknown", "sent", "unknown", "sent"]
    assert house.row(told)["body"] == wire.the(told).body
    house.run(("settle", in_minutes(5)), ("send", in_minutes(30)), ("settle", in_minutes(60)), ("send", in_minutes(90)))
    house.assert_each_once(texts)
    assert {row["attempts"] for row in house.rows([found, told, cut_off, broken])} == {1}
    assert {row["attempts"] for row in house.rows([never_taken, cut_short])} == {2}


def test_while_twilio_cannot_be_asked_a_doubt_stays_a_doubt(house: House, wire: Wire) -> None:
    (text,) = texts = house.queue(1)
    wire.next(takes_but_says(500))
    wire.lists = False
    house.run(
        ("send", None),
        ("settle", in_minutes(1)),
        ("settle", in_minutes(5)),
        ("settle", in_minutes(600)),
        ("send", in_minutes(900)),
    )
    assert house.row(text)["state"] == "unknown"
    wire.recover()
    house.run(("settle", in_minutes(1000)), ("send", in_minutes(1001)))
    house.assert_each_once(texts)
