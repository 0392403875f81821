"""The receptionist: two engines on one set of tools, and the gate between them and the customer."""
