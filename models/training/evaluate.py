"""Character error rate of a checkpoint with the greedy decoder, per source.

python models/training/evaluate.py [--name lines] [--split dev] [--model latin | --checkpoint FILE] [--limit N] [--show K]
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch

from alphabet import CLASSES, decode_greedy
from dataset import LineCache, collate
from network import LineReader
from recipes import RECIPES
from sources import CACHE


def edit_distance(a: str, b: str) -> int:
    """Levenshtein distance over characters."""
    row = list(range(len(b) + 1))
    for i, p in enumerate(a, 1):
        previous, row[0] = row[0], i
        for j, q in enumerate(b, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (p != q))
    return row[-1]


@torch.no_grad()
def read_cached(model: torch.nn.Module, cache: LineCache, lines: np.ndarray, batch: int = 16) -> list[str]:
    """Greedy readings of cached lines, in the order asked for."""
    model.eval()
    device = next(model.parameters()).device
    readings: dict[int, str] = {}
    ordered = sorted(lines, key=lambda i: cache.width[i])
    for a in range(0, len(ordered), batch):
        part = ordered[a : a + batch]
        inks = [cache.ink(i).astype(np.float32) / 255 for i in part]
        ink, frames, _, _ = collate(inks, [[] for _ in part])
        best = model(ink.to(device)).argmax(2).cpu()
        for i, row, n in zip(part, best, frames):
            readings[int(i)] = decode_greedy(row[:n].tolist())
    return [readings[int(i)] for i in lines]


def error_rates(model: torch.nn.Module, cache: LineCache, split: str, limit: int, show: int = 0) -> dict[str, float]:
    """CER in per cent per source (edits over reference characters); of a source without any text: share of pictures read as text."""
    rng = np.random.default_rng(5)
    rates = {}
    for source in sorted(set(cache.source[cache.split == split])):
        lines = np.flatnonzero((cache.split == split) & (cache.source == source))
        lines = rng.permutation(lines)[:limit] if limit else lines
        texts = [cache.text[i] for i in lines]
        read = read_cached(model, cache, lines)
        edits = sum(edit_distance(t, r) for t, r in zip(texts, read))
        characters = sum(map(len, texts))
        rates[source] = round(100 * edits / characters if characters else 100 * float(np.mean([r != "" for r in read])), 2)
        for t, r in list(zip(texts, read))[:show]:
            print(f"{source}\n  {t}\n  {r}")
    return rates


def load_reader(checkpoint: Path) -> tuple[LineReader, dict]:
    """The averaged weights of a checkpoint, in eval mode, and the rest of what it says."""
    saved = torch.load(checkpoint, map_location="cpu", weights_only=False)
    # The first checkpoints were written when these two could not be chosen.
    saved["shape"] = {"coarse": None, "kernel": 5} | saved["shape"]
    model = LineReader(CLASSES, **saved["shape"])
    model.load_state_dict({k: v.float() if v.is_floating_point() else v for k, v in saved["averaged"].items()})
    return model.eval(), saved


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--cache", type=Path, default=CACHE)
    parser.add_argument("--name", default="lines")
    parser.add_argument("--split", default="dev")
    parser.add_argument("--model", default="latin", choices=list(RECIPES))
    parser.add_argument("--checkpoint", type=Path, help="instead of the model's own in the cache")
    parser.add_argument("--limit", type=int, default=0)
    parser.add_argument("--show", type=int, default=0)
    parser.add_argument("--json", type=Path, help="also write the rates here, for export.py --metrics")
    options = parser.parse_args()
    model, saved = load_reader(options.checkpoint or RECIPES[options.model].checkpoint(options.cache))
    rates = error_rates(model, LineCache(options.cache, options.name), options.split, options.limit, options.show)
    if options.json:
        metrics = {"greedyCharacterErrorRatePercent": {f"{k} {options.split}": v for k, v in rates.items()}}
        options.json.write_text(json.dumps(metrics), encoding="utf-8")
    print(f"step {saved['step']}, {options.split}: " + ", ".join(f"{k} {v} %" for k, v in rates.items()))


if __name__ == "__main__":
    main()
