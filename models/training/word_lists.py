"""Words of one page of strokes in an order of their own: lists, names, phrases that nobody has written before.

Whoever copies prose teaches a network the prose, too: it guesses the next word from the last. On a wall people write lists, names and
half-sentences. A page's words (one hand, one sitting) are cut apart where the gaps leave no doubt, and put together anew.
"""

import re
from collections import defaultdict
from pathlib import Path

import numpy as np

from sketches import draw_sketch
from sources import Strokes, read_lines, read_pages

# The narrowest gap between words is at least so many times the widest within one, else the line is left out.
CERTAIN = 1.4
# Where a word is this much narrower or wider by its letters than the line's others, a stray comma was taken for a word, or two words for one.
NARROWEST, WIDEST = 0.25, 2.6
# What may be narrow.
SLIM = set("Iil1!|")
# A page has to offer so many words.
LEAST_WORDS = 12
# How far words stand above or below each other beyond what they did, and drawings beside words, as a share of the writing's height.
UNEVEN, SKETCH_UNEVEN = 0.04, 0.1
# Signs that the corpus sets apart ("We 'll", "Mr .").
ALONE = re.compile(r"(^| )[^\w\s]+( |$)|(^| )'")


def cut_words(paths: list[np.ndarray], words: int) -> list[list[np.ndarray]] | None:
    """The strokes of each word from left to right, or None where the gaps leave a doubt. Strokes that overlap in x are of one word."""
    groups: list[tuple[float, list[np.ndarray]]] = []
    for path in sorted(paths, key=lambda p: p[:, 0].min()):
        right = float(path[:, 0].max())
        if groups and path[:, 0].min() <= groups[-1][0]:
            groups[-1] = (max(groups[-1][0], right), groups[-1][1] + [path])
        else:
            groups.append((right, [path]))
    gaps = np.array([min(p[:, 0].min() for p in group) - right for (right, _), (_, group) in zip(groups, groups[1:])])
    if len(gaps) < words - 1:
        return None
    order = np.argsort(-gaps)
    between, within = order[: words - 1], order[words - 1 :]
    if len(within) and len(between) and gaps[between].min() < CERTAIN * gaps[within].max():
        return None
    edges = [0, *sorted(between + 1), len(groups)]
    return [[p for _, group in groups[a:b] for p in group] for a, b in zip(edges, edges[1:])]


def is_even(texts: list[str], words: list[list[np.ndarray]]) -> bool:
    """Whether every word is about as wide as its letters are many."""
    widths = [max(p[:, 0].max() for p in word) - min(p[:, 0].min() for p in word) for word in words]
    ratios = np.array(widths) / np.array([len(text) + 0.5 for text in texts])
    ratios /= np.median(ratios)
    return all(ratio <= WIDEST and (ratio >= NARROWEST or text in SLIM) for text, ratio in zip(texts, ratios))


class WordLists:
    """Random lines of the words that the pages of one split hold."""

    def __init__(self, data: Path, strokes: Strokes, split: str):
        pages, self.pages = read_pages(data), []
        found, gaps = defaultdict(list), defaultdict(list)
        for line in read_lines(data, "iamondb"):
            if line.split != split or line.text.count(" ") < 2 or ALONE.search(line.text):
                continue
            paths = level(strokes[int(line.key)])
            texts = line.text.split(" ")
            words = cut_words(paths, len(texts))
            if words is None or not is_even(texts, words):
                continue
            page = pages[int(line.key)]
            found[page] += zip(texts, words)
            ends = [(min(p[:, 0].min() for p in word), max(p[:, 0].max() for p in word)) for word in words]
            gaps[page] += [b[0] - a[1] for a, b in zip(ends, ends[1:])]
        self.pages = [(found[page], gaps[page]) for page in sorted(found) if len(found[page]) >= LEAST_WORDS]

    def draw(self, rng: np.random.Generator, sketches: int = 0) -> tuple[list[np.ndarray], str]:
        """Pen paths and their text: one to nine words of a page picked by chance, and as many small drawings among them."""
        words, gaps = self.pages[rng.integers(len(self.pages))]
        chosen = rng.choice(len(words), min(len(words), int(rng.integers(1, 10))), replace=False)
        span = np.ptp(np.percentile(np.concatenate([p[:, 1] for k in chosen for p in words[k][1]]), [5, 95]))
        pieces = [(words[k][1], UNEVEN) for k in chosen]
        for _ in range(sketches):
            size = span * np.exp(rng.normal(0.1, 0.3))
            pieces.insert(rng.integers(len(pieces) + 1), ([p * size for p in draw_sketch(rng)], SKETCH_UNEVEN))
        paths, x = [], 0.0
        for strokes, uneven in pieces:
            left, right = min(p[:, 0].min() for p in strokes), max(p[:, 0].max() for p in strokes)
            by = np.float32([x - left, rng.normal(0, uneven) * span])
            paths += [p + by for p in strokes]
            x += right - left + rng.choice(gaps) * np.exp(rng.normal(0, 0.25))
        return paths, " ".join(words[k][0] for k in chosen)


def level(paths: list[np.ndarray]) -> list[np.ndarray]:
    """A line's paths without its climb, its middle at y = 0."""
    every = np.concatenate(paths)
    climb, _ = np.polyfit(every[:, 0], every[:, 1], 1)
    middle = np.median(every[:, 1] - climb * every[:, 0])
    return [np.stack([p[:, 0], p[:, 1] - climb * p[:, 0] - middle], 1).astype(np.float32) for p in paths]
