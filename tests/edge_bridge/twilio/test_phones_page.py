"""The page and what feeds it."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import httpx
import pytest

from edge_bridge.twilio.client import TextSender
from edge_bridge.twilio.simulator.links import linked
from tests.edge_bridge.twilio.simulated import BUSINESS, JOHN, MIA, Phones, StartPhones

OWNER = "+61491570006"


def send(sender: TextSender, body: str, to_number: str = JOHN) -> str:
    return sender.send(from_number=BUSINESS, to_number=to_number, body=body, status_callback="http://127.0.0.1:9/")


def test_both_phones_stand_side_by_side_with_their_names(phones: Phones, sender: TextSender) -> None:
    names = {BUSINESS: "Green Blade", OWNER: "Dave (Green Blade owner)"}
    assert phones.http.put("/phones/names", json=names).status_code == 200
    phones.text(JOHN, BUSINESS, "Need my lawn mowed")
    send(sender, "📅 NEW BOOKING REQUEST\n\nTap to confirm:\nhttp://127.0.0.1:5000/b/1.", OWNER)
    page = phones.http.get("/").text
    assert page.index("Phone of Dave (Green Blade owner)") < page.index("Phone of 0491 570 156")
    assert "Need my lawn mowed" in page
    assert 'href="http://127.0.0.1:5000/b/1"' in page
    assert "Texts with Green Blade" in page


def test_whatever_people_write_is_shown_as_they_wrote_it(phones: Phones, sender: TextSender) -> None:
    nasty = "<script>alert(1)</script> <img src=x onerror=alert(2)> \"'&"
    phones.http.put("/phones/names", json={BUSINESS: nasty, JOHN: nasty})
    phones.text(JOHN, BUSINESS, nasty)
    send(sender, 'http://x.example/"onmouseover="alert(3) javascript:alert(4)')
    page = phones.http.get("/?to=%22%3E%3Cscript%3E&from=%3Cscript%3E").text
    assert "<script>" not in page
    assert "<img" not in page
    assert 'onmouseover="' not in page
    assert 'href="javascript' not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_the_policy_allows_no_foreign_and_no_inline_code(phones: Phones) -> None:
    answer = phones.http.get("/")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "style=" not in answer.text
    assert answer.text.count("<script") == 1
    for file in ["phones.css", "phones.js", "phone.svg"]:
        assert phones.http.get(f"/static/{file}").status_code == 200
        assert f"/static/{file}" in answer.text


def test_every_field_has_a_label(phones: Phones) -> None:
    phones.text(JOHN, BUSINESS, "hello")
    page = phones.http.get("/").text
    for field in ["from", "to", "body"]:
        assert f'<label for="{field}">' in page
    assert 'aria-label="Text from 0491 570 156 to (07) 3000 0001"' in page
    assert 'aria-live="polite"' in page


def test_the_business_in_the_address_is_filled_in(phones: Phones) -> None:
    assert 'value="(07) 3000 0001"' in phones.http.get("/", params={"to": BUSINESS}).text


def test_the_form_works_without_scripts(phones: Phones) -> None:
    fields = {"from": "0491 570 156", "to": "(07) 3000 0001", "body": "typed in a browser"}
    answer = phones.http.post("/phones/send", data=fields, headers={"Accept": "text/html"})
    assert answer.status_code == 303
    assert "typed in a browser" in phones.http.get(answer.headers["Location"]).text


def test_another_website_cannot_send_texts_from_these_phones(phones: Phones) -> None:
    fields = {"from": JOHN, "to": BUSINESS, "body": "x"}
    for origin in ["https://evil.example", "null"]:
        assert phones.http.post("/phones/send", data=fields, headers={"Origin": origin}).status_code == 403
    own = phones.url.rstrip("/")
    assert phones.http.post("/phones/send", data=fields, headers={"Origin": own}).status_code == 200


def test_opened_pages_hear_of_each_change(phones: Phones, tmp_path: Path) -> None:
    with httpx.stream("GET", phones.url + "/phones/events", timeout=10, trust_env=False) as stream:
        lines = (line for line in stream.iter_lines() if line.startswith("data:"))
        assert next(lines) == "data: hello"
        phones.text(MIA, BUSINESS, "hello")
        assert next(lines) != "data: hello"


def test_a_server_that_stops_does_not_wait_for_open_pages(start_phones: StartPhones) -> None:
    phones = start_phones()
    with httpx.stream("GET", phones.url + "/phones/events", timeout=10, trust_env=False) as stream:
        lines = stream.iter_lines()
        next(lines)
        stopping = threading.Thread(target=phones.stop)
        stopping.start()
        assert list(lines)[-1] == ""
        stopping.join(timeout=5)
        assert not stopping.is_alive()


def test_mails_are_listed_newest_first_and_broken_files_left_out(phones: Phones, tmp_path: Path) -> None:
    folder = tmp_path / "mails"
    assert phones.http.get("/phones/mails").json() == {"mails": []}
    folder.mkdir()
    for name, at in [("a", "2026-11-22T09:00:00Z"), ("b", "2026-11-22T10:00:00Z")]:
        mail = {"to": "dave@example.com", "subject": f"Sign in {name}", "text": "http://127.0.0.1/x?a=1&b=2", "at": at}
        (folder / f"{name}.json").write_text(json.dumps({**mail, "html": "<b>x</b>"}))
    (folder / "half.json").write_text('{"to": ')
    (folder / "list.json").write_text("[]")
    assert [mail["subject"] for mail in phones.http.get("/phones/mails").json()["mails"]] == ["Sign in b", "Sign in a"]
    assert 'href="http://127.0.0.1/x?a=1&amp;b=2"' in phones.http.get("/").text


def test_a_cursor_gives_only_what_changed_since(phones: Phones) -> None:
    phones.text(JOHN, BUSINESS, "first")
    cursor = phones.http.get("/phones/messages").json()["cursor"]
    phones.text(JOHN, BUSINESS, "second")
    news = phones.http.get("/phones/messages", params={"since": cursor}).json()
    assert [m["body"] for m in news["messages"]] == ["second"]
    assert news["cursor"] > cursor
    assert phones.http.get("/phones/messages?since=x").status_code == 400


def test_faults_are_shown_cleared_and_odd_ones_named_together(phones: Phones) -> None:
    phones.faults(send_status=503, times=2)
    assert phones.http.get("/phones/faults").json()["send_status"] == 503
    assert "on purpose" in phones.http.get("/").text
    odd = phones.http.put("/phones/faults", json={"send_status": 200, "tiems": 1, "times": True, "repeat_callbacks": 2})
    assert odd.status_code == 400
    assert "send_status, tiems, times" in odd.json()["error"]
    assert phones.http.get("/phones/faults").json()["times"] == 2
    phones.http.delete("/phones/faults")
    assert phones.http.get("/phones/faults").json()["send_status"] is None


def test_odd_names_change_nothing(phones: Phones) -> None:
    assert phones.http.put("/phones/names", json={JOHN: "John", "0400": "x"}).status_code == 400
    assert phones.http.put("/phones/names", content=b"nonsense").status_code == 400
    assert phones.http.get("/phones/names").json() == {}


def test_texts_names_and_opt_outs_outlive_a_restart(start_phones: StartPhones, tmp_path: Path) -> None:
    keep = tmp_path / "kept" / "phones.jsonl"
    first = start_phones(keep=keep)
    first.text(JOHN, BUSINESS, "STOP")
    first.http.put("/phones/names", json={JOHN: "John"})
    before = first.messages()
    first.stop()
    with keep.open("a") as file:
        file.write('{"text": {"sid": "torn')
    second = start_phones(keep=keep)
    assert second.messages() == before
    assert second.http.get("/phones/names").json()[JOHN]["name"] == "John"
    assert "opted out" in second.http.get("/").text


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("see https://a.example/x?y=1&z=2.", "https://a.example/x?y=1&amp;z=2"),
        ("(http://a.example/)", "http://a.example/"),
        ("https://a.example/a\nnext", "https://a.example/a"),
    ],
)
def test_an_address_ends_where_a_person_would_say_it_ends(text: str, address: str) -> None:
    assert f'<a href="{address}"' in linked(text)
