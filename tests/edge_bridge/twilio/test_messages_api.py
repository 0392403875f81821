"""The official library against the simulator's Messages resource."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from tests.edge_bridge.twilio.simulated import ACCOUNT, BUSINESS, JOHN, MIA, OTHER_BUSINESS, TOKEN, Phones

MESSAGES = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"


@pytest.fixture
def twilio(phones: Phones) -> Iterator[Client]:
    class Local(TwilioHttpClient):
        def request(self, method, url, *args, **kwargs):
            return super().request(method, url.replace("https://api.twilio.com", phones.url), *args, **kwargs)

    http = Local(timeout=10)
    yield Client(ACCOUNT, TOKEN, http_client=http)
    http.session.close()


def refusal(twilio: Client, **fields) -> tuple[int, int]:
    with pytest.raises(TwilioRestException) as caught:
        twilio.messages.create(**fields)
    return caught.value.status, caught.value.code


def test_a_created_message_has_every_documented_field(phones: Phones) -> None:
    fields = {"To": JOHN, "From": BUSINESS, "Body": "G'day"}
    answer = phones.http.post(MESSAGES, data=fields, auth=(ACCOUNT, TOKEN))
    assert answer.status_code == 201
    message = answer.json()
    sid, created = message["sid"], message["date_created"]
    assert re.fullmatch(r"SM[0-9a-f]{32}", sid)
    assert re.fullmatch(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d \+0000", created)
    assert message == {
        "account_sid": ACCOUNT,
        "api_version": "2010-04-01",
        "body": "G'day",
        "date_created": created,
        "date_sent": None,
        "date_updated": created,
        "direction": "outbound-api",
        "error_code": None,
        "error_message": None,
        "from": BUSINESS,
        "messaging_service_sid": None,
        "num_media": "0",
        "num_segments": "1",
        "price": None,
        "price_unit": "USD",
        "sid": sid,
        "status": "queued",
        "subresource_uris": {"media": f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{sid}/Media.json"},
        "to": JOHN,
        "uri": f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{sid}.json",
    }


def test_a_message_can_be_fetched_and_an_unknown_one_is_not_found(twilio: Client) -> None:
    sid = twilio.messages.create(to=JOHN, from_=BUSINESS, body="Hello 😀\nthere").sid
    assert twilio.messages(sid).fetch().body == "Hello 😀\nthere"
    with pytest.raises(TwilioRestException) as caught:
        twilio.messages("SM" + "0" * 32).fetch()
    assert (caught.value.status, caught.value.code) == (404, 20404)


def test_a_list_is_newest_first_filtered_and_paged_without_gaps(twilio: Client) -> None:
    sids = [twilio.messages.create(to=JOHN, from_=BUSINESS, body=f"text {n}").sid for n in range(7)]
    twilio.messages.create(to=MIA, from_=BUSINESS, body="someone else's")
    twilio.messages.create(to=JOHN, from_=OTHER_BUSINESS, body="another business's")
    listed = twilio.messages.list(to=JOHN, from_=BUSINESS, page_size=2)
    assert [message.sid for message in listed] == sids[::-1]
    assert len(twilio.messages.list(limit=3)) == 3


def test_a_list_can_be_limited_by_the_time_of_sending(twilio: Client, phones: Phones) -> None:
    phones.text(JOHN, BUSINESS, "sent at once")
    now = datetime.now(UTC)
    hour = timedelta(hours=1)
    assert len(twilio.messages.list(date_sent_after=now - hour)) == 1
    assert len(twilio.messages.list(date_sent_before=now + hour)) == 1
    assert twilio.messages.list(date_sent_after=now + hour) == []
    assert twilio.messages.list(date_sent_before=now - hour) == []
    assert twilio.messages.list(date_sent=now + 48 * hour) == []


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"to": "", "from_": BUSINESS, "body": "x"}, 21604),
        ({"to": "0491570156", "from_": BUSINESS, "body": "x"}, 21211),
        ({"to": "+6149157", "from_": BUSINESS, "body": "x"}, 21211),
        ({"to": "+61730001234", "from_": BUSINESS, "body": "x"}, 21635),
        ({"to": BUSINESS, "from_": BUSINESS, "body": "x"}, 21266),
        ({"to": JOHN, "body": "x"}, 21603),
        ({"to": JOHN, "from_": "nobody's number", "body": "x"}, 21212),
        ({"to": JOHN, "from_": BUSINESS}, 21602),
        ({"to": JOHN, "from_": BUSINESS, "body": "x" * 1601}, 21617),
        ({"to": JOHN, "from_": BUSINESS, "body": "😀" * 801}, 21617),
        ({"to": JOHN, "from_": BUSINESS, "body": "x", "media_url": ["https://a.b/c.png"] * 11}, 21623),
        ({"to": JOHN, "from_": BUSINESS, "body": "x", "status_callback": "http://under_score.example/"}, 21609),
        ({"to": JOHN, "messaging_service_sid": "MG" + "1" * 32, "body": "x"}, 21703),
    ],
)
def test_what_is_missing_or_odd_is_refused_with_its_documented_code(twilio: Client, fields: dict, code: int) -> None:
    assert refusal(twilio, **fields) == (400, code)


def test_a_customers_own_number_cannot_be_the_sender(twilio: Client, phones: Phones) -> None:
    phones.text(JOHN, BUSINESS, "hello")
    assert refusal(twilio, to=MIA, from_=JOHN, body="x") == (400, 21659)


def test_wrong_credentials_get_401_and_nothing_is_sent(phones: Phones) -> None:
    fields = {"To": JOHN, "From": BUSINESS, "Body": "x"}
    for credentials in [(ACCOUNT, "wrong"), ("AC" + "0" * 32, TOKEN), None]:
        answer = phones.http.post(MESSAGES, data=fields, auth=credentials or httpx.USE_CLIENT_DEFAULT)
        assert (answer.status_code, answer.json()["code"]) == (401, 20003)
    assert phones.messages() == []


def test_another_account_and_other_resources_are_not_found(phones: Phones) -> None:
    for path in [MESSAGES.replace(ACCOUNT, "AC" + "0" * 32), "/2010-04-01/Accounts.json"]:
        answer = phones.http.get(path, auth=(ACCOUNT, TOKEN))
        assert (answer.status_code, answer.json()["code"]) == (404, 20404)


def test_a_messaging_service_answers_from_the_number_the_phone_knows(twilio: Client, phones: Phones) -> None:
    phones.text(MIA, BUSINESS, "hello")
    phones.text(JOHN, OTHER_BUSINESS, "hello")
    message = twilio.messages.create(to=JOHN, messaging_service_sid="MG" + "1" * 32, body="hi")
    assert (message.status, message.num_segments, message.from_) == ("accepted", "0", None)
    assert phones.messages()[-1]["from_number"] == OTHER_BUSINESS


def test_pictures_are_counted_and_shown(twilio: Client, phones: Phones) -> None:
    message = twilio.messages.create(to=JOHN, from_=BUSINESS, media_url=["https://a.b/1.png", "https://a.b/2.png"])
    assert (message.num_media, message.sid[:2]) == ("2", "MM")
    assert phones.messages()[0]["media"] == ["https://a.b/1.png", "https://a.b/2.png"]
