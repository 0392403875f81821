"""A customer asks for a person: nobody comes, somebody does, or the business is away."""

from typing import Any

from tests.support.product import GREEN_BLADE, HARBOUR_HAIR, Customer, Product


def conversation(product: Product, customer: Customer) -> dict[str, Any]:
    return product.rows("select * from public.conversations where peer = %s", customer.number)[0]


def test_an_owner_who_does_not_call_is_reminded_once_and_then_a_message_is_taken(product: Product) -> None:
    sam = Customer(product, GREEN_BLADE)
    sam.says("I'm Sam Onslow. Need full backyard renovation")
    sam.owner_reads("CUSTOMER WANTS TO CHAT")
    nag_at = conversation(product, sam)["handoff_nag_at"]
    assert product.run_duty("handoffs", nag_at) == "handoffs: 1 step done\n"
    product.run_duty("send", nag_at)
    assert "Need full backyard renovation" in sam.owner_reads("STILL WAITING FOR A CALL")

    lapse_at = conversation(product, sam)["handoff_lapse_at"]
    for _ in range(2):
        product.run_duty("handoffs", lapse_at)
        product.run_duty("send", lapse_at)
    assert sam.reads() == "Sorry, the team is still tied up. Leave me a message here and I'll make sure they get it."
    assert "Thanks, I've passed that on." in sam.says("It's the back fence line too")
    assert "It's the back fence line too" in sam.owner_reads("left a message")
    assert "available" in sam.says("and a lawn mow next week at 3 Fig St, Milton please")


def test_while_the_business_is_away_customers_hear_so_and_leave_a_message(product: Product) -> None:
    mia = HARBOUR_HAIR.members[0]
    update = "update public.businesses set paused_at = %s where slug = 'harbour-hair' returning paused_at"
    product.rows(update.replace("%s", "now()"))
    try:
        zoe = Customer(product, HARBOUR_HAIR)
        assert "Harbour Hair is away and can't take bookings at the moment." in zoe.says("mens cut on thursday?")
        assert zoe.says("Zoe Park, it's for my son") == "Thanks, I've passed that on."
        owner = zoe.phones.wait(lambda text: text.recipient == mia.phone and "left a message" in text.body, "a lead")
        assert "mens cut on thursday?" in owner.body
    finally:
        product.rows(update.replace("%s", "null"))
    assert "these times available" in zoe.says("mens cut next thursday please")
