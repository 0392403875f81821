"""The offline engine's sentences. Times and outcomes come from templates and rows only."""

from collections.abc import Sequence

from edge_bridge.db.conversations import ServiceFacts, Turn
from edge_bridge.db.words import BookingWords, Offer
from edge_bridge.texts.phones import national
from edge_bridge.texts.render import inline, render

HOW_CAN_I_HELP = "What can I book in for you?"
SHALL_I_LOOK = "Shall I find you a time?"
PASSED_ON = "Thanks! I've passed that on to the team."
CHECKING = "Perfect! Let me check available times..."
CHECKING_AGAIN = "No worries, let me check available times..."


def greeted(turn: Turn, reply: str) -> str:
    """The first reply of a conversation greets and says who is writing."""
    if any(m.author == "receptionist" for m in turn.messages):
        return reply
    return introduced(turn.business.greeting, turn.business.name, turn.customer.name.split(" ")[0], reply)


def introduced(greeting: str, business: str, name: str, reply: str) -> str:
    """A first reply as it is said: the business's greeting, the customer's first name where it is known, who is writing."""
    opening = greeting.rstrip("!") + (f" {name}!" if name else "!")
    return f"{opening} {reply}\n\nI'm {business}'s automated assistant."


def listed(names: Sequence[str]) -> str:
    """'a, b and c'."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def either(names: Sequence[str]) -> str:
    """'a, b or c'."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def named(booking: BookingWords) -> str:
    """'your lawn mowing on Thursday, Nov 5 at 2:00 PM'."""
    return f"your {inline(booking.service)} on {booking.words.medium} at {booking.words.time}"


def which_booking(turn: Turn, bookings: Sequence[BookingWords]) -> str:
    """Their open bookings, numbered."""
    question = "Which booking do you mean?"
    return render("own_bookings", turn.business.style, question=question, bookings=bookings, numbered=True)


def sure_to_cancel(turn: Turn, bookings: Sequence[BookingWords]) -> str:
    """Named back, to be answered with yes or no."""
    if len(bookings) == 1:
        return f"Cancel {named(bookings[0])}?"
    question = "Shall I cancel both of these?" if len(bookings) == 2 else "Shall I cancel all of these?"
    return render("own_bookings", turn.business.style, question=question, bookings=bookings, numbered=False)


def proposal(booking: BookingWords, offer: Offer) -> str:
    """The owner's new time once more, asked."""
    return f"Would {offer.words.medium} at {offer.words.time} suit you instead of {named(booking)}?"


def no_booking(turn: Turn) -> str:
    """Nothing open is known of them here."""
    where = "under this number" if turn.channel == "sms" else "in this chat"
    return f"I can't see an open booking {where}."


def ask(turn: Turn, needs: Sequence[str], acknowledged: bool) -> str:
    """One question for everything still missing."""
    if "service" in needs:
        names = listed([inline(s.name) for s in turn.services])
        who = " And what's your name?" if "name" in needs else ""
        return f"What can we help you with? We do {names}.{who}"
    words = {"name": "name", "address": "address", "contact": "mobile number or e-mail"}
    question = f"What's your {listed([words[need] for need in needs])}?"
    return f"Thanks! {question}" if acknowledged else f"I can help with that. {question}"


def offers(turn: Turn, found: Sequence[Offer], opening: str = "", template: str = "offers") -> str:
    """The list of times as issued."""
    return render(template, turn.business.style, offers=found, single=len(found) == 1, opening=opening)


def read_back(service: ServiceFacts, address: str) -> str:
    """What is about to be booked, said once before it is."""
    return (
        f"For {inline(service.name)} at {address}:"
        if service.at_customer and address
        else f"For {inline(service.name)}:"
    )


def fully_booked(turn: Turn, when: str) -> str:
    """No free time at all in what was asked for."""
    return render("fully_booked", turn.business.style, when=when)


def handed_off(turn: Turn) -> str:
    """Somebody will call."""
    return render("handed_off", turn.business.style)


def unreadable(picture: bool) -> str:
    """For a picture or emoji alone."""
    return "Thanks for the picture!" if picture else "Thanks for your message!"


def call_line(turn: Turn) -> str:
    """The number to call, where there is one."""
    number = turn.business.call_number
    return f"You can also call us at {national(number)}." if number else ""
