"""The characters the network can write, and the one spelling of labels (spaces, quotes) that it learns."""

import re
import unicodedata

ASCII = "".join(chr(c) for c in range(0x20, 0x7F))
LATIN_1 = "".join(chr(c) for c in range(0xC0, 0x100) if chr(c) not in "×÷")
LATIN_EXTENDED_A = (
    "ĀāĂăĄąĆćĈĉĊċČčĎďĐđĒēĖėĘęĚěĜĝĞğĠġĢģĤĥĦħĪīĮįİıĴĵĶķĹĺĻļĽľŁłŃńŅņŇňŌōŐőŒœŔŕŘřŚśŜŝŞşŠšŢţŤťŪūŬŭŮůŰűŲųŴŵŶŷŸŹźŻżŽž"
)
SIGNS = "€…–—«»„“”¡¿°§£·×"
ALPHABET = list(ASCII + LATIN_1 + LATIN_EXTENDED_A + SIGNS)
BLANK = 0
CLASSES = len(ALPHABET) + 1
CLASS_OF = {character: index + 1 for index, character in enumerate(ALPHABET)}

_QUOTES = {**dict.fromkeys("’‘‚‛`´", "'"), **dict.fromkeys("“”„«»‟", '"'), "‐": "-", "‑": "-", "−": "-", "\u00ad": ""}


def normalise_text(text: str) -> str:
    """NFC, plain quotes, single spaces, none at the ends or before . , ; : ? !"""
    text = "".join(_QUOTES.get(c, c) for c in unicodedata.normalize("NFC", text))
    text = re.sub(r"\s+", " ", text).strip()
    return re.sub(r" (?=[.,;:?!])", "", text)


def encode(text: str) -> list[int] | None:
    """Classes of a text, or None where a character has no class."""
    classes = [CLASS_OF.get(c, -1) for c in text]
    return None if -1 in classes else classes


def decode_greedy(best: list[int]) -> str:
    """Best class per frame to text: repeats joined, blanks dropped (Graves et al. 2006)."""
    out = []
    previous = BLANK
    for k in best:
        if k != previous and k != BLANK:
            out.append(ALPHABET[k - 1])
        previous = k
    return "".join(out)
