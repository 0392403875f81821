"""A worker is killed while it sends: another one finds out what became of the text, and it arrives once."""

from tests.faults.house import House, until
from tests.stack import Stack
from tests.support.api_proxy import api_proxy
from tests.support.twilio_wire import Wire, holds


def killed_before_twilio_reads_the_request(house: House) -> list[str]:
    house.wire.reads.clear()
    worker = house.worker()
    texts = house.queue(3)
    until(lambda: house.states(texts)["sending"] == 3, "the texts are claimed")
    worker.kill()
    house.wire.reads.set()
    assert house.wire.requests == []
    return texts


def killed_while_it_waits_for_the_answer(house: House, taken: bool) -> list[str]:
    texts = house.queue(3)
    held = holds(taken)
    house.wire.next(held, to=house.number(texts[0]))
    worker = house.worker()
    until(held.arrived.is_set, "the request is at Twilio")
    worker.kill()
    house.wire.recover()
    assert house.row(texts[0])["state"] == "sending"
    return texts


def killed_before_it_records_the_answer(house: House, module_stack: Stack) -> list[str]:
    with api_proxy(module_stack.url) as proxy:
        proxy.lose("finish_text", asked=False)
        house.api_url = proxy.url
        worker = house.worker()
        texts = house.queue(3)
        until(lambda: proxy.lost, "the worker tries to record the text")
        worker.kill()
    house.api_url = module_stack.url
    assert house.states(texts) == {"sending": 3}
    assert any(house.wire.times(text) for text in texts)
    return texts


def test_a_sender_killed_at_whatever_moment_loses_and_doubles_nothing(house: House, module_stack: Stack) -> None:
    before = killed_before_twilio_reads_the_request(house)
    during = killed_while_it_waits_for_the_answer(house, taken=True)
    in_vain = killed_while_it_waits_for_the_answer(house, taken=False)
    spoken_of = killed_while_it_waits_for_the_answer(house, taken=True)
    house.carrier_says(spoken_of[0], "delivered")
    after = killed_before_it_records_the_answer(house, module_stack)
    house.settle_in_the_end()
    for texts in (before, during, in_vain, spoken_of, after):
        house.assert_each_once(texts)
        assert all(row["body"] for row in house.rows(texts))
    assert house.row(spoken_of[0])["state"] == "delivered"


def test_a_record_whose_answer_was_lost_is_made_again(house: House, wire: Wire, module_stack: Stack) -> None:
    with api_proxy(module_stack.url) as proxy:
        proxy.lose("finish_text", asked=True)
        house.api_url = proxy.url
        worker = house.worker()
        before = house.thread()
        texts = house.queue(12, threaded=True)
        until(lambda: len(proxy.lost) >= 2, "the worker tries again to record the text")
        proxy.behave()
        house.wait_for(texts, "sent")
        assert worker.stop() == 0
    house.assert_each_once(texts)
    assert house.thread() == before + 12


def test_told_to_stop_a_worker_ends_what_it_began_and_gives_back_the_rest(house: House, wire: Wire) -> None:
    texts = house.queue(70)
    held = [holds(takes=True) for _ in texts]
    wire.next(*held)
    worker = house.worker()
    until(lambda: held[0].arrived.is_set(), "a request is at Twilio")
    worker.process.terminate()
    until(lambda: wire.release() or worker.process.poll() is not None, "the worker has ended")
    assert worker.process.returncode == 0
    states = house.states(texts)
    assert states["sending"] == 0
    assert states["sent"] == len(wire.taken) >= 1
    assert states["waiting"] == 70 - states["sent"] >= 1
    wire.recover()
    house.run(("send", None))
    house.assert_each_once(texts)
