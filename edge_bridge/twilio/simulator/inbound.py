"""A person's text on its way to the product: Twilio's request to the incoming message webhook, and what it answers.

https://www.twilio.com/docs/messaging/guides/webhook-request
"""

from __future__ import annotations

import mimetypes

from edge_bridge.texts.segments import size
from edge_bridge.twilio.simulator.keywords import REPLIES, OptOutType, opt_out_type
from edge_bridge.twilio.simulator.numbers import country
from edge_bridge.twilio.simulator.phones import Phones
from edge_bridge.twilio.simulator.texts import Text, new_sid
from edge_bridge.twilio.simulator.twiml import BadTwiml, Reply, read_twiml
from edge_bridge.twilio.simulator.wire import Answer, Wire


class Inbound:
    """Passes people's texts on to `webhook_url`."""

    def __init__(self, account_sid: str, webhook_url: str, phones: Phones, wire: Wire) -> None:
        self._account_sid = account_sid
        self._webhook_url = webhook_url
        self._phones = phones
        self._wire = wire

    async def send(
        self, sid: str | None, person: str, business: str, body: str, media: list[str]
    ) -> tuple[Text, Answer]:
        """Send a text from a phone to a business number and wait for the product's answer.

        A sid that is known already posts that same text once more, as Twilio does when it repeats itself.
        """
        known = self._phones.texts.get(sid or "")
        keyword = opt_out_type(known.body if known else body, (person, business) in self._phones.opted_out)
        text = known or self._receive(sid, person, business, body, media)
        if keyword and not known:
            self._obey(text, keyword)
        answer = await self._wire.post(self._webhook_url, self._params(text, keyword))
        self._settle(text, answer, replies_wanted=known is None)
        return text, answer

    def _receive(self, sid: str | None, person: str, business: str, body: str, media: list[str]) -> Text:
        now = self._phones.clock()
        text = Text(
            sid=sid or new_sid(bool(media)),
            from_number=person,
            to_number=business,
            body=body,
            direction="inbound",
            status="received",
            created_at=now,
            updated_at=now,
            sent_at=now,
            media=tuple(media),
            num_segments=size(body).segments,
        )
        return self._phones.add(text)

    def _obey(self, text: Text, keyword: OptOutType) -> None:
        """Opt out, opt in or help, with Twilio's own answer. A second STOP is not answered again."""
        was_out = (text.person, text.business) in self._phones.opted_out
        if keyword != "HELP":
            self._phones.set_opted_out(text.person, text.business, keyword == "STOP")
        if not (keyword == "STOP" and was_out):
            self._show(text, Reply(REPLIES[keyword]))

    def _settle(self, text: Text, answer: Answer, replies_wanted: bool) -> None:
        """Note the product's answer; texts it answered with appear on the phone, unless the phone is opted out."""
        text.webhook_status, text.webhook_error = answer.status, answer.error
        try:
            replies = read_twiml(answer.content_type, answer.body) if answer.good and replies_wanted else []
        except BadTwiml as bad:
            text.webhook_error, replies = str(bad), []
        self._phones.touch(text)
        for reply in replies:
            if (text.person, text.business) not in self._phones.opted_out:
                self._show(text, reply)

    def _show(self, question: Text, reply: Reply) -> None:
        now = self._phones.clock()
        self._phones.add(
            Text(
                sid=new_sid(bool(reply.media)),
                from_number=question.business,
                to_number=question.person,
                body=reply.body,
                direction="outbound-reply",
                status="delivered",
                created_at=now,
                updated_at=now,
                sent_at=now,
                media=reply.media,
                num_segments=size(reply.body).segments,
            )
        )

    def _params(self, text: Text, keyword: OptOutType | None) -> dict[str, str]:
        params = {
            "MessageSid": text.sid,
            "SmsMessageSid": text.sid,
            "SmsSid": text.sid,
            "SmsStatus": "received",
            "AccountSid": self._account_sid,
            "ApiVersion": "2010-04-01",
            "From": text.from_number,
            "To": text.to_number,
            "Body": text.body,
            "NumMedia": str(len(text.media)),
            "NumSegments": str(text.num_segments),
            "FromCountry": country(text.from_number),
            "ToCountry": country(text.to_number),
        }
        params |= {f"{side}{part}": "" for side in ("From", "To") for part in ("City", "State", "Zip")}
        for index, url in enumerate(text.media):
            params[f"MediaUrl{index}"] = url
            params[f"MediaContentType{index}"] = mimetypes.guess_type(url)[0] or "image/jpeg"
        return params | ({"OptOutType": keyword} if keyword else {})
