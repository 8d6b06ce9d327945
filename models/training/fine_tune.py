"""Fits a network to the hands of one venue, from a folder of line pictures and their labels.

python models/training/fine_tune.py FOLDER --minutes 10 [--model latin] [--share 0.4] [--out FILE.pt]
FOLDER/labels.tsv: file, tab, text; a third column "val" marks lines to hold out, else every fifth is. The lines are varied (camera, a
slightly other hand) and mixed with cached ones, so that what is new does not push out what was known. Begins with the weights of --model,
ends at a learning rate of zero, prints the error rates before and after on the lines held out, and writes what export.py --checkpoint takes.
"""

import argparse
import tempfile
import time
from pathlib import Path

import cv2
import numpy as np
import torch
from torch.nn import functional

from alphabet import encode, normalise_text
from camera import frame_crop, photograph
from dataset import BatchStream, LineCache
from evaluate import error_rates, load_reader
from prepare import normalise, read_scan
from recipes import RECIPES
from sources import CACHE
from train import Averaged, learning_rate, save

SOURCE = "venue"
# Pictures of a train line: itself, and so many as another camera and another day would have it.
VARIANTS = 5
HELD_OUT = 5
# Columns of the widest line that the normaliser makes (MAX_LINE_WIDTH of client/reading/normalise/lay-out.ts), a little stretched.
WIDEST = 2000
# Below this many lines held out, the rates printed are hearsay.
FEW = 20


def read_folder(folder: Path) -> list[tuple[Path, str, str]]:
    """Picture, text, split. Exits with the path, what was expected and what was found where a row cannot be used at all."""
    table = folder / "labels.tsv"
    if not table.exists():
        raise SystemExit(f"{table}: expected a table of file, tab, text, found no file")
    lines, odd = [], 0
    for number, row in enumerate(table.read_text(encoding="utf-8-sig").splitlines(), 1):
        if not row.strip():
            continue
        fields = row.split("\t")
        if len(fields) < 2 or not (folder / fields[0]).is_file():
            raise SystemExit(f"{table}, line {number}: expected a picture beside the table, tab, its text, found {row!r}")
        text = normalise_text(fields[1])
        if not text or encode(text) is None:
            odd += 1
            continue
        marked = len(fields) > 2 and fields[2] == "val"
        lines.append((folder / fields[0], text, "dev" if marked else "train"))
    if odd:
        print(f"{odd} lines left out: empty, or with characters outside the alphabet")
    if not any(split == "dev" for _, _, split in lines):
        lines = [(path, text, "dev" if i % HELD_OUT == HELD_OUT - 1 else "train") for i, (path, text, _) in enumerate(lines)]
    if sum(split == "train" for _, _, split in lines) < 8:
        raise SystemExit(f"{table}: expected at least ten lines to learn from, found {len(lines)}")
    return lines


def another_day(path: Path, rng: np.random.Generator) -> np.ndarray:
    """The line as a slightly other hand, pen and camera would have made it."""
    ink = frame_crop(read_scan(path, False, rng, 0.7), rng)
    return photograph(ink, rng, float(rng.choice([0.2, 0.5, 0.8])), ruling=False, palest=0.6)


def cache_lines(lines: list[tuple[Path, str, str]], target: Path, seed: int) -> LineCache:
    """Normalises the folder's lines with the browser's own code, train lines in variants."""
    pictures, rows = [], []
    for number, (path, text, split) in enumerate(lines):
        grey = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
        if grey is None:
            raise SystemExit(f"{path}: expected a picture, found something else")
        rng = np.random.default_rng([seed, number])
        shown = [grey] + [another_day(path, rng) for _ in range(VARIANTS if split == "train" else 0)]
        pictures += shown
        rows += [(split, text)] * len(shown)
    column = 0
    with (target / f"{SOURCE}.bin").open("wb") as pixels, (target / f"{SOURCE}.tsv").open("w", encoding="utf-8") as index:
        for ink, (split, text) in zip(normalise(pictures), rows):
            pixels.write(np.ascontiguousarray(ink.T).tobytes())
            index.write(f"{column}\t{ink.shape[1]}\t{split}\t{SOURCE}\t{text}\n")
            column += ink.shape[1]
    return LineCache(target, SOURCE)


def freeze_statistics(model: torch.nn.Module) -> None:
    """Train mode, but batch norm keeps its statistics: a few hundred lines say little about them."""
    model.train()
    for part in model.modules():
        if isinstance(part, torch.nn.BatchNorm2d):
            part.eval()


def newest_weights(model: str, cache: Path) -> Path:
    recipe = RECIPES[model]
    known = [path for path in (recipe.checkpoint(cache), recipe.resume) if path.exists()]
    if not known:
        raise SystemExit(f"{recipe.resume}: expected the weights of {model}, found none; train it first, or choose another --model")
    return max(known, key=lambda path: torch.load(path, map_location="cpu", weights_only=False)["step"])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--minutes", type=float, required=True, help="of learning; ten are enough for some hundred lines on two cores")
    parser.add_argument("--model", default="latin", choices=list(RECIPES))
    parser.add_argument("--share", type=float, default=0.4, help="of the batches that come from the folder")
    parser.add_argument("--out", type=Path, help="default: checkpoint-MODEL-FOLDER.pt in the cache")
    parser.add_argument("--cache", type=Path, default=CACHE)
    parser.add_argument("--peak", type=float, default=4e-4)
    parser.add_argument("--columns", type=int, default=6000, help="picture columns a batch")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    cv2.setNumThreads(1)
    recipe = RECIPES[options.model]
    lines = read_folder(options.folder)
    known = LineCache(options.cache)
    if len(known) == 0:
        raise SystemExit(f"{options.cache}: expected cached lines to mix in, found none; run: python models/training/prepare.py --scale 0.2")
    start = newest_weights(options.model, options.cache)
    reader, saved = load_reader(start)
    out = options.out or options.cache / f"checkpoint-{options.model}-{options.folder.resolve().name}.pt"

    with tempfile.TemporaryDirectory() as folder:
        venue = cache_lines(lines, Path(folder), options.seed)
        held_out = int((venue.split == "dev").sum())
        print(f"{len(lines) - held_out} lines to learn from, {held_out} held out, {len(known)} cached lines beside; from {start.name}, step {saved['step']}")
        if held_out < FEW:
            print(f"only {held_out} lines are held out: the rates below are rough")
        before = error_rates(reader, venue, "dev", 0)[SOURCE]
        before_known = error_rates(reader, known, "dev", 60)
        model = reader.to(options.device).to(memory_format=torch.channels_last)
        averaged = Averaged(model, 0.99)
        optimiser = torch.optim.AdamW(model.parameters(), options.peak, weight_decay=0.02)
        streams = [
            # Batches of fewer than four lines are never given: a folder of long lines alone would be waited for without end.
            iter(BatchStream(venue, {SOURCE: 1.0}, max(options.columns, 4 * WIDEST), options.seed, lambda: WIDEST, lambda: 1.0)),
            iter(BatchStream(known, recipe.weights, options.columns, options.seed, lambda: 1200, lambda: 1.0)),
        ]
        dice = np.random.default_rng(options.seed)
        began = logged = time.time()
        step, seen, running, progress = 0, 0, 0.0, 0.0
        while progress < 1:
            progress = min(1.0, (time.time() - began) / (60 * options.minutes))
            ink, frames, classes, lengths = next(streams[0] if dice.random() < options.share else streams[1])
            for group in optimiser.param_groups:
                group["lr"] = learning_rate(max(progress, 1e-3), options.peak, step)
            freeze_statistics(model)
            logits = model(ink.to(options.device).contiguous(memory_format=torch.channels_last)).transpose(0, 1).float()
            loss = functional.ctc_loss(logits.log_softmax(2), classes, frames, lengths, reduction="sum", zero_infinity=True)
            loss = loss / max(1, int(lengths.sum()))
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 2.0)
            optimiser.step()
            averaged.update(model)
            step, seen = step + 1, seen + len(frames)
            running += (loss.item() - running) * (0.05 if step > 20 else 0.3)
            if time.time() - logged > 30:
                print(f"step {step} progress {progress:.2f} loss {running:.3f}, {seen} lines seen", flush=True)
                logged = time.time()
        model.load_state_dict(averaged.state)
        model = model.to("cpu")
        after = error_rates(model, venue, "dev", 0)[SOURCE]
        after_known = error_rates(model, known, "dev", 60)
    content = {"averaged": model.state_dict(), "model": model.state_dict(), "shape": saved["shape"]}
    content["venue"] = options.folder.resolve().name
    save(out, content | {"step": saved["step"] + step, "seen": saved["seen"] + seen, "progress": 1.0})
    print(f"{step} steps, {seen} lines in {options.minutes:g} minutes")
    print(f"venue, {held_out} lines held out: CER {before} % before, {after} % after (greedy)")
    print("what was known, dev: " + ", ".join(f"{s} {before_known[s]} → {after_known[s]} %" for s in before_known))
    print(f"{out}\nnext: python models/training/export.py --model {options.model} --checkpoint {out}")


if __name__ == "__main__":
    main()
