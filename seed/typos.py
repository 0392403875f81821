"""Texts as thumbs type them."""

import random


def typo(text: str, dice: random.Random) -> str:
    """One long word with two inner letters swapped, or one of them left out."""
    words = text.split(" ")
    long = [i for i, word in enumerate(words) if len(word) >= 6 and word.isalpha()]
    if not long:
        return text
    place = dice.choice(long)
    word, at = words[place], dice.randrange(2, len(words[place]) - 2)
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    words[place] = swapped if dice.random() < 0.5 and swapped != word else word[:at] + word[at + 1 :]
    return " ".join(words)
