"""The chat window on a business's website: its loader, its page, and the API behind both."""
