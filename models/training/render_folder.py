"""Renders lines of iamondb as camera-like pictures of ink on paper, with labels.tsv, to evaluate on.

python models/training/render_folder.py --split val --limit 500 --seed 1 OUT
The pictures are raw grey crops (not normalised): moderately varied pens, paper, light, noise and blur; the hand is
left as it is. Licence of the strokes: research use, so never publish OUT.
"""

import argparse
from pathlib import Path

import cv2
import numpy as np

from prepare import REPORT_SEVERITY, Renderer
from sources import DEFAULT_DATA, read_lines


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    parser.add_argument("--split", default="val", choices=["train", "dev", "val", "val2"])
    parser.add_argument("--limit", type=int, default=0, help="0: all lines of the split")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    options = parser.parse_args()
    lines = [line for line in read_lines(options.data, "iamondb") if line.split == options.split]
    order = np.random.default_rng(options.seed).permutation(len(lines))
    chosen = [lines[i] for i in (order[: options.limit] if options.limit else order)]
    options.out.mkdir(parents=True, exist_ok=True)
    renderer = Renderer(options.data)
    with (options.out / "labels.tsv").open("w", encoding="utf-8") as labels:
        for number, line in enumerate(chosen):
            picture, text = renderer.render(line, options.seed * 1_000_003 + number, 0.0, REPORT_SEVERITY)
            name = f"{number:05d}.png"
            cv2.imwrite(str(options.out / name), picture)
            labels.write(f"{name}\t{text}\t{options.split}\n")
    print(f"{len(chosen)} lines in {options.out}")


if __name__ == "__main__":
    main()
