"""Whose hand wrote which page, where the data does not say: pages of strokes clustered by how the pen moved.

IAM-OnDB comes without writer ids, yet confidence has to be fitted on writers that the network never saw. A page's lines
are described by speed, size, slant, spacing, pauses and the directions of the pen; the description is whitened by how much
it varies from line to line within pages (linear discriminant analysis, Fisher 1936), and pages are joined by average
linkage (Sokal and Michener 1958) until there are as many hands as the corpus says it has.

python models/training/writers.py [--data ../shared/data]
The corpus's own splits share no writer, and the clustering is not told them: it prints how many pages fell among pages of
another split, which is a lower bound on its errors.
"""

import argparse
from collections import Counter
from functools import lru_cache
from pathlib import Path

import numpy as np

# Of the whole corpus (Liwicki and Bunke 2005).
WRITERS = 221


def describe_line(xy: np.ndarray, up: np.ndarray, ms: np.ndarray, characters: int) -> np.ndarray:
    """How one line was written. `xy` (n, 2) whiteboard units, y down; `up` 1 at the last point of a stroke; `ms` since its first point."""
    step, pause, drawn = np.diff(xy, axis=0), np.diff(ms), up[:-1] == 0
    length = np.hypot(*step.T)
    moving = drawn & (pause > 0) & (pause < 200)
    speed = length[moving] / pause[moving] if moving.any() else np.zeros(1)
    inked = drawn & (length > 0)
    angle, weight = np.degrees(np.arctan2(-step[:, 1], step[:, 0]))[inked], length[inked]
    slope = np.mod(angle, 180)
    upright = (slope > 45) & (slope < 135)
    climb = np.polyfit(xy[:, 0], xy[:, 1], 1)
    height = np.ptp(np.percentile(xy[:, 1] - np.polyval(climb, xy[:, 0]), [10, 90])) + 1
    width, ink = np.ptp(xy[:, 0]) + 1, weight.sum()
    gaps, jumps = (pause[~drawn], length[~drawn]) if (~drawn).any() else (np.full(1, 150.0), np.full(1, 20.0))
    return np.r_[
        np.log(np.percentile(speed, [50, 90]) + 1e-3),
        np.log([height, width / characters, height / width * characters, up.sum() / characters, ink / characters, ink / characters / height]),
        np.average(slope[upright], weights=weight[upright]) / 10 if upright.any() else 9,
        np.log([np.median(gaps) + 10, np.median(jumps) + 1, ms[-1] / characters + 1]),
        climb[0] * 10,
        xy[:, 0].min() / 500,
        8 * np.histogram(slope, 18, (0, 180), weights=weight)[0] / max(1, ink),
        6 * np.histogram(angle, 12, (-180, 180), weights=weight)[0] / max(1, ink),
    ]


def join(points: np.ndarray, clusters: int) -> list[list[int]]:
    """Average linkage of rows by squared Euclidean distance."""
    distance = ((points[:, None] - points[None]) ** 2).sum(-1)
    np.fill_diagonal(distance, np.inf)
    members = [[i] for i in range(len(points))]
    for _ in range(len(points) - clusters):
        i, j = sorted(divmod(int(np.argmin(distance)), len(points)))
        a, b = len(members[i]), len(members[j])
        distance[i] = distance[:, i] = (a * distance[i] + b * distance[j]) / (a + b)
        distance[i, i] = distance[j] = np.inf
        distance[:, j] = np.inf
        members[i] += members[j]
        members[j] = []
    return [sorted(group) for group in members if group]


@lru_cache
def cluster_pages(data: Path) -> dict[str, int]:
    """The hand, 0 … WRITERS - 1, of every page of iamondb ("a01-000u"), whichever split it is in."""
    rows = [row.split("\t") for row in (data / "iamondb/labels.tsv").read_text(encoding="utf-8").splitlines()]
    packed = np.load(data / "iamondb/strokes.npz")
    xy, up, ms, offset = packed["xy"].astype(float), packed["up"], packed["t"] * 10.0, packed["offset"]
    lines = np.array([describe_line(xy[a:b], up[a:b], ms[a:b], max(1, len(row[1]))) for row, a, b in zip(rows, offset, offset[1:])])
    names = sorted({page_of(row[0]) for row in rows})
    number = {name: k for k, name in enumerate(names)}
    page = np.array([number[page_of(row[0])] for row in rows])
    means = np.array([lines[page == k].mean(0) for k in range(len(names))])
    within = np.cov((lines - means[page]).T) + 1e-3 * np.eye(lines.shape[1])
    hands = join(means @ np.linalg.cholesky(np.linalg.inv(within)), WRITERS)
    return {names[k]: hand for hand, pages in enumerate(hands) for k in pages}


def page_of(line: str) -> str:
    """ "a01-000u-03" is a line of the page "a01-000u"."""
    return line.rsplit("-", 1)[0]


def main() -> None:
    parser = argparse.ArgumentParser(description="How well pages of iamondb are told apart by hand, judged by the corpus's own splits")
    parser.add_argument("--data", type=Path, default=Path(__file__).resolve().parents[3] / "shared/data")
    data = parser.parse_args().data
    rows = [row.split("\t") for row in (data / "iamondb/labels.tsv").read_text(encoding="utf-8").splitlines()]
    split = {page_of(row[0]): row[2] for row in rows}
    hands: dict[int, list[str]] = {}
    for page, hand in cluster_pages(data).items():
        hands.setdefault(hand, []).append(page)
    strays = sum(len(pages) - max(Counter(split[p] for p in pages).values()) for pages in hands.values())
    sizes = sorted(len(pages) for pages in hands.values())
    print(f"{len(split)} pages, {len(hands)} hands of {sizes[0]} to {sizes[-1]} pages (median {sizes[len(sizes) // 2]})")
    print(f"{strays} pages lie among pages of another split, whose writers are others")


if __name__ == "__main__":
    main()
