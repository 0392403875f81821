create type public.member_role as enum ('owner', 'member');
comment on type public.member_role is 'owner: runs the business and its settings. member: a colleague who sees and answers bookings.';

create type public.channel as enum ('sms', 'chat');
comment on type public.channel is 'sms: texts to the business''s number. chat: the widget on its website.';

create type public.conversation_state as enum ('ai', 'human', 'closed');
comment on type public.conversation_state is
  'ai: the receptionist answers. human: a person has taken over and the receptionist is silent. closed: nothing more is expected.';

create type public.message_author as enum ('customer', 'receptionist', 'owner', 'system');
comment on type public.message_author is
  'customer: wrote to us. receptionist: the AI''s reply. owner: a person of the business. system: an outcome text such as a confirmation.';

create type public.booking_status as enum ('pending', 'confirmed', 'completed', 'cancelled', 'expired', 'no_show');
comment on type public.booking_status is
  'pending: asked for, holds its time, waits for the owner. confirmed: the owner said yes. completed: the job is done. '
  'cancelled: declined or called off (ended_by says by whom). expired: nobody answered in time. no_show: the customer was not there.';

create type public.booking_source as enum ('sms', 'chat', 'manual');
comment on type public.booking_source is 'sms, chat: pencilled in by the receptionist. manual: added by the owner.';

create type public.actor_kind as enum ('customer', 'owner', 'receptionist', 'system');
comment on type public.actor_kind is
  'Who did it. customer: by text or chat. owner: a signed-in member. receptionist: the AI. system: a deadline or an operator.';

create type public.lead_kind as enum ('full', 'handoff', 'message', 'expired');
comment on type public.lead_kind is
  'Why someone should be called. full: no free time. handoff: asked for a person. message: left a message. expired: nobody answered the request.';

create type public.lead_state as enum ('open', 'called', 'closed');
comment on type public.lead_state is 'open: to be called. called: tried. closed: nothing left to do.';

create type public.text_class as enum ('reply', 'caused', 'proactive');
comment on type public.text_class is
  'reply: answers a customer''s text. caused: follows a person''s act at once. proactive: sent on our own clock, so only in contact hours.';

create type public.text_state as enum ('waiting', 'sending', 'sent', 'delivered', 'failed', 'unknown', 'skipped');
comment on type public.text_state is
  'waiting: due at due_at. sending: claimed by a worker. sent: accepted by the carrier. delivered: on the phone. failed: given up, error says why. '
  'unknown: we cannot tell whether it left; never repeated blindly. skipped: no longer true or wanted when its turn came.';

create type public.text_medium as enum ('sms', 'email');
comment on type public.text_medium is 'sms: to a phone. email: to an address.';

create type public.text_style as enum ('brief', 'plain');
comment on type public.text_style is 'brief: emoji and bullets. plain: stays within GSM-7, so a text costs fewer segments.';

create type public.deadline_clock as enum ('contact_hours', 'plain');
comment on type public.deadline_clock is
  'How the owner''s time to answer is counted. contact_hours: only hours in which they may be texted. plain: by the wall clock.';

create type public.block_frequency as enum ('daily', 'weekly', 'monthly');
comment on type public.block_frequency is 'How a blocked time repeats. daily: every n days. weekly: on weekdays of every n-th week. monthly: on a day of every n-th month.';

create type public.move_state as enum ('waiting', 'accepted', 'declined', 'lapsed', 'withdrawn');
comment on type public.move_state is
  'waiting: the other side has not answered; both times are held. accepted: the booking has its new time. declined: the other side said no. '
  'lapsed: nobody answered in time. withdrawn: the asker, or the end of the booking, took it back. In all but accepted the old time stands.';

create type public.call_outcome as enum ('answered', 'missed');
comment on type public.call_outcome is 'answered: somebody of the business took it. missed: nobody did, so the caller may get a text.';
