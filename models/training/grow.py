"""A trained network with more residual blocks, as its recipe now says: it begins where the smaller one stopped.

python models/training/grow.py --model latin-accurate [--from FILE]
Reads the checkpoint of the old shape (by default the model's own in the cache), keeps it as checkpoint-NAME-before.pt, and writes
one of the recipe's shape whose new blocks add next to nothing at first (after Net2Net: Chen, Goodfellow and Shlens 2016). Only
`dilations` and `blocks` may have grown. After it: train.py --model NAME --resume --progress 0.3.
"""

import argparse
from pathlib import Path

import torch
from torch import nn

from alphabet import CLASSES
from network import LineReader, Residual
from recipes import RECIPES
from sources import CACHE

# What a new block is multiplied by: so little that nothing is unlearnt, so much that its ReLU lets gradients through.
FIRST_SCALE = 0.1


def parts(stage: nn.Sequential) -> list[tuple[list[nn.Module], list[nn.Module]]]:
    """The stage as runs of residual blocks, each after the layers that lead to it."""
    runs: list[tuple[list[nn.Module], list[nn.Module]]] = [([], [])]
    for layer in stage:
        if isinstance(layer, Residual):
            runs[-1][1].append(layer)
        elif runs[-1][1]:
            runs.append(([layer], []))
        else:
            runs[-1][0].append(layer)
    return runs


def grow_stage(old: nn.Sequential, new: nn.Sequential) -> None:
    """Copies what both have; blocks that only `new` has begin small."""
    for (old_lead, old_blocks), (new_lead, new_blocks) in zip(parts(old), parts(new), strict=True):
        for a, b in zip(old_lead, new_lead, strict=True):
            b.load_state_dict(a.state_dict())
        for a, b in zip(old_blocks, new_blocks):
            b.load_state_dict(a.state_dict())
        for block in new_blocks[len(old_blocks) :]:
            nn.init.constant_(block.inner[1].weight, FIRST_SCALE)


def grow(old: LineReader, new: LineReader) -> None:
    """Every weight of `old` into its place in `new`. Raises ValueError where more than blocks have grown."""
    grow_stage(old.picture, new.picture)
    grow_stage(old.sequence, new.sequence)
    if (old.coarse is None) != (new.coarse is None):
        raise ValueError("expected both networks with a coarse stage or both without, found one of each")
    for name in ("output", "narrow", "spread") if old.coarse else ("output",):
        getattr(new, name).load_state_dict(getattr(old, name).state_dict())


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", required=True, choices=list(RECIPES))
    parser.add_argument("--from", dest="source", type=Path, help="default: the model's checkpoint in the cache")
    options = parser.parse_args()
    recipe = RECIPES[options.model]
    source = options.source or recipe.checkpoint(CACHE)
    saved = torch.load(source, map_location="cpu", weights_only=False)
    if saved["shape"] == recipe.shape:
        parser.error(f"{source} has the recipe's shape already")
    states = {}
    for key in ("averaged", "model"):
        torch.manual_seed(1)  # the average and what it is of begin the same new blocks
        old, new = LineReader(CLASSES, **saved["shape"]), LineReader(CLASSES, **recipe.shape)
        old.load_state_dict({k: v.float() if v.is_floating_point() else v for k, v in saved.get(key, saved["averaged"]).items()})
        grow(old, new)
        states[key] = new.state_dict()
    torch.save(saved, CACHE / f"checkpoint-{recipe.name}-before.pt")
    torch.save({k: saved[k] for k in ("step", "progress", "seen")} | {"shape": recipe.shape} | states, recipe.checkpoint(CACHE))
    before, after = (sum(w.numel() for w in n.parameters()) for n in (old, new))
    print(f"{recipe.name}: {before / 1e6:.2f} -> {after / 1e6:.2f} M weights; after {saved['seen']} lines")


if __name__ == "__main__":
    main()
