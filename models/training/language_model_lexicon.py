"""The words of each language by frequency, packed for client/reading/lexicon.ts, which says how.

Source: wordfreq (CC BY-SA 4.0), as for the n-grams. Words are lower-case: whoever reads looks them up without regard to case.
"""

import math
import re

import wordfreq

# Words kept by language. Inflected languages need more for the same share of what is written; those that are tested have most.
LISTED = {"en": 120_000, "fr": 90_000, "de": 120_000, "pl": 60_000, "cs": 60_000}
LISTED_ELSE = 40_000
# Here an apostrophe joins two words that are read one after the other: were d'accord listed, d'un would be an unheard-of word.
ELIDING = {"fr", "it"}
# A byte each: 0 … −20.4.
LOG_STEP = 0.08
WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")


def is_elision(word: str, frequencies: dict[str, float]) -> bool:
    """d'accord, but not aujourd'hui: both parts are words of their own, the first a common one."""
    first, _, second = word.partition("'")
    return frequencies.get(first, 0) > frequencies[word] and second in frequencies


def listed_words(language: str, usable: set[str]) -> dict[str, float]:
    """Word → frequency, the most frequent first, without words that hold other characters than `usable`."""
    size = "large" if language in wordfreq.available_languages("large") else "small"
    frequencies: dict[str, float] = {}
    for word, frequency in wordfreq.get_frequency_dict(language, size).items():
        plain = word.replace("’", "'")
        # "aaaa" and the like come from a corpus of shouting.
        if WORD.fullmatch(plain) and set(plain) <= usable and (len(plain) < 3 or len(set(plain)) > 1):
            frequencies[plain] = frequencies.get(plain, 0.0) + frequency
    if language in ELIDING:
        frequencies = {word: f for word, f in frequencies.items() if not is_elision(word, frequencies)}
    ranked = sorted(frequencies, key=lambda word: -frequencies[word])
    return {word: frequencies[word] for word in ranked[: LISTED.get(language, LISTED_ELSE)]}


def lexicon_alphabet(characters: list[str]) -> list[str]:
    """The letters of words, in the order in which words are sorted; the n-grams' characters are `characters`."""
    lower = {c.lower() for c in characters if c.isalpha() and len(c.lower()) == 1}
    return sorted(lower | {"'"})


def pack_lexicon(words: dict[str, float], alphabet: list[str]) -> bytes:
    """For each word, in order: letters shared with the one before, the other letters, a zero, its frequency."""
    number = {character: at + 1 for at, character in enumerate(alphabet)}
    coded = sorted((bytes(number[c] for c in word), frequency) for word, frequency in words.items())
    packed = bytearray()
    before = b""
    for letters, frequency in coded:
        shared = 0
        while shared < min(len(before), len(letters), 255) and before[shared] == letters[shared]:
            shared += 1
        log = min(255, max(0, round(-math.log(frequency) / LOG_STEP)))
        packed += bytes([shared]) + letters[shared:] + bytes([0, log])
        before = letters
    return bytes(packed)
