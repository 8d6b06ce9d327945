"""The networks by name: their shape, what they learn from, where their checkpoints lie."""

from dataclasses import dataclass
from pathlib import Path

from sources import CACHE, ROOT

# How often a line is drawn in one round, by source: real handwriting dominates.
EVERYTHING = {"iamondb": 1.0, "copiste": 1.6, "stanford": 1.0, "dhsd": 0.5, "fonts": 0.6, "copybooks": 0.6, "lists": 0.7, "sketched": 0.7, "doodles": 0.6}
# CC BY and OFL (or Apache-2.0) only: whoever trains on these may sell and pass on what comes out.
OPEN = {"copiste": 1.6, "stanford": 1.6, "dhsd": 0.6, "fonts": 1.4, "copybooks": 0.8, "doodles": 0.6}


@dataclass(frozen=True)
class Recipe:
    """`shape`: arguments of LineReader; `weights`: odds of a cached line by source, sources that are missing are never seen."""

    name: str
    shape: dict
    weights: dict[str, float]

    def checkpoint(self, cache: Path = CACHE) -> Path:
        return cache / f"checkpoint-{self.name}.pt"

    @property
    def resume(self) -> Path:
        return ROOT / f"models/training/resume/{self.name}.pt"


FAST = {"widths": (12, 24, 56, 128), "dilations": (1, 2, 4, 8, 1, 2), "coarse": 192, "kernel": 3, "dropout": 0.05}
# What fits the hands it learnt from no better than strangers' hands lacks weights, not data: grow.py made this of the one above.
DEEPER = FAST | {"blocks": (2, 2)}
ACCURATE = {"widths": (16, 40, 80, 192), "dilations": (1, 2, 4, 8, 1, 2, 4, 8, 1), "coarse": None, "kernel": 5, "dropout": 0.05, "blocks": (2, 4)}

RECIPES = {
    recipe.name: recipe
    for recipe in (
        Recipe("latin", DEEPER, EVERYTHING),
        Recipe("latin-accurate", ACCURATE, EVERYTHING),
        Recipe("latin-open", FAST, OPEN),
    )
}
