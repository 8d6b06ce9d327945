"""Handwriting fonts and the hands that schools teach (OFL, npm's @fontsource packages) as ink coverage: finding, converting, drawing, bending."""

import re
from pathlib import Path

import cv2
import numpy as np
from fontTools.ttLib import TTFont
from PIL import Image, ImageDraw, ImageFont


# Playwrite (TypeTogether): what the schools of some forty countries teach, joined as they join it.
COPYBOOK = "playwrite-"
# A word whose small marks above the letters are the dots of i and j alone.
DOTTED = re.compile(r"[A-Za-z]+[.,]?")


def convert_fonts(packages: Path, target: Path) -> None:
    """Unpacks the latin and latin-ext regular woff2 files of every package into TrueType files, once; copybooks in a thin pen, too."""
    target.mkdir(parents=True, exist_ok=True)
    files = packages.glob("node_modules/@fontsource/*/files/*-latin*-400-normal.woff2")
    thin = packages.glob(f"node_modules/@fontsource/{COPYBOOK}*/files/*-latin*-200-normal.woff2")
    for source in sorted([*files, *thin]):
        out = target / (source.stem + ".ttf")
        if not out.exists():
            font = TTFont(source)
            font.flavor = None
            font.save(out)


class Face:
    """One typeface: its subset files, drawn together, run by run."""

    def __init__(self, files: list[Path]):
        self.files = files
        self.maps = [set(TTFont(f, lazy=True).getBestCmap()) for f in files]
        self.covered = set().union(*self.maps)
        self._sized: dict[int, list] = {}

    def covers(self, text: str) -> bool:
        return all(ord(c) in self.covered for c in text)

    def _fonts(self, size: int) -> list:
        if size not in self._sized:
            self._sized[size] = [ImageFont.truetype(str(f), size) for f in self.files]
        return self._sized[size]

    def draw(self, text: str, rng: np.random.Generator) -> np.ndarray | None:
        """Ink coverage of the text, tightly cropped, bent a little like a hand's; None where nothing is drawn."""
        fonts = self._fonts(int(rng.choice([44, 54, 64])))
        size = fonts[0].size
        canvas = Image.new("L", (int(size * (len(text) * 1.1 + 4)), size * 4), 0)
        pen = ImageDraw.Draw(canvas)
        x, y = float(size), size * 1.2
        for word in text.split(" "):
            run, which = "", -1
            for c in word + "\0":
                k = next((i for i, m in enumerate(self.maps) if ord(c) in m), -2)
                if k != which and run:
                    pen.text((x, y), run, 255, font=fonts[which])
                    x += fonts[which].getlength(run)
                    run = ""
                run, which = run + c, k
            x += size * rng.uniform(0.2, 0.5)
            y += rng.normal(0, 0.02) * size
        ink = np.asarray(canvas)
        ys, xs = np.flatnonzero(ink.max(1) > 40), np.flatnonzero(ink.max(0) > 40)
        if not len(ys):
            return None
        ink = np.pad(ink[ys[0] : ys[-1] + 1, xs[0] : xs[-1] + 1], 6)
        height = int(rng.uniform(34, 90))
        return bend(cv2.resize(ink, (max(8, round(ink.shape[1] * height / ink.shape[0])), height), interpolation=cv2.INTER_AREA), rng, 1.0)


    def write(self, text: str, rng: np.random.Generator) -> np.ndarray | None:
        """The same for a copybook's hand as somebody writes who once learnt it, neatly or not: words differ in size and stand unevenly,
        gaps are any, loops are long or short, one writer in four forgets the dots."""
        size = int(rng.choice([44, 54, 64]))
        gap, forgets = size * max(0.25, np.exp(rng.normal(-0.5, 0.5))), rng.random() < 0.25
        above, below = np.exp(rng.normal(0, 0.22, 2))
        words = []
        for word in text.split(" "):
            fonts = self._fonts(round(size * np.exp(rng.normal(0, 0.05))))
            k = next((i for i, m in enumerate(self.maps) if all(ord(c) in m for c in word)), None)
            if k is None:
                return None
            canvas = Image.new("L", (int(fonts[k].getlength(word)) + 2 * size, size * 4), 0)
            top = round(size * 1.2)
            ImageDraw.Draw(canvas).text((size, top), word, 255, font=fonts[k])
            baseline = top + fonts[k].getmetrics()[0]
            ink = stretch_zones(np.asarray(canvas), baseline - round(-fonts[k].getbbox("x", anchor="ls")[1]), baseline, above, below)
            ink = np.roll(ink, round(rng.normal(0, 0.03) * size), 0)
            inked = np.flatnonzero(ink.max(0) > 40)
            if len(inked):
                words.append(forget_dots(ink, size) if forgets and DOTTED.fullmatch(word) else ink)
                words[-1] = np.pad(words[-1][:, inked[0] : inked[-1] + 1], ((0, 0), (0, int(gap * np.exp(rng.normal(0, 0.2))))))
        if not words:
            return None
        ink = np.concatenate(words, 1)
        ys = np.flatnonzero(ink.max(1) > 40)
        ink = np.pad(ink[ys[0] : ys[-1] + 1], 6)
        height = int(rng.uniform(34, 90))
        resized = cv2.resize(ink, (max(8, round(ink.shape[1] * height / ink.shape[0])), height), interpolation=cv2.INTER_AREA)
        return bend(resized, rng, rng.uniform(1, 2.5))


def stretch_zones(ink: np.ndarray, x_top: int, baseline: int, above: float, below: float) -> np.ndarray:
    """What stands above the row `x_top` taller or flatter by the factor `above`, what hangs below `baseline` by `below`; the baseline
    stays at twice the original height in a picture of four times it, so that words stretched alike stand on one line."""
    h, w = ink.shape
    zones = [(ink[:x_top], above), (ink[x_top:baseline], 1.0), (ink[baseline:], below)]
    upper, middle, lower = (cv2.resize(z, (w, max(1, round(len(z) * f))), interpolation=cv2.INTER_AREA if f < 1 else cv2.INTER_LINEAR) for z, f in zones)
    out = np.zeros((4 * h, w), np.uint8)
    out[2 * h - len(middle) - len(upper) : 2 * h - len(middle)] = upper
    out[2 * h - len(middle) : 2 * h] = middle
    out[2 * h : 2 * h + len(lower)] = lower
    return out


def forget_dots(ink: np.ndarray, size: int) -> np.ndarray:
    """The word without small marks that stand above its middle."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats((ink > 40).astype(np.uint8), connectivity=8)
    rows = np.flatnonzero(ink.max(1) > 40)
    middle = (rows[0] + rows[-1]) / 2
    kept = ink.copy()
    for i in range(1, count):
        _, top, width, height, _ = stats[i]
        if max(width, height) < 0.25 * size and top + height < middle:
            kept[labels == i] = 0
    return kept


def bend(ink: np.ndarray, rng: np.random.Generator, strength: float) -> np.ndarray:
    """Shear, stretch and a smooth random warp, then a heavier or lighter pen; uint8 in, float32 coverage out."""
    h, w = ink.shape
    slant = rng.normal(0, 0.15) * strength
    stretch = np.exp(rng.normal(0, 0.14) * strength)
    pad = int(abs(slant) * h) + 3
    width = int(w * stretch) + 2 * pad
    ys, xs = np.mgrid[0:h, 0:width].astype(np.float32)
    cells = (max(3, int(width / h / 0.5)), 4)
    shifts = [
        cv2.resize(rng.normal(0, 1, (cells[1], cells[0])).astype(np.float32), (width, h), interpolation=cv2.INTER_CUBIC) for _ in range(2)
    ]
    amount = h * 0.022 * strength
    source_x = (xs - pad + slant * (ys - h / 2)) / stretch + shifts[0] * amount
    source_y = ys + shifts[1] * amount
    ink = cv2.remap(ink, source_x.astype(np.float32), source_y.astype(np.float32), cv2.INTER_LINEAR, borderValue=0)
    weight = rng.random()
    if weight < 0.2 * strength and h > 40:
        ink = cv2.dilate(ink, np.ones((2, 2), np.uint8))
    return ink.astype(np.float32) / 255


def load_faces(folder: Path) -> tuple[list[Face], list[Face]]:
    """All converted faces, latin subset first: handwriting fonts, and copybooks."""
    groups: dict[str, list[Path]] = {}
    for file in sorted(folder.glob("*.ttf")):
        name, rest = file.stem.split("-latin")
        weight = re.search(r"\d+", rest).group()
        groups.setdefault(f"{name} {weight}", []).append(file)
    faces = {name: Face(sorted(files, key=lambda f: "latin-ext" in f.name)) for name, files in groups.items()}
    return tuple([face for name, face in faces.items() if name.startswith(COPYBOOK) == copybook] for copybook in (False, True))
