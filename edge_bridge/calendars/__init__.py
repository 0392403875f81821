"""How other calendars say things: repeating rules, public holidays."""
