"""Text in which nothing hides: what Claude is told, what it hands to a tool, and what it says."""

import re
import unicodedata

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co"})
_TAG = re.compile(r"[<\uff1c\ufe64\u2039\u3008\u27e8](?=[\s/\\!?|\uff0f]*[^\W\d_])")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")


def visible(words: str) -> str:
    """Without the characters nobody sees: control, zero-width, bidirectional, tags. Line breaks stay."""
    return "".join(c for c in words if c == "\n" or unicodedata.category(c) not in _HIDDEN or c == "\t")


def one_line(words: str) -> str:
    """Visible, with single blanks."""
    return " ".join(visible(words).split())


def untagged(words: str) -> str:
    """Visible, and nothing in it can pass for a marker of ours: '<situation>' becomes '(situation>', '<3' stays."""
    return _TAG.sub("(", visible(words))


def readable(words: str, known: str) -> str | None:
    """Visible, its letters plain ones, so that 'confırmed' cannot slip past who reads for 'confirmed'; a word of the `known`
    text keeps its accents. None where a letter or a digit is of another script, or poses as one."""
    said = re.sub(r"\S+", lambda found: _folded(found[0], known), visible(words))
    return None if any(_poses(c) for word in said.split() if word not in known for c in word) else said


def _folded(word: str, known: str) -> str:
    """'José' as 'Jose', unless it is known; emoji and punctuation as they are."""
    if word in known or not any(c.isalpha() for c in _NOT_ASCII.findall(unicodedata.normalize("NFKC", word))):
        return word
    return "".join(c for c in unicodedata.normalize("NFKD", word) if unicodedata.category(c) != "Mn")


def _poses(character: str) -> bool:
    """Whether it is a letter or digit, or looks like one, without being a plain one; fractions, powers and ™ are fine."""
    if character.isascii() or character in "½¼¾²³™":
        return False
    kind, plain = unicodedata.category(character), unicodedata.normalize("NFKC", character)
    drawn = kind in ("So", "No") and bool(re.search(r"[A-Za-z0-9]", plain))
    return character.isalnum() or drawn or (kind == "Mn" and character != "\ufe0f")
