"""Plays one booking as its three people would, through the public doors only: `make demo`."""
