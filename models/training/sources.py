"""The labelled lines on disk: where they lie, how they are split, which are left out. Nothing here draws."""

import re
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from alphabet import encode, normalise_text
from writers import cluster_pages, page_of

ROOT = Path(__file__).resolve().parents[2]
DEFAULT_DATA = ROOT.parent / "shared" / "data"
CACHE = Path("~/.cache/inklight").expanduser()
# One train writer in so many is held out to steer by (the val columns are for reports only).
DEV_SHARE, DEV_SHARES = 33, {"iamondb": 10}


@dataclass(frozen=True)
class Line:
    """One labelled line: `key` is a picture's path or an index into the strokes; `split` is train, dev, val or val2."""

    source: str
    key: str | int
    text: str
    split: str


def _split(name: str, source: str, writer: str) -> str:
    held_out = name == "train" and zlib.crc32((source + writer).encode()) % DEV_SHARES.get(source, DEV_SHARE) == 7
    return "dev" if held_out else name


def _writers(data: Path, source: str, rows: list[list[str]]) -> list[str]:
    """Who wrote each row; iamondb does not say, so its hands are told by their strokes."""
    if source == "iamondb":
        hands = cluster_pages(data)
        return [str(hands[page_of(fields[0])]) for fields in rows]
    if source == "stanford":
        return [fields[0].rsplit("_", 1)[0] for fields in rows]
    for number, fields in enumerate(rows, 1):
        if len(fields) < 4:
            raise SystemExit(
                f"{data / source}/labels.tsv, line {number}: expected file, text, split and writer (lines are held out by writer), found {fields!r}"
            )
    return [fields[3] for fields in rows]


def read_lines(data: Path, source: str) -> list[Line]:
    """All usable lines of one folder. Lines with crossed-out words or characters outside the alphabet are left out."""
    lines = []
    rows = [row.split("\t") for row in (data / source / "labels.tsv").read_text(encoding="utf-8").splitlines()]
    for index, (fields, writer) in enumerate(zip(rows, _writers(data, source, rows))):
        text = normalise_text(fields[1])
        if source == "iamondb":
            text = text.replace("M Ps", "MPs")
        if not text or (source == "copiste" and re.search(r">.*<", text)) or encode(text) is None:
            continue
        split = fields[2] if len(fields) > 2 and fields[2] else "train"
        key = index if source == "iamondb" else fields[0]
        lines.append(Line(source, key, text, _split(split, source, writer)))
    return lines


def read_pages(data: Path) -> list[str]:
    """The page that each line of iamondb is of, in the order of the strokes."""
    return [page_of(row.split("\t")[0]) for row in (data / "iamondb/labels.tsv").read_text(encoding="utf-8").splitlines()]


class Strokes:
    """Pen paths of iamondb: `strokes[i]` is a list of float arrays (n, 2), y down, one per pen stroke."""

    def __init__(self, data: Path):
        packed = np.load(data / "iamondb" / "strokes.npz")
        self._xy, self._up, self._offset = packed["xy"], packed["up"], packed["offset"]

    def __getitem__(self, index: int) -> list[np.ndarray]:
        a, b = int(self._offset[index]), int(self._offset[index + 1])
        ends = np.flatnonzero(self._up[a:b]) + 1
        parts = np.split(self._xy[a:b].astype(np.float32), ends)
        return [part for part in parts if len(part)]
