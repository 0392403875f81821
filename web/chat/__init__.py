"""The chat window on the business's website: how it looks, and the line to paste."""
