"""Rehearsals: simulated customers talk to the receptionist, and what came of it is read from the rows."""
