"""Trains the line reader on the cached lines, on CPU or CUDA with the same command.

python models/training/train.py --minutes 95 [--model latin] [--resume]
AdamW (Loshchilov and Hutter 2019), short warm-up, cosine to zero, averaged weights (Polyak). The schedule is a
function of progress 0 … 1, and every step takes its share of what is left until the deadline: a process that is
stopped for a while (kill -STOP) goes on where it was and still ends on time.

--processes 2 trains on that many cores, a batch each, with one step from the mean of their gradients (synchronous
data parallelism): faster than one process with two threads, whose layers are too small to share.
"""

import argparse
import math
import os
import tempfile
import time
from pathlib import Path

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import cv2
import torch
from torch import distributed
from torch.nn import functional

from alphabet import CLASSES
from dataset import BatchStream, LineCache
from evaluate import error_rates
from network import LineReader
from recipes import RECIPES
from sources import CACHE

WARM_UP = 0.015


def learning_rate(progress: float, peak: float, steps: int) -> float:
    warm = min(1.0, progress / WARM_UP, (steps + 1) / 60)
    return peak * warm * 0.5 * (1 + math.cos(math.pi * min(1.0, progress)))


def widest(progress: float) -> int:
    """CTC finds its feet sooner on short lines."""
    return 320 if progress < 0.04 else 560 if progress < 0.10 else 1200


def varied(progress: float) -> float:
    """Share of augmented lines. The networks fit unseen hands nearly as well as those they learn from: towards the end they may look closely."""
    return 1.0 if progress < 0.4 else max(0.2, 1.0 - (progress - 0.4) / 0.4)


class Averaged:
    """Exponential moving average of all weights and running statistics."""

    def __init__(self, model: torch.nn.Module, decay: float):
        self.decay, self.count = decay, 0
        self.state = {k: v.detach().clone() for k, v in model.state_dict().items()}

    def update(self, model: torch.nn.Module) -> None:
        self.count += 1
        decay = min(self.decay, (1 + self.count) / (10 + self.count))
        for k, v in model.state_dict().items():
            if v.is_floating_point():
                self.state[k].lerp_(v.detach(), 1 - decay)
            else:
                self.state[k].copy_(v)


def save(path: Path, content: dict) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    torch.save(content, part)
    part.replace(path)


def half(state: dict) -> dict:
    return {k: v.half() if v.is_floating_point() else v for k, v in state.items()}


def share(values: list[torch.Tensor]) -> None:
    """Each becomes its mean over all processes, in one exchange."""
    flat = torch.cat([v.flatten() for v in values])
    distributed.all_reduce(flat)
    flat /= distributed.get_world_size()
    for value, mean in zip(values, flat.split([v.numel() for v in values])):
        value.copy_(mean.view(value.shape))


def train(rank: int, options: argparse.Namespace, meeting: str) -> None:
    """One process of `options.processes`; the first also reports and saves. `meeting`: a file by which they find each other."""
    together = options.processes > 1
    if together:
        distributed.init_process_group("gloo", init_method=f"file://{meeting}", rank=rank, world_size=options.processes)
    torch.set_num_threads(options.threads)
    cv2.setNumThreads(1)
    torch.manual_seed(options.seed)

    recipe = RECIPES[options.model]
    deadline = time.time() + options.minutes * 60
    cache = LineCache(options.cache)
    model = LineReader(CLASSES, **recipe.shape).to(options.device).to(memory_format=torch.channels_last)
    optimiser = torch.optim.AdamW(model.parameters(), options.peak, weight_decay=0.02)
    averaged = Averaged(model, 0.998)
    step, progress, seen, fresh = 0, 0.0, 0, 0
    checkpoint = recipe.checkpoint(options.cache)
    if options.resume:
        known = [path for path in (checkpoint, recipe.resume) if path.exists()]
        if not known:
            raise SystemExit(f"nothing to resume: neither {checkpoint} nor {recipe.resume} exists; leave --resume out to begin")
        newest = max(known, key=lambda path: torch.load(path, map_location="cpu", weights_only=False)["step"])
        saved = torch.load(newest, map_location=options.device, weights_only=False)
        model.load_state_dict(saved.get("model", saved["averaged"]))
        averaged.state = {k: v.float() if v.is_floating_point() else v for k, v in saved["averaged"].items()}
        averaged.count = step = saved["step"]
        progress, seen = saved["progress"], saved["seen"]
        if "optimiser" in saved:
            optimiser.load_state_dict(saved["optimiser"])
            fresh = 60
    if options.progress is not None:
        progress = options.progress
    weights = sum(p.numel() for p in model.parameters())
    if rank == 0:
        print(f"{recipe.name}: {len(cache)} lines, {weights / 1e6:.2f} M weights, {options.device}, step {step}, progress {progress:.3f}", flush=True)

    reader = LineReader(CLASSES, **recipe.shape).to(options.device).to(memory_format=torch.channels_last)
    stream = iter(BatchStream(cache, recipe.weights, options.columns, options.seed + step + 1_000_003 * rank, lambda: widest(progress), lambda: varied(progress)))
    began = reported = logged = time.time()
    running, lines_since = 0.0, 0
    while progress < 1:
        at = time.time()
        ink, frames, classes, lengths = next(stream)
        for group in optimiser.param_groups:
            group["lr"] = learning_rate(progress, options.peak, fresh)
        model.train()
        ink = ink.to(options.device).contiguous(memory_format=torch.channels_last)
        logits = model(ink).transpose(0, 1).float()
        loss = functional.ctc_loss(logits.log_softmax(2), classes, frames, lengths, reduction="sum", zero_infinity=True)
        loss = loss / max(1, int(lengths.sum()))
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        if together:
            share([p.grad for p in model.parameters()])
        torch.nn.utils.clip_grad_norm_(model.parameters(), 2.0)
        optimiser.step()
        averaged.update(model)
        step, fresh, seen, lines_since = step + 1, fresh + 1, seen + len(frames) * options.processes, lines_since + len(frames) * options.processes
        running += (loss.item() - running) * (0.02 if fresh > 50 else 0.1)
        now = time.time()
        # A pause (kill -STOP) is not work: it moves the deadline nearer, not the progress.
        spent = min(now - at, 3.0)
        progress = min(1.0, progress + (1 - progress) * spent / (max(0.0, deadline - now) + spent))
        if together:
            agreed = torch.tensor([progress], dtype=torch.float64)
            share([agreed])
            progress = float(agreed)
        if rank:
            continue
        if now - logged > 30:
            rate = optimiser.param_groups[0]["lr"]
            print(
                f"{time.strftime('%H:%M:%S')} step {step} progress {progress:.3f} loss {running:.3f} rate {rate:.2e} "
                f"{lines_since / (now - logged):.0f} lines/s, {seen} lines seen",
                flush=True,
            )
            logged, lines_since = now, 0
        if now - reported > options.report * 60 or progress >= 1:
            reader.load_state_dict(averaged.state)
            content = {"averaged": averaged.state, "shape": recipe.shape, "step": step, "progress": progress, "seen": seen}
            save(checkpoint, content | {"model": model.state_dict(), "optimiser": optimiser.state_dict()})
            save(recipe.resume, content | {"averaged": half(averaged.state), "model": half(model.state_dict())})
            rates = error_rates(reader, cache, "dev", 0 if progress >= 1 else 100)
            print(f"{time.strftime('%H:%M:%S')} step {step} dev CER: " + ", ".join(f"{k} {v} %" for k, v in rates.items()), flush=True)
            reported = logged = time.time()
            lines_since = 0
    if rank == 0:
        print(f"done: {step} steps, {seen} lines in {(time.time() - began) / 60:.0f} min", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", default="latin", choices=list(RECIPES))
    parser.add_argument("--minutes", type=float, required=True, help="until the learning rate reaches zero")
    parser.add_argument("--cache", type=Path, default=CACHE)
    parser.add_argument("--resume", action="store_true", help="go on from the cached checkpoint, else from models/training/resume")
    parser.add_argument("--progress", type=float, default=None, help="where on the schedule to go on; default: where it stopped")
    parser.add_argument("--peak", type=float, default=2e-3)
    parser.add_argument("--columns", type=int, default=8000, help="picture columns a batch")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--processes", type=int, default=1, help="on the CPU: this many, each with --threads and --columns")
    parser.add_argument("--report", type=float, default=6, help="minutes between checkpoints with dev error rates")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    options = parser.parse_args()
    if options.processes > 1:
        os.environ.setdefault("GLOO_SOCKET_IFNAME", "lo")
        with tempfile.TemporaryDirectory() as folder:
            torch.multiprocessing.spawn(train, (options, f"{folder}/meeting"), options.processes)
    else:
        train(0, options, "")


if __name__ == "__main__":
    main()
