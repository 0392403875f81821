"""What is given before a conversation, and what others do during it: the owner, a deadline, another customer."""

from datetime import datetime, time, timedelta

from psycopg.types.json import Jsonb

from seed.rehearsal.corpus import Booked
from seed.rehearsal.house import row
from seed.rehearsal.stage import PHONE, Stage
from seed.rehearsal.windows import read_day

SOMEBODY = {"name": "Other Person", "phone": "+61400999888", "address": "1 Else St, Brisbane"}
OFFERS_KEPT = timedelta(minutes=15)


def prepare(stage: Stage, name: str, address: str) -> None:
    """Brings about what is given, as if it had been so since yesterday."""
    given, yesterday, home = stage.given, stage.now - timedelta(days=1), stage.house.id
    if given.known:
        known = Jsonb(given.known)
        stage.do("select private.note_customer(%s, %s, %s, %s)", home, stage.customer_id, known, yesterday)
    for stretch in given.full:
        _fill(stage, stretch)
    mine = {"name": name, "phone": PHONE, "address": address}
    own = [_book(stage, booked, mine, yesterday) for booked in given.own]
    for booked in given.others:
        _book(stage, booked, SOMEBODY, yesterday)
    stage.deliver(yesterday)
    if given.proposal:
        since = stage.now - timedelta(minutes=10)
        move = "select private.move_booking(%s, %s, null, %s, false, true, null, %s)"
        stage.do(move, home, own[0], _instant(stage, given.proposal), since)
        stage.deliver(since)
    if given.paused_until:
        pause = "update public.businesses set paused_at = %s, paused_until = %s where id = %s"
        stage.do(pause, yesterday, _instant(stage, given.paused_until), home)
    if given.blocked:
        stage.do("update public.customers set blocked_at = %s where id = %s", yesterday, stage.customer_id)


def happen(stage: Stage, what: str) -> None:
    """One event of the corpus, some minutes later."""
    if what == "take":
        _take_offered(stage)
    else:
        _owner(stage, what)


def _owner(stage: Stage, what: str) -> None:
    """The owner answers the newest open request, or lets it lapse."""
    booking, expires = row(stage.connection, _NEWEST_REQUEST, stage.customer_id)
    stage.now += timedelta(minutes=9)
    if what == "expire":
        stage.now = expires + timedelta(minutes=2)
        stage.do("select public.expire_due(%s)", stage.now)
        return
    member = stage.one("select user_id from public.members where business_id = %s limit 1", stage.house.id)
    decide = {"confirm": "confirm_booking(%s, %s, %s, %s)", "decline": "decline_booking(%s, %s, %s, '', %s)"}
    stage.do(f"select private.{decide[what]}", stage.house.id, booking, member, stage.now)


def _take_offered(stage: Stage) -> None:
    """Somebody else books the first time offered, once it is kept for this customer no longer."""
    stage.now += OFFERS_KEPT
    service, staff, starts = row(stage.connection, _FIRST_OFFERED, stage.customer_id)
    add = "select private.add_booking(%s, %s, %s, %s, %s, true, false, null, null, %s)"
    stage.do(add, stage.house.id, service, staff, starts, Jsonb(SOMEBODY), stage.now)


def _book(stage: Stage, booked: Booked, who: dict[str, str], when: datetime) -> str:
    add = "select private.add_booking(%s, %s, null, %s, %s, true, true, null, null, %s)"
    service = stage.house.services[booked.service]
    done = stage.one(add, stage.house.id, service, _instant(stage, booked.at), Jsonb(who), when)
    if done["outcome"] != "booked":
        raise ValueError(f"{booked} could not be booked beforehand: {done}")
    return str(done["booking"]["id"])


def _fill(stage: Stage, stretch: str) -> None:
    first, _, last = stretch.partition("..")
    begins = datetime.combine(read_day(first, stage.today), time())
    ends = datetime.combine(read_day(last or first, stage.today), time()) + timedelta(days=1)
    add = "select private.add_blocked_time(%s, null, %s, %s, '', null, %s)"
    stage.do(add, stage.house.id, begins, ends, stage.now)


def _instant(stage: Stage, written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=stage.house.zone)


_NEWEST_REQUEST = """
  select id::text, expires_at from public.bookings where customer_id = %s and status = 'pending'
  order by requested_at desc limit 1"""
_FIRST_OFFERED = """
  select o.service_id, o.staff_id, o.starts_at from public.offers o
  join public.conversations c on c.id = o.conversation_id and c.offer_set = o.set_no
  where c.customer_id = %s order by o.position limit 1"""
