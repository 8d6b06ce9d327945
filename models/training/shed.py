"""A trained network without the residual blocks that say nothing any more: what grow.py added and training did not take up.

python models/training/shed.py --model latin
A block whose ReLU is never open adds nothing, learns nothing, and costs its time on every line. Set the recipe's `blocks` to what is left,
then run this: the checkpoint in the cache is kept as checkpoint-NAME-before.pt, and written anew in the recipe's shape, as is what is
committed. Refuses where the logits of dev lines would change.
"""

import argparse

import numpy as np
import torch
from torch import nn

from alphabet import CLASSES
from dataset import LineCache, collate
from grow import parts
from network import LineReader, Residual
from recipes import RECIPES
from sources import CACHE
from train import half

LINES = 64


def silent_blocks(model: LineReader, ink: torch.Tensor) -> list[Residual]:
    """The residual blocks of the picture stage that add nothing anywhere in `ink` [N, 1, 48, W]."""
    said: dict[Residual, float] = {}
    blocks = [layer for layer in model.picture if isinstance(layer, Residual)]
    hooks = [b.inner.register_forward_hook(lambda _m, _i, out, b=b: said.__setitem__(b, float(out.abs().max()))) for b in blocks]
    with torch.no_grad():
        model(ink)
    for hook in hooks:
        hook.remove()
    return [b for b in blocks if said[b] == 0]


def shed_stage(old: nn.Sequential, new: nn.Sequential, silent: list[Residual]) -> None:
    """Copies every layer but the silent blocks. Raises ValueError where another number of blocks is left than `new` has."""
    for (old_lead, old_blocks), (new_lead, new_blocks) in zip(parts(old), parts(new), strict=True):
        kept = [block for block in old_blocks if block not in silent]
        if len(kept) != len(new_blocks):
            raise ValueError(f"expected {len(new_blocks)} blocks that say something, found {len(kept)}")
        for a, b in zip([*old_lead, *kept], [*new_lead, *new_blocks], strict=True):
            b.load_state_dict(a.state_dict())


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", required=True, choices=list(RECIPES))
    recipe = RECIPES[parser.parse_args().model]
    saved = torch.load(recipe.checkpoint(CACHE), map_location="cpu", weights_only=False)
    cache = LineCache(CACHE)
    lines = np.random.default_rng(1).permutation(np.flatnonzero(cache.split == "dev"))[:LINES]
    ink, *_ = collate([cache.ink(i).astype(np.float32) / 255 for i in lines], [[] for _ in lines])
    states = {}
    for key in ("averaged", "model"):
        old, new = LineReader(CLASSES, **saved["shape"]).eval(), LineReader(CLASSES, **recipe.shape).eval()
        old.load_state_dict({k: v.float() if v.is_floating_point() else v for k, v in saved.get(key, saved["averaged"]).items()})
        shed_stage(old.picture, new.picture, silent_blocks(old, ink))
        for name in ("sequence", "output", *(("narrow", "spread") if old.coarse else ())):
            getattr(new, name).load_state_dict(getattr(old, name).state_dict())
        with torch.no_grad():
            assert torch.equal(old(ink), new(ink)), "expected the same logits without the silent blocks"
        states[key] = new.state_dict()
    torch.save(saved, CACHE / f"checkpoint-{recipe.name}-before.pt")
    content = {k: saved[k] for k in ("step", "progress", "seen")} | {"shape": recipe.shape}
    torch.save(content | states, recipe.checkpoint(CACHE))
    torch.save(content | {key: half(state) for key, state in states.items()}, recipe.resume)
    before, after = (sum(w.numel() for w in n.parameters()) for n in (old, new))
    print(f"{recipe.name}: {before / 1e6:.2f} -> {after / 1e6:.2f} M weights, the same logits on {len(lines)} lines")


if __name__ == "__main__":
    main()
