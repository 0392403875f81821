"""Starts everything on one machine, and stops it all together: `python -m workers.supervisor`."""
