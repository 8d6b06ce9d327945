"""A network's averaged weights as models/NAME.onnx, with its entry in the manifest and golden logits for other runtimes.

python models/training/export.py [--model latin | latin-accurate | latin-open] [--checkpoint FILE] [--metrics FILE.json]
Checks that onnxruntime agrees with PyTorch before anything is replaced, and that padding to the right is harmless.
Entries of the manifest's other models stay as they are. After it: npx tsx models/training/fit-decoder.ts --model NAME.
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
from recipes import RECIPES
from sources import CACHE, ROOT

GOLDEN = (("copiste", 2, 420), ("dhsd", 2, 300), ("fonts", 3, 380), ("doodles", 1, 300))
# Logits are kept as 16-bit steps of this size: 300 kB hold all lines, and the error stays below a thousandth.
LOGIT_STEP = 1 / 512
# The client pads lines to a multiple of this (WIDTH_BUCKET in client/reading/recognise.ts) and drops the padding's frames.
BUCKET, STRIDE = 64, 4
# Tensors smaller than this stay float32: they cost next to nothing, and what the first layers round off is felt by all others.
HALVED_FROM = 13_000
# Logits that moved by less say the same text; weights of 11 bits move them by some hundredths.
ROUNDING = 0.15
SOURCES = {
    "iamondb": {"name": "IAM-OnDB", "licence": "research use", "note": "pen strokes rendered as ink; never redistributed"},
    "copiste": {"name": "Copiste d'un jour (BAnQ)", "licence": "CC BY 4.0"},
    "dhsd": {"name": "DHSD", "licence": "CC BY 4.0"},
    "stanford": {"name": "Stanford letters of 1905", "licence": "CC BY 4.0"},
    "fonts": {"name": "handwriting fonts of npm's @fontsource", "licence": "OFL 1.1"},
}
# The fast network that answers first, and who reads again what it was unsure of. `latin-open` stays alone: the accurate
# network learnt from research data too.
ROLES = {"latin": "fast", "latin-accurate": "accurate", "latin-open": "fast"}
# Open weights have no other network that learnt from open data alone: they take a second look themselves, at other widths.
CASCADE = {"latin": "latin-accurate", "latin-open": "latin-open"}


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


def halve_weights(target: Path) -> None:
    """Stores large weights as float16, each followed by a cast back: half the download, computed in float32 as before.

    Runtimes fold the casts away when they load the file."""
    model = onnx.load(str(target))
    casts = []
    for tensor in model.graph.initializer:
        weights = onnx.numpy_helper.to_array(tensor)
        if weights.dtype != np.float32 or weights.size < HALVED_FROM:
            continue
        name = tensor.name
        tensor.CopyFrom(onnx.numpy_helper.from_array(weights.astype(np.float16), f"{name}_half"))
        casts.append(onnx.helper.make_node("Cast", [f"{name}_half"], [name], to=onnx.TensorProto.FLOAT))
    nodes = [*casts, *model.graph.node]
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    onnx.checker.check_model(model)
    onnx.save(model, str(target))


def pad_to_bucket(ink: np.ndarray) -> np.ndarray:
    """[48, W] with blank paper to the right, as the client runs it."""
    return np.pad(ink, ((0, 0), (0, -ink.shape[1] % BUCKET)))


def read_line(session: onnxruntime.InferenceSession, ink: np.ndarray, padding: int = 0) -> np.ndarray:
    """Logits [ceil(W / 4), classes] of one line, its padding's frames dropped."""
    padded = np.pad(pad_to_bucket(ink), ((0, 0), (0, padding)))
    logits = session.run(None, {"ink": padded[None, None].astype(np.float32) / 255})[0][0]
    return logits[: -(-ink.shape[1] // STRIDE)]


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


def write_golden(name: str, session: onnxruntime.InferenceSession, cache: LineCache, chosen: list[int], target: Path) -> None:
    lines = []
    for i in chosen:
        ink = np.ascontiguousarray(cache.ink(i))
        logits = read_line(session, ink)
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
        "model": name,
        "about": "ink: base64, height rows of width bytes, 0 paper … 255 ink, fed as /255 with zeros to the right up to a multiple of 64 columns; "
        "frames of the padding are dropped. best: greatest class of every frame. "
        "logits: base64 little-endian int16 × logitStep, all classes of frames 0, everyFrames, …; tolerance 0.01 + logitStep. "
        "Lines: Copiste d'un jour (BAnQ), DHSD: CC BY 4.0; fonts: OFL 1.1.",
        "logitStep": LOGIT_STEP,
        "classes": len(ALPHABET) + 1,
        "lines": lines,
    }
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def manifest_entry(name: str, target: Path, saved: dict, metrics: dict) -> dict:
    packed = target.read_bytes()
    learnt = [SOURCES[source] for source in RECIPES[name].weights if source in SOURCES]
    research = any(source["licence"] == "research use" for source in learnt)
    licence = "Apache-2.0; learnt in part from data for research use" if research else "Apache-2.0; learnt from data under CC BY 4.0 and OFL 1.1 only"
    if "venue" in saved:  # fine_tune.py's
        learnt.append({"name": f"a venue's own lines ({saved['venue']})", "licence": "the venue's own"})
        licence = f"{licence.removesuffix(' only')} and from a venue's own lines"
    entry = {
        "name": name,
        "role": ROLES[name],
        "file": target.name,
        "sha256": hashlib.sha256(packed).hexdigest(),
        "bytes": len(packed),
        "input": {"name": "ink", "height": 48, "range": "0 paper … 1 ink"},
        "output": {"name": "logits", "stride": STRIDE},
        "alphabet": ALPHABET,
        "blank": BLANK,
        "normalisation": "line-1",
        "licence": licence,
        "data": learnt,
        "date": time.strftime("%Y-%m-%d"),
        "metrics": metrics,
        "training": {"steps": saved["step"], "lines": saved["seen"], "progress": round(saved["progress"], 3), "shape": saved["shape"]},
    }
    if name in CASCADE:
        entry["cascade"] = CASCADE[name]
    return entry


def write_manifest(path: Path, entry: dict) -> None:
    """Replaces the entry of that name, or adds it; the order of the manifest is that of the recipes."""
    old = json.loads(path.read_text(encoding="utf-8"))["models"] if path.exists() else []
    entries = {known["name"]: known for known in old} | {entry["name"]: entry}
    ordered = sorted(entries.values(), key=lambda known: [*RECIPES, known["name"]].index(known["name"]))
    default = "latin" if "latin" in entries else entry["name"]
    path.write_text(json.dumps({"default": default, "models": ordered}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", default="latin", choices=list(RECIPES))
    parser.add_argument("--checkpoint", type=Path, help="instead of the model's own in the cache, or what is committed under resume/")
    parser.add_argument("--cache", type=Path, default=CACHE)
    parser.add_argument("--models", type=Path, default=ROOT / "models")
    parser.add_argument("--metrics", type=Path, help="JSON object for the manifest; without it that of the same weights is kept")
    options = parser.parse_args()
    name, recipe = options.model, RECIPES[options.model]
    own = recipe.checkpoint(options.cache)
    model, saved = load_reader(options.checkpoint or (own if own.exists() else recipe.resume))
    cache = LineCache(options.cache)
    chosen = golden_lines(cache, model)
    inks = [np.ascontiguousarray(cache.ink(i)) for i in chosen]
    first = torch.from_numpy(pad_to_bucket(inks[0]).astype(np.float32) / 255)[None, None]
    with torch.no_grad():
        before = model(first).numpy()
        fold_batch_norm(model)
        draft = options.models / f"{name}.part"
        export_onnx(model, draft)
    whole = onnxruntime.InferenceSession(str(draft), providers=["CPUExecutionProvider"])
    difference = float(np.abs(whole.run(None, {"ink": first.numpy()})[0] - before).max())
    assert difference < 2e-3, f"onnxruntime differs from PyTorch by {difference}"
    halve_weights(draft)
    session = onnxruntime.InferenceSession(str(draft), providers=["CPUExecutionProvider"])
    exact, halved, padded = ([read_line(s, ink, more) for ink in inks] for s, more in ((whole, 0), (session, 0), (session, 192)))
    rounding = max(float(np.abs(a - b).max()) for a, b in zip(exact, halved))
    assert rounding < ROUNDING, f"weights in float16 move the logits by {rounding}"
    agreed = np.mean([float((a.argmax(1) == b.argmax(1)).mean()) for a, b in zip(halved, padded)])
    target = options.models / f"{name}.onnx"
    draft.replace(target)
    write_golden(name, session, cache, chosen, options.models / "golden" / f"{name}.json")
    manifest = options.models / "manifest.json"
    known = json.loads(manifest.read_text(encoding="utf-8"))["models"] if manifest.exists() else []
    # Figures of other weights would be a lie.
    same = (entry for entry in known if entry["name"] == name and entry["training"]["steps"] == saved["step"])
    old = next((entry["metrics"] for entry in same), {})
    metrics = json.loads(options.metrics.read_text(encoding="utf-8")) if options.metrics else old
    write_manifest(manifest, manifest_entry(name, target, saved, metrics))
    print(
        f"{target.name}: {target.stat().st_size / 1e6:.2f} MB, onnxruntime within {difference:.1e}, float16 weights within {rounding:.3f}, "
        f"lines padded further agree on {100 * agreed:.1f} % of frames"
    )


if __name__ == "__main__":
    main()
