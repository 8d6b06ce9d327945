"""A checkpoint's averaged weights as models/latin.onnx, with the manifest and golden logits for other runtimes.

python models/training/export.py [--checkpoint FILE] [--metrics FILE.json]
Checks that onnxruntime agrees with PyTorch before anything is replaced, and that padding to the right is harmless.
"""

import argparse
import base64
import hashlib
import json
import time
import warnings
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch

from alphabet import ALPHABET, BLANK, decode_greedy
from dataset import LineCache
from evaluate import edit_distance, load_reader, read_cached
from network import LineReader, fold_batch_norm
from sources import CACHE, ROOT

NAME = "latin"
GOLDEN = (("copiste", 2, 420), ("dhsd", 2, 300), ("fonts", 3, 380), ("doodles", 1, 300))
# Logits are kept as 16-bit steps of this size: 300 kB hold all lines, and the error stays below a thousandth.
LOGIT_STEP = 1 / 512
DATA = [
    {"name": "IAM-OnDB", "licence": "research use", "note": "pen strokes rendered as ink; never redistributed"},
    {"name": "Copiste d'un jour (BAnQ)", "licence": "CC BY 4.0"},
    {"name": "DHSD", "licence": "CC BY 4.0"},
    {"name": "Stanford letters of 1905", "licence": "CC BY 4.0"},
    {"name": "handwriting fonts of npm's @fontsource", "licence": "OFL 1.1"},
]


def export_onnx(model: LineReader, target: Path) -> None:
    """fp32, opset 17, free batch and width axes, one file."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            model,
            (torch.zeros(1, 1, 48, 256),),
            str(target),
            input_names=["ink"],
            output_names=["logits"],
            opset_version=17,
            dynamic_axes={"ink": {0: "batch", 3: "width"}, "logits": {0: "batch", 1: "frames"}},
            dynamo=False,
        )
    onnx.checker.check_model(str(target))


def golden_lines(cache: LineCache, model: LineReader) -> list[int]:
    """A few lines that may be shown to anyone (CC BY or drawn from fonts): of a fixed draw, those read best."""
    rng = np.random.default_rng(3)
    chosen = []
    for source, count, widest in GOLDEN:
        fit = np.flatnonzero((cache.source == source) & (cache.width < widest) & (cache.width > 100))
        drawn = rng.permutation(fit)[:24]
        read = read_cached(model, cache, drawn)
        wrong = [edit_distance(cache.text[i], r) / max(1, len(cache.text[i])) for i, r in zip(drawn, read)]
        chosen += [int(drawn[k]) for k in np.argsort(wrong, kind="stable")[:count]]
    return chosen


def write_golden(session: onnxruntime.InferenceSession, cache: LineCache, chosen: list[int], target: Path) -> None:
    lines = []
    for i in chosen:
        ink = np.ascontiguousarray(cache.ink(i))
        logits = session.run(None, {"ink": ink[None, None].astype(np.float32) / 255})[0][0]
        steps = np.round(logits / LOGIT_STEP).clip(-32768, 32767).astype("<i2")
        lines.append(
            {
                "source": str(cache.source[i]),
                "text": cache.text[i],
                "greedy": decode_greedy(logits.argmax(1).tolist()),
                "width": int(ink.shape[1]),
                "height": 48,
                "ink": base64.b64encode(ink.tobytes()).decode(),
                "frames": int(logits.shape[0]),
                "best": logits.argmax(1).tolist(),
                # All classes of every eighth frame are enough to hold a runtime to account.
                "everyFrames": 8,
                "logits": base64.b64encode(steps[::8].tobytes()).decode(),
            }
        )
    content = {
        "model": NAME,
        "about": "ink: base64, height rows of width bytes, 0 paper … 255 ink, fed as /255. best: greatest class of every frame. "
        "logits: base64 little-endian int16 × logitStep, all classes of frames 0, everyFrames, …; tolerance 0.01 + logitStep. "
        "Lines: Copiste d'un jour (BAnQ), DHSD: CC BY 4.0; fonts: OFL 1.1.",
        "logitStep": LOGIT_STEP,
        "classes": len(ALPHABET) + 1,
        "lines": lines,
    }
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--checkpoint", type=Path, default=CACHE / "checkpoint.pt")
    parser.add_argument("--cache", type=Path, default=CACHE)
    parser.add_argument("--models", type=Path, default=ROOT / "models")
    parser.add_argument("--metrics", type=Path, help="JSON object for the manifest; without it the old one is kept")
    options = parser.parse_args()
    model, saved = load_reader(options.checkpoint)
    cache = LineCache(options.cache)
    chosen = golden_lines(cache, model)
    ink = torch.from_numpy(cache.ink(chosen[0]).astype(np.float32) / 255)[None, None]
    with torch.no_grad():
        before = model(ink)
        fold_batch_norm(model)
        draft = options.models / f"{NAME}.part"
        export_onnx(model, draft)
    session = onnxruntime.InferenceSession(str(draft), providers=["CPUExecutionProvider"])
    after = session.run(None, {"ink": ink.numpy()})[0]
    difference = float(np.abs(after - before.numpy()).max())
    assert difference < 2e-3, f"onnxruntime differs from PyTorch by {difference}"
    padded = session.run(None, {"ink": np.pad(ink.numpy(), ((0, 0), (0, 0), (0, 0), (0, 160)))})[0][:, : after.shape[1]]
    same = float((padded.argmax(2) == after.argmax(2)).mean())
    target = options.models / f"{NAME}.onnx"
    draft.replace(target)
    packed = target.read_bytes()
    write_golden(session, cache, chosen, options.models / "golden" / f"{NAME}.json")
    manifest = options.models / "manifest.json"
    old = json.loads(manifest.read_text(encoding="utf-8"))["models"][0] if manifest.exists() else {}
    metrics = json.loads(options.metrics.read_text(encoding="utf-8")) if options.metrics else old.get("metrics", {})
    entry = {
        "name": NAME,
        "file": target.name,
        "sha256": hashlib.sha256(packed).hexdigest(),
        "bytes": len(packed),
        "input": {"name": "ink", "height": 48, "range": "0 paper … 1 ink"},
        "output": {"name": "logits", "stride": 4},
        "alphabet": ALPHABET,
        "blank": BLANK,
        "normalisation": "line-1",
        "data": DATA,
        "date": time.strftime("%Y-%m-%d"),
        "metrics": metrics,
        "training": {"steps": saved["step"], "lines": saved["seen"], "progress": round(saved["progress"], 3), "shape": saved["shape"]},
    }
    manifest.write_text(json.dumps({"default": NAME, "models": [entry]}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"{target.name}: {len(packed) / 1e6:.2f} MB, onnxruntime within {difference:.1e}, padded lines agree on {100 * same:.1f} % of frames")


if __name__ == "__main__":
    main()
