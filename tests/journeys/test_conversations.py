"""Turns a conversation may take, with the receptionist that needs no network."""

from tests.support.product import GREEN_BLADE, HARBOUR_HAIR, Customer, Product


def test_none_of_the_times_suit_so_another_day_is_asked_for_and_offered(product: Product) -> None:
    tom = Customer(product, HARBOUR_HAIR)
    assert "these times available" in tom.says("hey can i get a mens cut next thursday arvo", "it's Tom Nguyen")
    assert tom.says("None of those work") == "No worries. What day works best for you?"
    offers = tom.says("Next Wednesday morning")
    assert "• Wednesday" in offers
    assert " PM" not in offers
    assert "penciled you in for Wednesday" in tom.says("the second one")


def test_a_bigger_project_goes_to_a_person_at_once(product: Product) -> None:
    sam = Customer(product, GREEN_BLADE)
    reply = sam.says("Need full backyard renovation")
    assert "No worries! I'll have the team give you a call.\nWhat's the best number to reach you on?" in reply
    urgent = sam.owner_reads("CUSTOMER WANTS TO CHAT")
    assert "Context: Need full backyard renovation" in urgent
    assert urgent.endswith("Please call them ASAP.")
    sam.phones.send(sam.number, GREEN_BLADE.sms_number, "0400 999 888 is best")
    assert "0400 999 888 is best" in sam.owner_reads("texted:")


def test_questions_are_answered_from_the_settings_only(product: Product) -> None:
    jane = Customer(product, HARBOUR_HAIR)
    assert "Men's Cut is $45." in jane.says("how much is a mens cut?")
    assert "Colour: the team will quote you." in jane.says("and how much for a colour")
    assert "Tuesday to Friday" not in jane.says("what do you do")
    assert "We're at 12 Bay Street, Balmain." in jane.says("where are you?")
    assert "9:00 AM" in jane.says("what are your opening hours?")
    assert "I can't see a booking under this number." in jane.says("when is my booking?")


def test_what_is_not_understood_twice_goes_to_a_person(product: Product) -> None:
    ann = Customer(product, HARBOUR_HAIR)
    ann.says("blow wave next week please", "Ann Chalmers")
    assert "Sorry, I didn't catch that." in ann.says("banana")
    assert "I'll have the team give you a call" in ann.says("flurble wurble")
    assert "Not understood twice" in ann.owner_reads("CUSTOMER WANTS TO CHAT", "Ann Chalmers")


def test_a_returning_customer_is_known_and_a_second_booking_needs_no_questions(product: Product) -> None:
    ray = Customer(product, GREEN_BLADE)
    ray.says("need my lawn mowed next week, I'm Ray Rivers, 8 Ash St, Milton", "1")
    ray.owner_reads("NEW BOOKING REQUEST", "Ray Rivers")
    ray.says("no thanks")
    offers = ray.says("can you also trim my hedges the week after")
    assert "For hedge trimming at 8 Ash St, Milton" in offers
    assert "Lawn Mowing: " in ray.says("when is my booking?")


def test_three_quick_texts_get_one_answer(product: Product) -> None:
    lee = Customer(product, GREEN_BLADE)
    for text in ("hi", "need a mow", "Lee Marks, 4 Elm St, Ashgrove"):
        lee.phones.send(lee.number, GREEN_BLADE.sms_number, text)
    reply = lee.reads()
    assert reply.startswith("G'day!")
    rows = product.rows(
        "select m.author from public.messages m join public.conversations c on c.business_id = m.business_id"
        " and c.id = m.conversation_id where c.peer = %s order by m.seq",
        lee.number,
    )
    assert [row["author"] for row in rows][-1] == "receptionist"


def test_the_offline_engine_never_says_what_the_gate_refuses(product: Product) -> None:
    refused = product.rows("select record -> 'gate' as gate from public.turns where record -> 'gate' <> '[]'")
    assert refused == []
