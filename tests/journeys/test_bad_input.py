"""What should not have come: each is handled, said plainly, and loses nothing."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from tests.support.product import GREEN_BLADE, HARBOUR_HAIR, ROOT, Customer, Product, new_number


def text_from(number: str, sid: str, body: str, to: str = GREEN_BLADE.sms_number) -> dict[str, str]:
    return {"MessageSid": sid, "From": number, "To": to, "Body": body, "NumMedia": "0", "AccountSid": "AC0"}


def stored(product: Product, number: str) -> list[str]:
    rows = product.rows(
        "select m.body from public.messages m join public.conversations c on c.business_id = m.business_id"
        " and c.id = m.conversation_id where c.peer = %s and m.author = 'customer' order by m.seq",
        number,
    )
    return [row["body"] for row in rows]


@pytest.mark.parametrize("signature", ["", "bm90IGEgc2lnbmF0dXJl"])
def test_an_unsigned_or_wrongly_signed_webhook_is_refused_and_nothing_is_stored(
    product: Product, signature: str
) -> None:
    number = new_number()
    answer = product.webhook("/twilio/sms", text_from(number, "SM" + number[1:], "need my lawn mowed"), signature)
    assert answer.status_code == 403
    assert stored(product, number) == []


def test_a_text_to_an_unknown_number_is_acknowledged_and_answered_with_nothing(product: Product) -> None:
    number = new_number()
    answer = product.webhook("/twilio/sms", text_from(number, "SM" + number[1:], "hello", to="+61400000999"))
    assert answer.status_code == 200
    assert answer.text.endswith("<Response></Response>")
    assert stored(product, number) == []


def test_the_same_message_twice_is_stored_once_and_answered_once(product: Product) -> None:
    customer = Customer(product, GREEN_BLADE)
    form = text_from(customer.number, "SM" + customer.number[1:], "need my lawn mowed")
    assert [product.webhook("/twilio/sms", form).status_code for _ in range(3)] == [200, 200, 200]
    customer.reads()
    assert stored(product, customer.number) == ["need my lawn mowed"]
    assert "Thanks!" in customer.says("I'm Ray Twice")  # the next text is the next answer: no second one was waiting


@pytest.mark.parametrize("body", ["x" * 10_000, "", "🙂🙂", "lawn " * 2000])
def test_odd_texts_are_stored_whole_and_answered_politely(product: Product, body: str) -> None:
    customer = Customer(product, GREEN_BLADE)
    product.webhook("/twilio/sms", text_from(customer.number, "SM" + customer.number[1:], body))
    reply = customer.reads()
    assert reply.startswith("G'day!")
    assert stored(product, customer.number) == [body]


def test_a_picture_is_kept_and_answered(product: Product) -> None:
    customer = Customer(product, GREEN_BLADE)
    picture = {"NumMedia": "1", "MediaUrl0": "https://api.twilio.com/m/1", "MediaContentType0": "image/jpeg"}
    product.webhook("/twilio/sms", text_from(customer.number, "MM" + customer.number[1:], "") | picture)
    assert "Thanks for the picture" in customer.reads()
    rows = product.rows("select media from public.messages where provider_id = %s", "MM" + customer.number[1:])
    assert rows[0]["media"] == [{"url": "https://api.twilio.com/m/1", "type": "image/jpeg"}]


def test_a_time_taken_between_offer_and_reply_gets_an_apology_and_fresh_times(product: Product) -> None:
    fast, slow = Customer(product, HARBOUR_HAIR), Customer(product, HARBOUR_HAIR)
    ask = "can I book foils next week please, it's {}"
    offered = slow.says(ask.format("Sal Slow"))
    product.run_duty("expire", datetime.now(UTC) + timedelta(minutes=11))  # by then they are no longer kept for Sal
    assert fast.says(ask.format("Fay Fast")) == offered
    fast.says("1")
    apology = slow.says("1")
    assert apology.startswith("Sorry, that time has just been taken.\n\nI have these times available:\n• ")
    assert "penciled you in" in slow.says("1")


def test_a_time_kept_for_one_customer_is_not_offered_to_the_next(product: Product) -> None:
    first, second = Customer(product, HARBOUR_HAIR), Customer(product, HARBOUR_HAIR)
    ask = "can I book foils the week after next please, it's {}"
    kept, others = (
        {line for line in customer.says(ask.format(name)).splitlines() if line.startswith("•")}
        for customer, name in ((first, "Kit Kept"), (second, "Otto Other"))
    )
    assert kept
    assert others
    assert not kept & others
    assert "penciled you in" in first.says("1")


def test_another_business_s_dashboard_is_not_there(product: Product) -> None:
    mia = HARBOUR_HAIR.members[0]
    browser = product.dashboard()
    browser.sign_in(mia.email, mia.demo_password, product.dashboard_of(HARBOUR_HAIR))
    for address in (
        product.dashboard_of(GREEN_BLADE),
        f"{product.dashboard_of(GREEN_BLADE)}/bookings/{'0' * 8}-0000-4000-8000-{'0' * 12}",
    ):
        assert browser.status(address) == 404


@pytest.mark.parametrize("module", ["edge_bridge", "workers", "web", "edge_bridge.twilio.simulator"])
def test_missing_settings_are_all_named_together_and_nothing_starts(module: str, product: Product) -> None:
    environ = {"PATH": product.environ["PATH"], "EDGE_URL": "not an address", "DASHBOARD_URL": "not an address"}
    done = subprocess.run(
        [sys.executable, "-m", module], cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    named = {"edge_bridge": 4, "workers": 6, "web": 4, "edge_bridge.twilio.simulator": 4}[module]
    assert len([line for line in done.stderr.splitlines() if line.startswith("  ")]) >= named, done.stderr
