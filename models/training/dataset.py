"""Batches of cached ink maps: bucketed by width, weighted by source, cheaply augmented in the loop."""

from pathlib import Path

import cv2
import numpy as np
import torch

from alphabet import encode


class LineCache:
    """The lines that prepare.py wrote: `name` and its additions `name-2`, …. Pixels stay in the files until a batch asks for them."""

    def __init__(self, folder: Path, name: str = "lines"):
        self.folder, self.name = folder, name
        self.parts, rows = [], []
        self.size = self._bytes()
        for index in self._indices():
            pixels = np.memmap(index.with_suffix(".bin"), np.uint8, "r")
            pixels = pixels[: len(pixels) // 48 * 48].reshape(-1, 48)
            fields = [r.split("\t") for r in index.read_text(encoding="utf-8").split("\n") if r.count("\t") == 4]
            rows += [(len(self.parts), *f) for f in fields if int(f[0]) + int(f[1]) <= len(pixels)]
            self.parts.append(pixels)
        self.part, self.start, self.width = (np.array([int(r[k]) for r in rows]) for k in range(3))
        self.split = np.array([r[3] for r in rows])
        self.source = np.array([r[4] for r in rows])
        self.text = [r[5] for r in rows]
        self.classes = [encode(t) for t in self.text]

    def _indices(self) -> list[Path]:
        return sorted(self.folder.glob(f"{self.name}.tsv")) + sorted(self.folder.glob(f"{self.name}-*.tsv"))

    def _bytes(self) -> int:
        return sum(index.stat().st_size for index in self._indices())

    def grown(self) -> bool:
        """Whether there are more lines on disk by now."""
        return self._bytes() > self.size

    def __len__(self) -> int:
        return len(self.text)

    def ink(self, index: int) -> np.ndarray:
        """(48, W) uint8."""
        a = self.start[index]
        return self.parts[self.part[index]][a : a + self.width[index]].T

    def readable(self, index: int) -> bool:
        """CTC needs a frame a letter and one more between twins; a little more, or the line teaches nothing."""
        k = self.classes[index]
        if k is None:
            return False
        twins = sum(p == q for p, q in zip(k, k[1:]))
        return (self.width[index] + 3) // 4 >= len(k) + twins + 1


def draw_stretch(rng: np.random.Generator, count: int) -> np.ndarray:
    """By how much lines are widened; one in five is left as it is."""
    return np.where(rng.random(count) < 0.8, np.exp(rng.normal(0, 0.08, count)), 1.0)


def augment(ink: np.ndarray, stretch: float, rng: np.random.Generator) -> np.ndarray:
    """A small affine move and at times a wavy baseline unless `stretch` is 1, a change of pen weight and contrast, specks and lost
    patches; float32 0 … 1."""
    h, w = ink.shape
    if stretch != 1:
        tall = np.exp(rng.normal(0, 0.06))
        shear, climb = rng.normal(0, 0.1), rng.normal(0, 0.008)
        width = max(24, int(w * stretch))
        move = np.float32([[stretch, shear, -shear * 24 + rng.normal(0, 1.5)], [climb, tall, 24 * (1 - tall) - climb * w / 2 + rng.normal(0, 1.2)]])
        ink = cv2.warpAffine(np.ascontiguousarray(ink), move, (width, h), flags=cv2.INTER_LINEAR)
        w = width
        if rng.random() < 0.3:
            ink = wave(ink, rng)
    x = ink.astype(np.float32) * np.float32(1 / 255)
    kind = rng.random()
    if kind < 0.12:
        x = cv2.GaussianBlur(x, (0, 0), rng.uniform(0.4, 0.9))
        x *= np.float32(rng.uniform(1.0, 1.5))
    elif kind < 0.2:
        x = cv2.dilate(x, np.ones((2, 2), np.uint8))
    elif kind < 0.27:
        x = cv2.erode(x, np.ones((1, 2) if rng.random() < 0.5 else (2, 1), np.uint8))
    if rng.random() < 0.5:
        x = x ** np.float32(np.exp(rng.normal(0, 0.35)))
    if rng.random() < 0.3:
        x += np.float32(rng.uniform(0, 0.1)) * rng.standard_normal(x.shape, np.float32)
    for _ in range(rng.poisson(0.35)):
        a, b = int(rng.integers(w)), int(rng.integers(h))
        x[b : b + int(rng.integers(3, 20)), a : a + int(rng.integers(2, 10))] = 0 if rng.random() < 0.8 else rng.random()
    return np.clip(x, 0, 1)


def wave(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Writing that rises and falls by a few px along the line: nobody's baseline on a wall is straight."""
    h, w = ink.shape
    ys, xs = np.mgrid[0:h, 0:w].astype(np.float32)
    ys += np.float32(rng.normal(0, 2)) * np.sin(xs[0] / np.float32(rng.uniform(20, 110)) + np.float32(rng.uniform(0, 6.3)))
    return cv2.remap(ink, xs, ys, cv2.INTER_LINEAR, borderValue=0)


def collate(inks: list[np.ndarray], classes: list[list[int]]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """Padded input [N, 1, 48, W], frames per line, all classes in a row, classes per line."""
    widest = -(-max(x.shape[1] for x in inks) // 16) * 16
    batch = np.zeros((len(inks), 1, 48, widest), np.float32)
    for i, x in enumerate(inks):
        batch[i, 0, :, : x.shape[1]] = x
    frames = torch.tensor([(x.shape[1] + 3) // 4 for x in inks])
    flat = torch.tensor([k for line in classes for k in line], dtype=torch.long)
    return torch.from_numpy(batch), frames, flat, torch.tensor([len(line) for line in classes])


class BatchStream:
    """Endless batches from the train split. Each round draws some lines by the weights of their sources and sorts them
    into batches of like widths with about `columns` columns each; `limit()` says how wide a line may be at present, `varied()`
    which share of the lines is augmented: the others are as they were prepared.
    Lines that prepare.py adds meanwhile join in the next round."""

    ROUND = 3000

    def __init__(self, cache: LineCache, weights: dict[str, float], columns: int, seed: int, limit, varied):
        self.weights, self.columns, self.limit, self.varied = weights, columns, limit, varied
        self.rng = np.random.default_rng(seed)
        self._take(cache)

    def _take(self, cache: LineCache) -> None:
        self.cache = cache
        self.lines = np.array([i for i in np.flatnonzero(cache.split == "train") if cache.source[i] in self.weights and cache.readable(i)])
        self.odds = np.array([self.weights[s] for s in cache.source[self.lines]])

    def _round(self):
        if self.cache.grown():
            self._take(LineCache(self.cache.folder, self.cache.name))
        rng, cache = self.rng, self.cache
        odds = self.odds * (cache.width[self.lines] <= self.limit())
        lines = rng.choice(self.lines, min(self.ROUND, np.count_nonzero(odds)), replace=False, p=odds / odds.sum())
        # 0 marks a line that stays as it is.
        stretch = np.where(rng.random(len(lines)) < self.varied(), draw_stretch(rng, len(lines)), 0.0)
        # By the width that a line will have: padding is work, too.
        width = cache.width[lines] * np.where(stretch > 0, stretch, 1.0)
        batches, batch = [], []
        for i in np.argsort(width):
            if batch and (len(batch) + 1) * width[i] > self.columns:
                batches.append(batch)
                batch = []
            batch.append((int(lines[i]), float(stretch[i])))
        batches.append(batch)
        for k in rng.permutation(len(batches)):
            if len(batches[k]) > 3:
                yield batches[k]

    def __iter__(self):
        while True:
            for batch in self._round():
                inks = [augment(self.cache.ink(i), stretch, self.rng) if stretch else self.cache.ink(i) / np.float32(255) for i, stretch in batch]
                yield collate(inks, [self.cache.classes[i] for i, _ in batch])
