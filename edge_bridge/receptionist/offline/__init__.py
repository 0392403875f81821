"""The engine that needs no network: it understands en-AU texts by rules and speaks in templates."""
