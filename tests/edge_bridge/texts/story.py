"""What happens to bookings until every kind of text was sent, by the real functions."""

from __future__ import annotations

from typing import Any

from tests.supabase.rules.commands.texting import send
from tests.supabase.rules.desk import Desk, instant

THURSDAY = {"day_from": "2026-11-05"}


class Story:
    """Plays on a desk and keeps the texts it claims; of each kind the first."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.told, self._phones = desk, {}, iter(range(100, 200))

    def play(self) -> dict[str, Any]:
        """Every kind that was claimed, as a worker gets it."""
        for scene in (
            self.requests,
            self.freed,
            self.customers_moves,
            self.owners_moves,
            self.changes,
            self.talk,
            self.numbers,
            self.members,
            self.afterwards,
        ):
            scene()
        return self.told

    def requests(self) -> None:
        """Asked for, noted, nagged about, lapsed, declined, confirmed; and a customer who wants no more texts."""
        phone = self._phone()
        self._pencil(phone)
        self._claim()
        self._in_turn(phone, "add_booking_note", "Dog in the yard")
        self.desk.later(hours=2)
        self.desk.call("nag_due", self.desk.now)
        self._claim()
        self.desk.later(hours=2)
        self.desk.call("expire_due", self.desk.now)
        self.desk.decline(self._pencil(self._phone()))
        self._confirmed(phone := self._phone())
        self.desk.receive("STOP", phone)
        self._claim()

    def freed(self) -> None:
        """Somebody waits for a time, and one comes free."""
        phone = self._phone()
        wanted = {"name": "Ann Lee", "service_id": self.desk.cast.lawns.services["Lawn Mowing"]}
        self._in_turn(phone, "create_lead", "full", "Wants Lawn Mowing; nothing was free.", wanted)
        self._in_turn(phone, "want_freed_times", "FREE")
        booking = self._confirmed(self._phone())
        self._as_owner("cancel_booking", booking["id"], "owner", "The mower broke down", True, actor=True)
        self.desk.call("backfill_due", self.desk.now)
        self._claim()

    def customers_moves(self) -> None:
        """Wished for; accepted, declined, or not answered at all."""
        for answer in (True, False, None):
            booking = self._confirmed(phone := self._phone())
            turn = self.desk.turn("Can we move it?", phone)
            service = self.desk.cast.lawns.services["Lawn Mowing"]
            who = turn["business_id"], turn["conversation_id"], turn["lease"]
            found = self.desk.call(
                "find_slots", *who, service, {"day_from": "2026-11-06"}, p_now=self.desk.now, p_booking=booking["ref"]
            )
            moved = self.desk.hold(turn, found["offers"][0]["ref"])
            assert moved["outcome"] == "move_requested"
            self.desk.finish(turn, "I've asked.")
            self._claim()
            if answer is None:
                self.desk.later(hours=2)
                self.desk.call("nag_due", self.desk.now)
                self._claim()
                self.desk.later(hours=2)
                self.desk.call("expire_due", self.desk.now)
            else:
                move = moved["booking"]["move"]["move_id"]
                self._as_owner("answer_move", move, answer, "Fully booked that day")
            self._claim()

    def owners_moves(self) -> None:
        """Suggested; refused, or taken back."""
        booking = self._confirmed(phone := self._phone())
        move = instant("2026-11-06T16:00+10:00"), False, False
        self._as_owner("move_booking", booking["id"], None, *move)
        self._claim()
        self._in_turn(phone, "refuse_proposal", booking["ref"])
        proposed = self._as_owner("move_booking", booking["id"], None, *move)
        self._as_owner("answer_move", proposed["move"]["move_id"], False, "")
        self._claim()

    def changes(self) -> None:
        """Edited, then called off by the owner; and one called off by its customer."""
        booking = self._confirmed(self._phone())
        self._as_owner("edit_booking", booking["id"], {"minutes": 90, "price_cents": 12000}, True, True)
        self._claim()
        self._as_owner("cancel_booking", booking["id"], "owner", "The mower broke down", True, actor=True)
        booking = self._confirmed(phone := self._phone())
        self._in_turn(phone, "cancel_own_booking", booking["ref"], "It rained")
        self._claim()

    def talk(self) -> None:
        """A reply, someone to call, and a person who is given a conversation, is written to, and does not come."""
        phone = self._phone()
        self._in_turn(phone, "create_lead", "message", "Asks about artificial turf", {"name": "Sue Park"})
        self._in_turn(phone, "hand_off", "Larger landscaping work beyond standard mowing", {"name": "Sue Park"})
        self.desk.receive("Are you there?", phone)
        self._claim()
        for _ in range(2):
            self.desk.later(minutes=30)
            self.desk.call("handoffs_due", self.desk.now)
            self._claim()

    def numbers(self) -> None:
        """A call nobody took, words that the carrier knows too, and a member who wants no more texts."""
        lawns, phone = self.desk.cast.lawns, self._phone()
        call = self.desk.call("receive_call", lawns.sms_number, phone, "CA1", p_now=self.desk.now)
        self.desk.call("end_call", lawns.id, call["call_id"], "no-answer", self.desk.now)
        for word in ("HELP", "STOP", "START"):
            self.desk.receive(word, phone)
            self._claim()
        self.desk.receive("STOP", self.desk.cast.owner.phone)
        self._claim()
        self.desk.receive("START", self.desk.cast.owner.phone)

    def members(self) -> None:
        """A member's new phone, and a command from a linked one."""
        lawns, owner = self.desk.cast.lawns, self.desk.cast.owner
        self.desk.do("update public.members set phone_verified_at = null where user_id = %s", owner.user_id)
        self.desk.call("private.welcome_members", lawns.id, self.desk.now)
        send(self.desk, "today", self.desk.cast.colleague)
        self._claim()

    def afterwards(self) -> None:
        """Reminded of, done, and not much liked."""
        booking = self._confirmed(phone := self._phone())
        self.desk.do("update public.bookings set remind_at = %s where id = %s", self.desk.now, booking["id"])
        self.desk.call("remind_due", self.desk.now)
        self._claim()
        self.desk.now = instant(booking["starts_at"])
        self._as_owner("running_late", booking["id"], minutes=20)
        self._as_owner("on_my_way", booking["id"])
        self.desk.do("update public.members set gets_run_sheets = true")
        self.desk.do(
            "update public.businesses set next_run_sheet_at = %s, next_day_end_at = %s", self.desk.now, self.desk.now
        )
        self.desk.call("run_sheets_due", self.desk.now)
        self._claim()
        self.desk.later(hours=1)
        self.desk.call("day_ends_due", self.desk.now)
        self._claim()
        self._as_owner("finish_booking", booking["id"], "completed")
        self.desk.later(hours=1)
        self._claim(sent=True)
        self.desk.receive("2", phone)
        self._claim()

    def _pencil(self, phone: str) -> Any:
        turn = self.desk.turn("Can you mow my lawn?", phone)
        ref = self.desk.slots(turn, THURSDAY)["offers"][0]["ref"]
        held = self.desk.hold(turn, ref, name="John Smith", address="123 Smith St, Brisbane", notes="Gate on the left")
        self.desk.finish(turn)
        return held["booking"]

    def _confirmed(self, phone: str) -> Any:
        booking = self._pencil(phone)
        self.desk.confirm(booking)
        self._claim()
        return booking

    def _in_turn(self, phone: str, tool: str, *values: Any) -> None:
        turn = self.desk.turn("Hello", phone)
        self.desk.call(tool, turn["business_id"], turn["conversation_id"], turn["lease"], *values, p_now=self.desk.now)
        self.desk.finish(turn, "I've passed that on.")
        self._claim()

    def _as_owner(self, step: str, *values: Any, actor: bool = False, minutes: int | None = None) -> Any:
        """A step's inner function; `actor`: who did it goes third, before the rest; `minutes` go after who did it."""
        cast = self.desk.cast
        if minutes is not None:
            who = cast.lawns.id, *values, cast.owner.user_id, minutes
            return self.desk.call(f"private.{step}", *who, self.desk.now)
        if actor:
            booking, who, *rest = values
            return self.desk.call(
                f"private.{step}", cast.lawns.id, booking, who, cast.owner.user_id, *rest, self.desk.now
            )
        return self.desk.call(f"private.{step}", cast.lawns.id, *values, cast.owner.user_id, self.desk.now)

    def _claim(self, sent: bool = False) -> None:
        """Keeps every text that is due; `sent`: and says that it left."""
        while claimed := self.desk.claim():
            for text in claimed:
                self.told.setdefault(text["kind"], text)
                if sent:
                    who = text["business_id"], text["id"], text["token"], f"SM{text['id']}"
                    self.desk.call("finish_text", *who, "Words", "GSM-7", 1, self.desk.now)

    def _phone(self) -> str:
        return f"+61400200{next(self._phones)}"
