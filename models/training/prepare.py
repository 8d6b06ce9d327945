"""Renders every training line in several variants, normalises them with the browser's own code, and caches the result.

One seeded command: python models/training/prepare.py [--data ../shared/data] [--only N]
Writes lines.bin (uint8, 48 rows, column after column of all lines side by side) and lines.tsv (start, width, split, source, text).
"""

import argparse
import struct
import subprocess
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import cv2
import numpy as np

from camera import frame_crop, photograph
from doodles import draw_doodle
from fonts import bend, convert_fonts, load_faces
from pens import draw_paths, vary_paths
from phrases import Phrases
from sources import CACHE, DEFAULT_DATA, ROOT, Line, Strokes, read_lines
from word_lists import WordLists

VARIANTS = {"iamondb": 4, "copiste": 4, "dhsd": 2, "stanford": 2}
DRAWN = {"fonts": 9000, "copybooks": 20_000, "lists": 24_000, "sketched": 8000, "doodles": 1500}
# Of hands that are held out, to steer by.
DEV_DRAWN = {"lists": 400, "sketched": 200}
ALL_SOURCES = (*VARIANTS, *DRAWN)
# Scans have lost some of their writing already: most of their variants go through a kind camera.
SCAN_SEVERITIES = [0.2, 0.5, 1.0]
CHUNK = 250
# For reports the hand stays as it is, scans stay raw, and the camera is kinder than the one that teaches.
REPORT_SEVERITY = 0.7
HEIGHTS = (30, 92)  # px, the bulk of the writing in the crop


def read_scan(path: Path, squeezed: bool, rng: np.random.Generator, vary: float) -> np.ndarray:
    """A scanned line as ink coverage, resized to a camera's resolution and varied like a slightly other hand."""
    ink = 255 - cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
    height = rng.uniform(max(36, HEIGHTS[0]), HEIGHTS[1] + 8)
    stretch = np.exp(rng.normal(0.1, 0.25)) if squeezed else 1.0
    scale = height / ink.shape[0]
    size = (max(8, round(ink.shape[1] * scale * stretch)), round(height))
    ink = cv2.resize(ink, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    return bend(ink, rng, vary)


class Renderer:
    """Grey crops of labelled lines; the same seed gives the same pictures."""

    def __init__(self, data: Path):
        self.data, self.strokes = data, Strokes(data)
        self.faces, self.copybooks = load_faces(CACHE / "fonts")
        self.phrases = Phrases() if self.faces else None
        self._lists: dict[str, WordLists] = {}
        # Whose ends reach into other lines' crops.
        self.neighbours = [int(line.key) for line in read_lines(data, "iamondb") if line.split == "train"]

    def lists(self, split: str) -> WordLists:
        if split not in self._lists:
            self._lists[split] = WordLists(self.data, self.strokes, split)
        return self._lists[split]

    def written(self, paths: list[np.ndarray], rng: np.random.Generator, vary: float) -> np.ndarray:
        return draw_paths(vary_paths(paths, rng, vary), rng.uniform(*HEIGHTS), rng)

    def render(self, line: Line, seed: int, vary: float = 1.0, severity: float = 1.0) -> tuple[np.ndarray, str]:
        """One camera-like grey crop of the line, and its text."""
        rng = np.random.default_rng(seed)
        text = line.text
        if line.source == "iamondb":
            ink = self.written(self.strokes[int(line.key)], rng, vary)
        elif line.source in ("lists", "sketched"):
            sketches = 0 if line.source == "lists" else 1 + int(rng.random() < 0.3)
            paths, text = self.lists(line.split).draw(rng, sketches)
            ink = self.written(paths, rng, vary)
        elif line.source == "fonts":
            ink = None
            while ink is None:
                face = self.faces[rng.integers(len(self.faces))]
                text = self.phrases.draw(rng)
                ink = face.draw(text, rng) if text and face.covers(text.replace(" ", "")) else None
        elif line.source == "copybooks":
            ink = None
            while ink is None:
                face = self.copybooks[rng.integers(len(self.copybooks))]
                text = self.phrases.draw(rng) if rng.random() < 0.2 else self.phrases.plain(rng)
                ink = face.write(text, rng) if text else None
        elif line.source == "doodles":
            ink = draw_paths(draw_doodle(rng), rng.uniform(*HEIGHTS), rng) if rng.random() < 0.85 else np.zeros((60, int(rng.integers(60, 400))), np.float32)
        else:
            path = self.data / line.source / str(line.key)
            if vary == 0:
                return cv2.imread(str(path), cv2.IMREAD_GRAYSCALE), text
            ink = read_scan(path, line.source == "dhsd", rng, vary * 0.8)
        neighbour = None
        if line.source in ("iamondb", "lists", "sketched", "fonts", "copybooks") and rng.random() < 0.3:
            neighbour = self.written(self.strokes[self.neighbours[rng.integers(len(self.neighbours))]], rng, vary)
        scanned = line.source != "iamondb" and line.source not in DRAWN
        if not scanned:
            ink = frame_crop(ink, rng, neighbour)
        elif rng.random() < 0.5:
            ink = frame_crop(ink, rng)
        # Scans carry their own ruling, and their pencils are pale already.
        severity *= rng.choice(SCAN_SEVERITIES) if scanned else 1.0
        return photograph(ink, rng, severity, ruling=not scanned, palest=0.6 if scanned else 0.35), text


def pack_lines(pictures: list[np.ndarray]) -> bytes:
    return b"".join(struct.pack("<II", p.shape[1], p.shape[0]) + np.ascontiguousarray(p).tobytes() for p in pictures)


def unpack_lines(packed: bytes) -> list[np.ndarray]:
    lines, at = [], 0
    while at < len(packed):
        w, h = struct.unpack_from("<II", packed, at)
        lines.append(np.frombuffer(packed, np.uint8, w * h, at + 8).reshape(h, w))
        at += 8 + w * h
    return lines


def normalise(pictures: list[np.ndarray]) -> list[np.ndarray]:
    """Ink maps (48, W) of grey crops, by client/reading/normalise-line.ts."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "grey"), Path(folder, "ink")
        source.write_bytes(pack_lines(pictures))
        command = [str(ROOT / "node_modules/.bin/tsx"), str(ROOT / "models/training/normalise.ts"), str(source), str(target)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return unpack_lines(target.read_bytes())


_renderer: Renderer | None = None


def _render_chunk(job: tuple) -> tuple[list[np.ndarray], list[str]]:
    global _renderer
    data, lines, seeds, vary = job
    cv2.setNumThreads(1)
    if _renderer is None:
        _renderer = Renderer(data)
    drawn = [_renderer.render(line, seed, vary, REPORT_SEVERITY if vary == 0 else 1.0) for line, seed in zip(lines, seeds)]
    return normalise([picture for picture, _ in drawn]), [text for _, text in drawn]


def plan(data: Path, splits: tuple[str, ...], scale: float, sources: tuple[str, ...] = ALL_SOURCES) -> list[Line]:
    """What to draw, in a fixed random order: train lines in all variants, lines of other splits once."""
    lines = []
    for source, variants in VARIANTS.items():
        if source not in sources:
            continue
        for line in read_lines(data, source):
            if line.split in splits:
                lines += [line] * (variants if line.split == "train" else 1)
    for source, count in DRAWN.items():
        if "train" in splits and source in sources:
            lines += [Line(source, 0, "", "train")] * count
    for source, count in DEV_DRAWN.items():
        if "dev" in splits and source in sources:
            lines += [Line(source, 0, "", "dev")] * count
    order = np.random.default_rng(7).permutation(len(lines))
    return [lines[i] for i in order[: int(len(lines) * scale)]]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--out", type=Path, default=CACHE)
    parser.add_argument("--splits", default="train,dev", help="which splits go into the cache")
    parser.add_argument("--name", default="lines", help="lines-2, lines-3, … add to lines")
    parser.add_argument("--sources", default=",".join(ALL_SOURCES))
    parser.add_argument("--scale", type=float, default=1.0, help="share of the lines, for a quick look")
    parser.add_argument("--vary", type=float, default=1.0, help="0 leaves scans as they are")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    convert_fonts(CACHE / "fonts-npm", CACHE / "fonts")
    lines = plan(options.data, tuple(options.splits.split(",")), options.scale, tuple(options.sources.split(",")))
    starts = range(0, len(lines), CHUNK)
    jobs = [(options.data, lines[a : a + CHUNK], range(options.seed * 10_000_000 + a, options.seed * 10_000_000 + a + CHUNK), options.vary) for a in starts]
    options.out.mkdir(parents=True, exist_ok=True)
    begun, column, done = time.time(), 0, 0
    pixels = (options.out / f"{options.name}.bin").open("wb")
    index = (options.out / f"{options.name}.tsv").open("w", encoding="utf-8")
    with ProcessPoolExecutor(options.processes) as pool:
        for start, (maps, texts) in zip(starts, pool.map(_render_chunk, jobs)):
            for line, ink, text in zip(lines[start:], maps, texts):
                pixels.write(np.ascontiguousarray(ink.T).tobytes())  # column after column: a line is one slice
                index.write(f"{column}\t{ink.shape[1]}\t{line.split}\t{line.source}\t{text}\n")
                column += ink.shape[1]
            pixels.flush()  # a training that starts now can already read what is there
            index.flush()
            done += len(maps)
            print(f"{done}/{len(lines)} lines, {column / done:.0f} px wide, {time.time() - begun:.0f} s", flush=True)
    pixels.close()
    index.close()


if __name__ == "__main__":
    main()
