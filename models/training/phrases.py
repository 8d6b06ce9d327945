"""Short texts for the handwriting fonts: words by frequency in ten languages, with every rare letter and sign."""

import numpy as np
from wordfreq import top_n_list, word_frequency

from alphabet import ALPHABET, CLASS_OF, normalise_text

LANGUAGES = ["en", "fr", "de", "es", "it", "pt", "nl", "sv", "pl", "cs"]
SHARES = [0.26, 0.16, 0.14, 0.09, 0.07, 0.06, 0.05, 0.05, 0.06, 0.06]
SIGNS = [c for c in ALPHABET if not c.isalnum() and c not in " '\"“”„«»" and ord(c) < 0x3000]


class Phrases:
    """Random texts of 1–6 words; every call draws from `rng` only."""

    def __init__(self):
        self.words, self.odds, self.rare = {}, {}, {}
        for language in LANGUAGES:
            words = [w for w in top_n_list(language, 6000) if all(c in CLASS_OF for c in w)]
            odds = np.array([word_frequency(w, language) for w in words]) ** 0.55
            self.words[language], self.odds[language] = words, odds / odds.sum()
            for w in words:
                for c in set(w):
                    if ord(c) > 0x7F:
                        self.rare.setdefault(c, []).append(w)
        self.letters = [c for c in ALPHABET if c.isalpha() and ord(c) > 0x7F]

    def _number(self, rng) -> str:
        n = lambda a, b: str(int(rng.integers(a, b)))  # noqa: E731
        return [
            lambda: n(0, 10000),
            lambda: f"{n(1, 32)}.{n(1, 13)}.{n(1900, 2031)}",
            lambda: f"{n(0, 24)}:{int(rng.integers(60)):02d}",
            lambda: f"{n(0, 1000)},{int(rng.integers(100)):02d} €",
            lambda: f"${n(1, 1000)}.{int(rng.integers(100)):02d}",
            lambda: f"{n(1, 100)} %",
            lambda: f"+{n(1, 99)} {n(100, 999)} {n(1000, 9999)}",
            lambda: f"{n(1, 20)}{rng.choice(list('+-=×*/'))}{n(1, 20)}={n(1, 400)}",
            lambda: f"#{n(1, 1000)}",
            lambda: f"{n(1, 40)}/{n(1, 13)}/{n(1950, 2031)}",
        ][rng.integers(10)]()

    def _word(self, language: str, rng) -> str:
        if rng.random() < 0.22 and self.rare:
            letters = list(self.rare)
            word = str(rng.choice(self.rare[letters[rng.integers(len(letters))]]))
        else:
            word = self.words[language][rng.choice(len(self.words[language]), p=self.odds[language])]
        kind = rng.random()
        if kind < 0.2:
            word = word[:1].upper() + word[1:]
        elif kind < 0.3:
            word = word.upper()
        if rng.random() < 0.03:  # letters that hardly any common word has
            at = int(rng.integers(len(word) + 1))
            word = word[:at] + str(rng.choice(self.letters)) + word[at:]
        return word if all(c in CLASS_OF for c in word) else word.lower()

    def plain(self, rng: np.random.Generator) -> str:
        """Two to nine common words of one language, as most people write most of the time."""
        language = str(rng.choice(LANGUAGES, p=SHARES))
        words = rng.choice(len(self.words[language]), int(rng.integers(2, 10)), p=self.odds[language])
        parts = [self.words[language][w] for w in words]
        kinds = rng.random(len(parts))
        return " ".join(w.upper() if k < 0.02 else w[:1].upper() + w[1:] if k < 0.12 else w + "," if k < 0.15 else w for w, k in zip(parts, kinds))

    def draw(self, rng: np.random.Generator) -> str:
        language = str(rng.choice(LANGUAGES, p=SHARES))
        parts = []
        for _ in range(int(rng.integers(1, 7))):
            token = self._number(rng) if rng.random() < 0.12 else self._word(language, rng)
            mark = rng.random()
            if mark < 0.14:
                token += str(rng.choice(list(",,..;:?!…")))
            elif mark < 0.17:
                token = rng.choice(['"{}"', "({})", "'{}'", "[{}]", "{{{}}}", "<{}>", "¿{}?", "¡{}!"]).format(token)
            elif mark < 0.20:
                token += rng.choice(["-", "'", "/", "@", "_", "&", " - ", " – ", " & ", " + ", "\\", "|", "~", "^"]) + self._word(language, rng)
            elif mark < 0.215:
                token += " " + str(rng.choice(SIGNS))
            parts.append(token)
        text = normalise_text(" ".join(parts))
        return "".join(c for c in text if c in CLASS_OF)
