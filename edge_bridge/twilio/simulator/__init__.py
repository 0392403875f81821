"""A local stand-in for Twilio's Messages API, with the phones of everyone who texts on one page.

It behaves as docs/phone-simulator.md says, with Twilio's own documentation as the source. The product knows it only
as another address for Twilio: nothing outside this folder imports from it.
"""
