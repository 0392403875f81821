"""The receptionist's Claude engine: prompt, tools and loop. The `anthropic` library is imported at the first turn only."""
