"""Weighted text for the language model: words by frequency, word pairs, running text. Everything here may be redistributed.

Sources: wordfreq (CC BY-SA 4.0) for ten languages; symspellpy's English word pairs (MIT, from Google Books Ngrams, CC BY);
Debian's wamerican, wbritish and wngerman for which words are written with a capital; the Debian handbook and GNOME's help
(CC BY-SA 3.0), the World English Bible (public domain) and English prose (language_model_prose.py) as running text; the training
labels of copiste and dhsd (CC BY 4.0).
language_model_sources.sh fetches what is not in the data folder.
"""

import html
import re
from dataclasses import dataclass, field
from pathlib import Path

import wordfreq

from alphabet import encode, normalise_text
from language_model_prose import read_prose
from sources import read_lines

# Folder names of the handbook and the help, and how much of a language's mass its writers need: what is written most here.
LANGUAGES = {
    "en": ("en-US", "C"),
    "fr": ("fr-FR", "fr"),
    "de": ("de-DE", "de"),
    "es": ("es-ES", "es"),
    "it": ("it-IT", "it"),
    "pt": ("pt-BR", "pt_BR"),
    "nl": ("nl-NL", "nl"),
    "sv": ("sv-SE", "sv"),
    "pl": ("pl-PL", "pl"),
    "cs": ("cs-CZ", "cs"),
}
WORDS = {"en": 120_000, "fr": 120_000, "de": 150_000}
WORDS_ELSE = 50_000
# Characters that a language's words count for: running text counts as it is, so this sets how much the words weigh beside it.
WORD_MASS = {"en": 6e6, "fr": 6e6, "de": 6e6}
WORD_MASS_ELSE = 2e6
PAIR_MASS = 8e6
# What follows a word: mostly a space, a comma or a full stop; the rest is left to backing off.
AFTER_WORD = {" ": 0.85, ",": 0.06, ".": 0.06}


@dataclass(frozen=True)
class Kind:
    """How far one kind of text is to be believed: its weight, and what is taken from a count c for what was never seen."""

    weight: float
    # Share of every count: a word list lacks words, a list of pairs lacks most pairs.
    relative: float
    # Absolute discounts of counts 1, 2 and 3 or more (Chen and Goodman 1998).
    absolute: tuple[float, float, float]


# Chosen by the bits a character that held-out labels cost.
KINDS = {
    "words": Kind(0.5, 0.06, (0.5, 0.5, 0.5)),
    "pairs": Kind(1.0, 0.4, (0.5, 0.5, 0.5)),
    "text": Kind(1.0, 0.2, (0.8, 1.3, 1.8)),
    "labels": Kind(6.0, 0.15, (0.8, 1.3, 1.8)),
}


@dataclass
class Corpus:
    """Pieces of text with a count for each character; a piece of count 0 characters is only context for what follows."""

    texts: list[str] = field(default_factory=list)
    counts: list[float | list[float]] = field(default_factory=list)
    kinds: list[int] = field(default_factory=list)

    def add(self, kind: str, text: str, count: float | list[float] = 1.0) -> None:
        if encode(text) is not None:
            self.texts.append(text)
            self.counts.append(count)
            self.kinds.append(list(KINDS).index(kind))


def build_corpus(data: Path, downloads: Path, languages: list[str]) -> Corpus:
    corpus = Corpus()
    for language in languages:
        add_words(corpus, downloads, language)
        add_running_text(corpus, downloads, language)
    if "en" in languages:
        add_pairs(corpus, downloads)
    if "fr" in languages:
        add_labels(corpus, data, "copiste")
    if "de" in languages:
        add_labels(corpus, data, "dhsd")
    return corpus


def capitalised_share(downloads: Path, language: str) -> dict[str, float]:
    """Lower-case word → share of its uses that begin with a capital in mid-sentence, where a word list knows."""
    lists = {"en": ["american-english", "british-english"], "de": ["ngerman"]}.get(language, [])
    forms: dict[str, set[str]] = {}
    for name in lists:
        for word in (downloads / "dict" / name).read_text(encoding="utf-8").splitlines():
            forms.setdefault(word.lower(), set()).add(word)
    return {
        key: 1.0 if key not in known else 0.35 if len(known) > 1 else 0.0 for key, known in forms.items()
    }


def add_words(corpus: Corpus, downloads: Path, language: str) -> None:
    size = "large" if language in wordfreq.available_languages("large") else "small"
    frequencies = wordfreq.get_frequency_dict(language, size)
    ranked = sorted(frequencies, key=lambda w: -frequencies[w])[: WORDS.get(language, WORDS_ELSE)]
    ranked = [w for w in ranked if re.fullmatch(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", w) and (len(w) < 3 or len(set(w)) > 1)]
    capital = capitalised_share(downloads, language)
    total = sum(frequencies[w] * (len(w) + 1) for w in ranked)
    scale = WORD_MASS.get(language, WORD_MASS_ELSE) / total
    for word in ranked:
        count = frequencies[word] * scale
        upper_first = 0.10 + 0.87 * capital.get(word, 0.0)
        for form, share in ((word, 0.98 - upper_first), (word.capitalize(), upper_first), (word.upper(), 0.02)):
            weight = count * share
            if weight <= 0 or (form == form.lower() and form != word):
                continue
            letters = [0.0] + [weight] * len(form)
            corpus.add("words", f" {form} ", letters + [weight * AFTER_WORD[" "]])
            if weight > 3:
                for sign in (",", "."):
                    corpus.add("words", f" {form}{sign}", [0.0] * len(letters) + [weight * AFTER_WORD[sign]])


def add_pairs(corpus: Corpus, downloads: Path) -> None:
    """English pairs: only the second word counts, the first is its context."""
    pairs = []
    for row in (downloads / "symspellpy" / "frequency_bigramdictionary_en_243_342.txt").read_text(encoding="utf-8").splitlines():
        first, second, count = row.lstrip("\ufeff").split(" ")
        first, second = ("I" if w == "i" else w for w in (first, second))
        pairs.append((first, second, float(count)))
    scale = PAIR_MASS / sum(c * (len(b) + 1) for _, b, c in pairs)
    for first, second, count in pairs:
        weight = count * scale
        corpus.add("pairs", f" {first} {second} ", [0.0] * (len(first) + 2) + [weight] * len(second) + [weight * AFTER_WORD[" "]])


def add_running_text(corpus: Corpus, downloads: Path, language: str) -> None:
    handbook, help_folder = LANGUAGES[language]
    for page in sorted((downloads / "handbook" / handbook).glob("*.html")):
        for paragraph in re.findall(r"<p[^>]*>(.*?)</p>|<div class=\"para\">(.*?)</div>", page.read_text(encoding="utf-8"), re.S):
            add_paragraph(corpus, "".join(paragraph))
    for page in sorted((downloads / "help" / help_folder).rglob("*.page")):
        for paragraph in re.findall(r"<p>(.*?)</p>", page.read_text(encoding="utf-8"), re.S):
            add_paragraph(corpus, paragraph)
    bible = downloads / "web-bible.txt"
    if language == "en" and bible.exists():
        for verse in bible.read_text(encoding="utf-8").splitlines():
            add_paragraph(corpus, re.sub(r"^[^:]*:\d+: ", "", verse))
    if language == "en":
        for paragraph in read_prose(downloads / "prose"):
            add_paragraph(corpus, paragraph)


def add_paragraph(corpus: Corpus, markup: str) -> None:
    if re.search(r"<(code|cmd|sys|input)", markup):
        return
    text = normalise_text(html.unescape(re.sub(r"<[^>]+>", "", markup)))
    if len(text) > 20:
        corpus.add("text", f" {text} ")


def add_labels(corpus: Corpus, data: Path, source: str) -> None:
    """Training lines only, without those that the decoder is tuned on."""
    for line in read_lines(data, source):
        if line.split == "train":
            corpus.add("labels", f" {line.text} ")
