"""The carrier misbehaves, workers die: every text that was due arrives once."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from seed.demo.doors import DemoFailed
from tests.support.product import GREEN_BLADE, HARBOUR_HAIR, Customer, Product


@pytest.fixture
def faults(product: Product) -> Iterator[str]:
    url = f"{product.where['phones_url']}/phones/faults"
    yield url
    httpx.delete(url).raise_for_status()


def texts_to(product: Product, number: str) -> list[dict[str, object]]:
    return product.rows("select * from public.outbox where recipient = %s order by queue_no", number)


def test_a_busy_carrier_is_tried_again(product: Product, faults: str) -> None:
    customer = Customer(product, GREEN_BLADE)
    httpx.put(faults, json={"send_status": 503, "times": 1, "to": customer.number}).raise_for_status()
    assert customer.says("need my lawn mowed").startswith("G'day!")
    (text,) = texts_to(product, customer.number)
    assert text["attempts"] == 2


def test_a_text_taken_by_a_carrier_that_never_answered_is_not_sent_twice(product: Product, faults: str) -> None:
    customer = Customer(product, GREEN_BLADE)
    httpx.put(faults, json={"accept_then_hang_seconds": 12, "times": 1, "to": customer.number}).raise_for_status()
    assert customer.says("need my lawn mowed").startswith("G'day!")
    product.run_duty("settle", datetime.now(UTC) + timedelta(minutes=5))
    product.run_duty("send", datetime.now(UTC) + timedelta(minutes=5))
    (text,) = texts_to(product, customer.number)
    assert text["state"] in ("sent", "delivered")
    assert text["attempts"] == 1
    assert customer.says("I'm Una Orr").startswith("Thanks!"), "the next text is the next answer: the first came once"


def test_a_text_whose_worker_died_before_sending_goes_out_after_the_carrier_was_asked(product: Product) -> None:
    customer = Customer(product, GREEN_BLADE)
    first = customer.says("need my lawn mowed")
    product.rows(  # the same words once more, claimed by a worker that died before it sent them
        "insert into public.outbox (business_id, kind, class, recipient, customer_id, conversation_id, message_id, dedupe_key, due_at,"
        " created_at, state, attempts, claim_token, claimed_at, leased_until)"
        " select business_id, kind, class, recipient, customer_id, conversation_id, message_id, 'died:' || id, due_at, created_at,"
        " 'sending', 1, gen_random_uuid(), now() - interval '30 minutes', now() - interval '29 minutes'"
        " from public.outbox where recipient = %s returning id",
        customer.number,
    )
    for minutes in (1, 4):
        product.run_duty("settle", datetime.now(UTC) + timedelta(minutes=minutes))
    product.run_duty("send", datetime.now(UTC) + timedelta(minutes=10))
    assert customer.reads() == first
    assert [text["attempts"] for text in texts_to(product, customer.number)] == [1, 2]


def test_stop_silences_one_business_only_and_keeps_the_booking(product: Product) -> None:
    customer = Customer(product, GREEN_BLADE)
    customer.says("need my lawn mowed next week, I'm Stan Stavros, 8 Ash St, Milton", "1")
    customer.owner_reads("NEW BOOKING REQUEST", "Stan Stavros")
    customer.phones.send(customer.number, GREEN_BLADE.sms_number, "STOP")
    assert "texted STOP" in customer.owner_reads("Stan Stavros", "Their booking stands")
    (booking,) = product.rows("select status from public.bookings where customer_name = 'Stan Stavros'")
    assert booking["status"] == "pending"
    customer.phones.send(customer.number, GREEN_BLADE.sms_number, "are you there?")
    (ledger,) = product.rows("select opted_out from public.opt_outs where phone = %s", customer.number)
    assert ledger["opted_out"]


def test_a_number_with_a_booking_elsewhere_is_a_stranger_here(product: Product) -> None:
    customer = Customer(product, GREEN_BLADE)
    customer.says("need my lawn mowed next week, I'm Eve Ellis, 8 Ash St, Milton", "1")
    salon = Customer(product, HARBOUR_HAIR, customer.number)
    reply = salon.says("when is my booking?")
    assert "I can't see a booking under this number." in reply
    assert "Eve" not in reply


def test_three_workers_answer_each_text_once(product: Product) -> None:
    with product.another_worker(), product.another_worker():
        customers = [Customer(product, GREEN_BLADE) for _ in range(4)]
        for customer in customers:
            customer.phones.send(customer.number, GREEN_BLADE.sms_number, "need my lawn mowed")
        for customer in customers:
            assert customer.reads().startswith("G'day!")
            assert customer.says("I'm Wendy Webb").startswith("Thanks!")
    for customer in customers:
        assert len(texts_to(product, customer.number)) == 2


def test_nothing_comes_twice_to_a_quiet_phone(product: Product) -> None:
    customer = Customer(product, GREEN_BLADE)
    customer.says("need my lawn mowed")
    product.run_duty("send", datetime.now(UTC) + timedelta(minutes=1))
    with pytest.raises(DemoFailed):
        customer.phones.wait(lambda text: text.recipient == customer.number, "nothing", patience=1.0)
