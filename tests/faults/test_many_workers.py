"""Several workers on one queue: each text leaves once."""

from tests.faults.house import House


def test_two_and_then_eight_workers_send_each_text_once(house: House) -> None:
    workers = [house.start("workers") for _ in range(2)]
    for worker in workers:
        worker.wait_ready()
    texts = house.queue(60)
    house.wait_for(texts, "sent")
    workers += [house.start("workers") for _ in range(6)]
    for worker in workers:
        worker.wait_ready()
    for _ in range(6):
        texts += house.queue(10, threaded=True)
    house.wait_for(texts, "sent")
    for worker in workers:
        worker.process.terminate()
    assert [worker.process.wait(30) for worker in workers] == [0] * 8
    assert len(house.wire.requests) == 120, "no text was even tried twice"
    assert house.thread() == 60
    house.assert_each_once(texts)
