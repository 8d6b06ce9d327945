"""Draws the training curves of the model card from the training logs: greedy error rates on dev lines, and the loss, over lines seen.

python models/training/plot_curves.py [LOG…] [--out models/training/curves.webp]
LOG: what train.py printed; default: models/training/resume/*.log. A log that holds several runs one after another is one curve.
"""

import argparse
import re
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from sources import ROOT

WIDTH, HEIGHT, SCALE = 1200, 560, 2
GROUND, GRID, INK, FAINT = "#0e0f12", "#24262d", "#ece8df", "#8d8a84"
SOURCES = {"iamondb": "#e8b45a", "copiste": "#6fb7d6", "dhsd": "#a6c97a", "stanford": "#7a6f86"}
LABELS = {"iamondb": "English (IAM-OnDB)", "copiste": "French (Copiste)", "dhsd": "German (DHSD)", "stanford": "letters of 1905"}
STEP = re.compile(r"step (\d+) progress ([\d.]+) loss ([\d.]+) .* (\d+) lines seen")
RATES = re.compile(r"step (\d+) dev CER: (.*)")


def read_log(path: Path) -> dict:
    """Lines seen with the loss and with the rates by source; where a run went on from fewer lines, what lay beyond is dropped."""
    losses, rates, seen = [], [], 0
    for line in path.read_text(encoding="utf-8").splitlines():
        if found := STEP.search(line):
            now = int(found[4])
            if now < seen:
                losses, rates = [p for p in losses if p[0] < now], [p for p in rates if p[0] < now]
            seen = now
            losses.append((seen, float(found[3])))
        elif found := RATES.search(line):
            values = dict(re.findall(r"(\w+) ([\d.]+) %", found[2]))
            rates.append((seen, {source: float(value) for source, value in values.items()}))
    return {"name": path.stem, "losses": losses, "rates": rates}


class Panel:
    """Axes of one curve: x lines seen, y error rate on a logarithmic scale."""

    def __init__(self, draw: ImageDraw.ImageDraw, box: tuple[int, int, int, int], most: int, low: float, high: float):
        self.draw, self.box, self.most, self.low, self.high = draw, box, most, low, high

    def at(self, x: float, y: float) -> tuple[float, float]:
        left, top, right, bottom = self.box
        share = (np.log(max(self.low, min(self.high, y))) - np.log(self.low)) / (np.log(self.high) - np.log(self.low))
        return left + (right - left) * x / self.most, bottom - (bottom - top) * share

    def grid(self, levels: list[float], font: ImageFont.FreeTypeFont, unit: str) -> None:
        left, top, right, bottom = self.box
        for level in levels:
            y = self.at(0, level)[1]
            self.draw.line([(left, y), (right, y)], fill=GRID, width=SCALE)
            self.draw.text((left - 8 * SCALE, y), f"{level:g}{unit}", font=font, fill=FAINT, anchor="rm")
        step = 10 ** int(np.log10(max(10, self.most)))
        step = step if self.most / step >= 3 else step / 4
        for x in np.arange(0, self.most + 1, step):
            self.draw.text((self.at(x, self.low)[0], bottom + 10 * SCALE), f"{x / 1000:g}k", font=font, fill=FAINT, anchor="mt")

    def curve(self, points: list[tuple[float, float]], colour: str, width: int) -> None:
        if len(points) > 1:
            self.draw.line([self.at(x, y) for x, y in points], fill=colour, width=width * SCALE, joint="curve")


def smooth(points: list[tuple[int, float]]) -> list[tuple[int, float]]:
    values = np.array([y for _, y in points], np.float32).reshape(-1, 1)
    soft = cv2.GaussianBlur(values, (1, 0), 1, sigmaY=2, borderType=cv2.BORDER_REPLICATE) if len(points) > 4 else values
    return [(x, float(y)) for (x, _), y in zip(points, soft[:, 0])]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("logs", type=Path, nargs="*")
    parser.add_argument("--out", type=Path, default=ROOT / "models/training/curves.webp")
    options = parser.parse_args()
    paths = options.logs or sorted((ROOT / "models/training/resume").glob("*.log"))
    logs = [log for log in map(read_log, paths) if log["losses"]]
    if not logs:
        parser.error(f"expected logs of train.py, found none that holds a step in {[str(p) for p in paths]}")
    picture = Image.new("RGB", (WIDTH * SCALE, HEIGHT * len(logs) * SCALE), GROUND)
    draw = ImageDraw.Draw(picture)
    font, title = ImageFont.load_default(14 * SCALE), ImageFont.load_default(19 * SCALE)
    most = max(log["losses"][-1][0] for log in logs)
    for row, log in enumerate(logs):
        top = row * HEIGHT * SCALE
        draw.text((70 * SCALE, top + 34 * SCALE), log["name"], font=title, fill=INK, anchor="lm")
        draw.text((70 * SCALE, top + 58 * SCALE), "character error rate on dev lines, greedy, over lines seen", font=font, fill=FAINT, anchor="lm")
        panel = Panel(draw, (70 * SCALE, top + 80 * SCALE, 800 * SCALE, top + (HEIGHT - 46) * SCALE), most, 2, 100)
        panel.grid([2, 5, 10, 20, 50, 100], font, " %")
        for source, colour in SOURCES.items():
            panel.curve([(x, rates[source]) for x, rates in log["rates"] if source in rates], colour, 3)
            drawn = [(x, rates[source]) for x, rates in log["rates"] if source in rates]
            for x, y in drawn:
                px, py = panel.at(x, y)
                draw.ellipse([px - 4 * SCALE, py - 4 * SCALE, px + 4 * SCALE, py + 4 * SCALE], fill=colour)
        key = [(source, [r[source] for _, r in log["rates"] if source in r]) for source in SOURCES]
        for index, (source, values) in enumerate((s, v) for s, v in key if v):
            y = top + (100 + 26 * index) * SCALE
            draw.rectangle([840 * SCALE, y - 2 * SCALE, 862 * SCALE, y + 2 * SCALE], fill=SOURCES[source])
            draw.text((874 * SCALE, y), f"{LABELS[source]}  {values[-1]:.1f} %", font=font, fill=INK, anchor="lm")
        draw.text((840 * SCALE, top + 268 * SCALE), "loss (nats a character)", font=font, fill=FAINT, anchor="lm")
        loss = Panel(draw, (880 * SCALE, top + 290 * SCALE, 1160 * SCALE, top + (HEIGHT - 46) * SCALE), most, 0.3, 6)
        loss.grid([0.5, 1, 2, 5], font, "")
        loss.curve(smooth(log["losses"]), INK, 2)
    picture = picture.resize((WIDTH, HEIGHT * len(logs)), Image.LANCZOS)
    picture.save(options.out, quality=80, method=6)
    print(f"{options.out}: {options.out.stat().st_size / 1000:.0f} kB, {', '.join(log['name'] for log in logs)}")


if __name__ == "__main__":
    main()
