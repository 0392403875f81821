"""What is texted, what became of it, and who gets what."""
