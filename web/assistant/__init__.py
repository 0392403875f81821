"""How the receptionist speaks, what it answers, and trying it."""
