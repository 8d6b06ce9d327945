"""Builds the reader's character language models, one a language: weighted n-grams, interpolated absolute discounting, pruned to a size.

python models/training/language_model_build.py --downloads DIR [--languages en,fr,…] [--share 1] [--order N] [--out models/latin.language.gz]
Smoothing: Ney, Essen and Kneser (1994), discounted by kind of text. Pruning: Stolcke (1998), relative entropy. The file's form
stands in client/reading/language-model.ts, which reads it.
"""

import argparse
import gzip
import json
import struct
from pathlib import Path

import numpy as np

from alphabet import ALPHABET
from language_model_corpus import KINDS, LANGUAGES, Corpus, build_corpus
from language_model_lexicon import lexicon_alphabet, listed_words, pack_lexicon
from sources import DEFAULT_DATA, ROOT

# Quantisation: a byte each. Log probabilities 0 … −16, backoffs +2 … −13.3.
LOG_STEP = 16 / 255
BACKOFF_OFFSET = 2.0
BACKOFF_STEP = 0.06
# An n-gram seen less than this is no evidence, by order; long ones need more.
LEAST_COUNT = [0, 0, 0.2, 0.3, 0.5, 0.7, 0.9, 0.9, 0.9, 0.9, 0.9]
# Counts that are added, all of them unseen, to every context: little evidence leaves a context open.
THIN = 1.0
# n-grams kept, by language: more where there is more text to learn from.
NODES = {"en": 480_000, "fr": 320_000, "de": 280_000}
NODES_ELSE = 120_000


def used_characters(corpora: list[Corpus]) -> list[str]:
    """A symbol is an index into these; all languages share them."""
    used = sorted(set().union(*(text for corpus in corpora for text in corpus.texts)) & set(ALPHABET))
    assert len(used) < 256, "a symbol must fit a byte"
    return used


def positions(corpus: Corpus, used: list[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Each character's symbol, count, kind and place within its piece."""
    codes = np.frombuffer("".join(corpus.texts).encode("utf-32-le"), np.uint32)
    table = np.zeros(max(codes.max(), ord(used[-1])) + 1, np.uint8)
    table[[ord(c) for c in used]] = np.arange(len(used))
    lengths = np.array([len(t) for t in corpus.texts])
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    place = (np.arange(len(codes)) - np.repeat(starts, lengths)).astype(np.int32)
    counts = np.concatenate(
        [np.full(n, w, np.float32) if isinstance(w, float) else np.array(w, np.float32) for n, w in zip(lengths, corpus.counts)]
    )
    # The space that begins a piece is context, not text.
    counts[starts] = 0
    kinds = np.repeat(np.array(corpus.kinds, np.int8), lengths)
    return table[codes].astype(np.int64), counts, kinds, place


class Order:
    """All n-grams of one length: last symbol, prefix and suffix (rows of the order below), counts by kind of text (kinds, n-grams),
    and what was counted after each prefix, n-grams too rare to be kept included (kinds, prefixes)."""

    def __init__(self, symbol, prefix, suffix, counts, total):
        self.symbol, self.prefix, self.suffix, self.counts, self.total_by_kind = symbol, prefix, suffix, counts, total


def count_by_kind(rows: np.ndarray, counts: np.ndarray, kinds: np.ndarray, size: int) -> np.ndarray:
    by_kind = [np.bincount(rows[kinds == k], counts[kinds == k], size) for k in range(len(KINDS))]
    return np.array(by_kind, np.float32)


def weights_of_kinds() -> np.ndarray:
    return np.array([kind.weight for kind in KINDS.values()], np.float32)


def count_orders(symbols: np.ndarray, counts: np.ndarray, kinds: np.ndarray, place: np.ndarray, highest: int) -> list[Order]:
    """orders[n] for n = 1 … highest (orders[0] unused)."""
    uniques, inverse = np.unique(symbols, return_inverse=True)
    zeros = np.zeros(len(uniques), np.int64)
    own = count_by_kind(inverse, counts, kinds, len(uniques))
    orders = [None, Order(uniques, zeros, zeros, own, own.sum(1, keepdims=True))]
    ids = inverse.astype(np.int32)
    for n in range(2, highest + 1):
        at = np.flatnonzero(place >= n - 1)
        at = at[ids[at - 1] >= 0]
        key = ids[at - 1].astype(np.int64) * 256 + symbols[at]
        uniques, first, inverse = np.unique(key, return_index=True, return_inverse=True)
        own = count_by_kind(inverse, counts[at], kinds[at], len(uniques))
        suffix = ids[at[first]]
        kept = (weights_of_kinds() @ own >= LEAST_COUNT[n]) & (suffix >= 0)
        renumber = np.where(kept, np.cumsum(kept) - 1, -1).astype(np.int32)
        total = np.array([np.bincount(uniques // 256, row, len(orders[-1].symbol)) for row in own])
        orders.append(Order(uniques[kept] % 256, uniques[kept] // 256, suffix[kept], own[:, kept], total))
        ids = np.full(len(symbols), -1, np.int32)
        ids[at] = renumber[inverse]
    return orders


def discounted(counts: np.ndarray) -> np.ndarray:
    """Weighted counts of n-grams less what is left for the unseen: every kind of text is discounted in its own natural counts."""
    kept = np.zeros(counts.shape[1])
    for own, kind in zip(counts, KINDS.values()):
        absolute = np.minimum(np.interp(own, (0, 1, 2, 3), (0, *kind.absolute)), 0.9 * own)
        kept += kind.weight * (1 - kind.relative) * (own - absolute)
    return kept


def smooth(orders: list[Order]) -> list[np.ndarray]:
    """Interpolated probability of every n-gram's last symbol, by order. Leaves each context's weighted total in `total`."""
    first = weights_of_kinds() @ orders[1].counts
    probability = [None, 0.999 * first / first.sum() + 0.001 / len(first)]
    for n in range(2, len(orders)):
        o = orders[n]
        o.total = weights_of_kinds() @ o.total_by_kind + THIN
        kept = discounted(o.counts)
        share = kept / o.total[o.prefix]
        left = 1 - np.bincount(o.prefix, share, len(o.total))
        probability.append(share + left[o.prefix] * probability[n - 1][o.suffix])
    return probability


def prune(orders: list[Order], probability: list[np.ndarray], nodes: int) -> list[np.ndarray]:
    """Which n-grams stay, by order: those whose loss would change the model most (Stolcke 1998), and the prefixes of those that stay."""
    worth = [None, np.full(len(orders[1].symbol), np.inf)]
    for n in range(2, len(orders)):
        o, p, shorter = orders[n], probability[n], probability[n - 1][orders[n].suffix]
        size = len(o.total)
        left = np.maximum(1 - np.bincount(o.prefix, p, size), 1e-6)
        left_below = np.maximum(1 - np.bincount(o.prefix, shorter, size), 1e-6)
        bow, left_here = (left / left_below)[o.prefix], left[o.prefix]
        bow_after = (left_here + p) / (left_below[o.prefix] + shorter)
        change = p * (np.log(shorter * bow_after) - np.log(p)) + left_here * np.log(bow_after / bow)
        worth.append(-o.total[o.prefix] * change)

    def keep(threshold: float) -> list[np.ndarray]:
        stay = [None] + [w > threshold for w in worth[1:]]
        for n in range(len(orders) - 1, 1, -1):
            stay[n - 1][orders[n].prefix[stay[n]]] = True
        return stay

    low, high = 0.0, 1e4
    for _ in range(40):
        middle = (low + high) / 2 if low > 1 or high < 2 else np.sqrt(max(low, 1e-3) * high)
        if sum(s.sum() for s in keep(middle)[1:]) + 1 > nodes:
            low = middle
        else:
            high = middle
    return keep(high)


def serialise(orders: list[Order], probability: list[np.ndarray], stay: list[np.ndarray]) -> tuple[bytes, int, int]:
    """Breadth-first trie: symbols, log probabilities, child counts (a byte a node), backoffs (a byte a context)."""
    symbols, logs, children, backoffs = [np.zeros(1, np.uint8)], [np.zeros(1, np.uint8)], [], []
    rank_below = None
    for n in range(1, len(orders)):
        o, kept = orders[n], stay[n]
        parent = np.zeros(kept.sum(), np.int64) if n == 1 else rank_below[o.prefix[kept]]
        order = np.lexsort((o.symbol[kept], parent))
        symbols.append(o.symbol[kept][order].astype(np.uint8))
        log = -np.log(probability[n][kept][order])
        logs.append(np.clip(np.round(log / LOG_STEP), 0, 255).astype(np.uint8))
        size = 1 if n == 1 else int(stay[n - 1].sum())
        counts = np.bincount(parent, minlength=size)
        assert counts.max() < 256
        children.append(counts.astype(np.uint8))
        # Mass left by the kept n-grams over the mass that the shorter context gives to the others.
        if n == 1:
            backoffs.append(np.array([round(BACKOFF_OFFSET / BACKOFF_STEP)], np.uint8))
        else:
            own = np.bincount(parent, probability[n][kept], size)
            shorter = np.bincount(parent, probability[n - 1][o.suffix[kept]], size)
            bow = np.log(np.maximum(1 - own, 1e-4) / np.maximum(1 - shorter, 1e-4))
            byte = np.clip(np.round((BACKOFF_OFFSET - bow) / BACKOFF_STEP), 0, 255).astype(np.uint8)
            backoffs.append(byte[counts > 0])
        rank = np.full(len(o.symbol), -1, np.int64)
        where = np.flatnonzero(kept)[order]
        rank[where] = np.arange(len(where))
        rank_below = rank
    children.append(np.zeros(int(stay[-1].sum()), np.uint8))
    parts = [np.concatenate(p) for p in (symbols, logs, children, backoffs)]
    return b"".join(p.tobytes() for p in parts), len(parts[0]), len(parts[3])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--downloads", type=Path, required=True, help="folder that language_model_sources.sh filled")
    parser.add_argument("--languages", default=",".join(LANGUAGES))
    parser.add_argument("--share", type=float, default=1.0, help="of the n-grams that each language may keep")
    parser.add_argument("--order", type=int, default=8)
    parser.add_argument("--out", type=Path, default=ROOT / "models" / "latin.language.gz")
    options = parser.parse_args()
    languages = options.languages.split(",")
    corpora = [build_corpus(options.data, options.downloads, [language]) for language in languages]
    characters = used_characters(corpora)
    letters = lexicon_alphabet(characters)
    models, bodies = [], []
    for language, corpus in zip(languages, corpora):
        symbols, counts, kinds, place = positions(corpus, characters)
        orders = count_orders(symbols, counts, kinds, place, options.order)
        probability = smooth(orders)
        stay = prune(orders, probability, int(options.share * NODES.get(language, NODES_ELSE)))
        body, nodes, contexts = serialise(orders, probability, stay)
        print(f"{language}: {len(corpus.texts)} pieces, {nodes} nodes, by order: {[int(s.sum()) for s in stay[1:]]}", flush=True)
        words = pack_lexicon(listed_words(language, set(letters)), letters)
        models.append({"name": language, "nodes": nodes, "contexts": contexts, "lexicon": len(words)})
        bodies.append(body + words)
    header = {
        "symbols": characters,
        "logStep": LOG_STEP,
        "backoffStep": BACKOFF_STEP,
        "backoffOffset": BACKOFF_OFFSET,
        "letters": letters,
        "models": models,
        "licence": "CC BY-SA 4.0; sources in models/training/language_model_corpus.py",
    }
    head = json.dumps(header, ensure_ascii=True).encode("ascii")
    # Without a time in it: the same text gives the same file.
    options.out.write_bytes(gzip.compress(b"INKLM1\n" + struct.pack("<I", len(head)) + head + b"".join(bodies), 9, mtime=0))
    print(f"{options.out}: {options.out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
