"""Renders icon outlines, traced as pen strokes, as camera-like pictures of drawings, with labels.tsv (empty texts), to evaluate on.

python models/training/render_drawings.py --limit 300 --seed 1 OUT [--icons FILE | --doodles]
Default icons: Lucide (ISC), npm's @iconify-json/lucide, a development dependency of this repository; nothing is ever trained or fitted
on them. Thresholds are fitted on another set, by --icons. Letters, digits and signs that people read are left out (icon_outlines.py).
"""

import argparse
from pathlib import Path

import cv2
import numpy as np

from camera import frame_crop, photograph
from doodles import draw_doodle
from icon_outlines import load_icons
from pens import draw_paths, tremble, vary_paths
from prepare import HEIGHTS, REPORT_SEVERITY
from sources import ROOT

# An icon of 24 units as large as a line of iamondb's writing.
UNITS = 6.0
# How many icons stand side by side, as people doodle, and how often.
IN_A_ROW = {1: 0.5, 2: 0.2, 3: 0.2, 4: 0.1}


def draw_row(names: list[str], icons: dict[str, list[np.ndarray]], rng: np.random.Generator) -> list[np.ndarray]:
    """Pen paths of icons side by side, of about one size."""
    paths, x = [], 0.0
    for name in names:
        scale = UNITS * np.exp(rng.normal(0, 0.12))
        lift = rng.normal(0, 6)
        paths += [tremble(p * scale, rng) + np.float32([x, lift]) for p in icons[name]]
        x += 24 * scale * rng.uniform(1.05, 1.6)
    return paths


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    parser.add_argument("--limit", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--icons", type=Path, default=ROOT / "node_modules/@iconify-json/lucide/icons.json")
    parser.add_argument("--doodles", action="store_true", help="what the training draws (doodles.py) instead of icons")
    options = parser.parse_args()
    if not options.doodles and not options.icons.exists():
        parser.error(f"{options.icons}: expected an icon set of @iconify-json, found none; run: npm ci")
    icons = {} if options.doodles else load_icons(options.icons)
    order = [list(icons)[i] for i in np.random.default_rng(options.seed).permutation(len(icons))]
    options.out.mkdir(parents=True, exist_ok=True)
    taken = 0
    with (options.out / "labels.tsv").open("w", encoding="utf-8") as labels:
        for number in range(options.limit):
            rng = np.random.default_rng(options.seed * 1_000_003 + number)
            count = int(rng.choice(list(IN_A_ROW), p=list(IN_A_ROW.values())))
            names = ["doodle"] if options.doodles else [order[(taken + k) % len(order)] for k in range(count)]
            taken += count
            paths = draw_doodle(rng) if options.doodles else vary_paths(draw_row(names, icons, rng), rng, 0.7)
            ink = frame_crop(draw_paths(paths, rng.uniform(*HEIGHTS), rng), rng)
            name = f"{number:05d}.png"
            cv2.imwrite(str(options.out / name), photograph(ink, rng, REPORT_SEVERITY))
            labels.write(f"{name}\t\tdrawing\t{','.join(names)}\n")
    source = "doodles" if options.doodles else f"{min(taken, len(icons))} of {len(icons)} icons"
    print(f"{options.limit} drawings of {source} in {options.out}")


if __name__ == "__main__":
    main()
