"""Small drawings as people put them between words: boxes, blots, hearts, arrows, stars, faces. They say nothing."""

import numpy as np

from doodles import draw_doodle
from pens import tremble

# Units that tremble() takes for the height of a drawing.
HEIGHT = 150


def draw_sketch(rng: np.random.Generator) -> list[np.ndarray]:
    """Pen paths about one unit high, their left edge at x = 0, their middle at y = 0 (y down)."""
    kind = rng.integers(len(KINDS) + 1)
    paths = KINDS[kind](rng) if kind < len(KINDS) else draw_doodle(rng)
    every = np.concatenate(paths)
    low, high = every.min(0), every.max(0)
    height = max(high[1] - low[1], 0.25 * (high[0] - low[0]), 1e-6)
    corner = [low[0], (low[1] + high[1]) / 2]
    return [tremble(((p - corner) * (HEIGHT / height)).astype(np.float32), rng) / HEIGHT for p in paths]


def line(*corners) -> np.ndarray:
    """Straight from corner to corner, in small steps."""
    parts = [np.linspace(a, b, 20) for a, b in zip(corners[:-1], corners[1:])]
    return np.concatenate(parts).astype(float)


def arc(x: float, y: float, rx: float, ry: float, start: float = 0.0, turns: float = 1.0) -> np.ndarray:
    angle = 2 * np.pi * (start + turns * np.linspace(0, 1, 60))
    return np.stack([x + rx * np.cos(angle), y + ry * np.sin(angle)], 1)


def box(rng) -> list[np.ndarray]:
    w = rng.uniform(0.8, 4)
    paths = [line([0, 0], [w, 0], [w, 1], [0, 1], [0, 0])]
    if rng.random() < 0.2:
        paths += [line([0, 0], [w, 1]), line([w, 0], [0, 1])]
    if rng.random() < 0.3:  # gone over once more
        paths.append(paths[0] + rng.normal(0, 0.03, 2))
    return paths


def blot(rng) -> list[np.ndarray]:
    """An ellipse filled by going to and fro."""
    w, turns = rng.uniform(0.5, 2), int(rng.integers(8, 24))
    y = np.linspace(-0.5, 0.5, 2 * turns)
    reach = w / 2 * np.sqrt(np.maximum(0.05, 1 - 4 * y**2)) * rng.uniform(0.8, 1.1, len(y))
    lean = rng.normal(0, 0.3)
    return [line(*[[side * r + lean * v, v] for side, r, v in zip([-1, 1] * turns, reach, y)])]


def heart(rng) -> list[np.ndarray]:
    t = np.linspace(0, 2 * np.pi, 80)
    return [np.stack([16 * np.sin(t) ** 3 * rng.uniform(0.8, 1.3), -(13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t))], 1)]


def star(rng) -> list[np.ndarray]:
    if rng.random() < 0.5:
        angles = 2 * np.pi * (np.arange(6) * 2 / 5 - 0.25)
        return [line(*np.stack([np.cos(angles), np.sin(angles)], 1))]
    angles = 2 * np.pi * np.arange(11) / 10 - np.pi / 2
    radii = np.where(np.arange(11) % 2 == 0, 1, rng.uniform(0.35, 0.55))
    return [line(*(radii[:, None] * np.stack([np.cos(angles), np.sin(angles)], 1)))]


def arrow(rng) -> list[np.ndarray]:
    w, h = rng.uniform(1.2, 4), rng.uniform(0.2, 0.45)
    bow = arc(w / 2, 0, w / 2, rng.uniform(0, 0.4), 0.5, 0.5) if rng.random() < 0.3 else line([0, 0], [w, 0])
    heads = [line([w - h, -h], [w, 0], [w - h, h])]
    if rng.random() < 0.2:
        heads.append(line([h, -h], [0, 0], [h, h]))
    turn = rng.choice([1, -1])
    return [p * [turn, 1] for p in [bow, *heads]]


def face(rng) -> list[np.ndarray]:
    up = rng.choice([1, -1], p=[0.8, 0.2])
    mouth = arc(0, 0.15 if up > 0 else 0.7, 0.5, 0.4 * up, 0.05, 0.4)
    eyes = [arc(x, -0.3, 0.06, rng.uniform(0.06, 0.15)) for x in (-0.35, 0.35)]
    return [arc(0, 0, rng.uniform(0.9, 1.1), 1, rng.random(), rng.uniform(0.98, 1.1)), *eyes, mouth]


def sun(rng) -> list[np.ndarray]:
    rays = int(rng.integers(6, 12))
    angles = 2 * np.pi * np.arange(rays) / rays
    return [arc(0, 0, 0.5, 0.5), *[line([0.7 * np.cos(a), 0.7 * np.sin(a)], [1.1 * np.cos(a), 1.1 * np.sin(a)]) for a in angles]]


def house(rng) -> list[np.ndarray]:
    w = rng.uniform(0.8, 1.4)
    paths = [line([0, 0.4], [0, 1], [w, 1], [w, 0.4], [w / 2, 0], [0, 0.4], [w, 0.4])]
    return paths + [line([w * 0.4, 1], [w * 0.4, 0.7], [w * 0.6, 0.7], [w * 0.6, 1])] if rng.random() < 0.5 else paths


def triangle(rng) -> list[np.ndarray]:
    w = rng.uniform(0.8, 1.6)
    return [line([0, 1], [w, 1], [w * rng.uniform(0.2, 0.8), 0], [0, 1])]


def flower(rng) -> list[np.ndarray]:
    petals = int(rng.integers(4, 8))
    angles = 2 * np.pi * np.arange(petals) / petals
    leaves = [arc(0.45 * np.cos(a), 0.45 * np.sin(a), 0.25, 0.25) for a in angles]
    stem = [line([0, 0.7], [rng.normal(0, 0.1), 1.6])] if rng.random() < 0.6 else []
    return [arc(0, 0, 0.2, 0.2), *leaves, *stem]


def coil(rng) -> list[np.ndarray]:
    """A telephone cord, or a wave that goes on and on."""
    turns, step = int(rng.integers(5, 14)), rng.uniform(0.25, 0.6)
    t = np.linspace(0, turns, 20 * turns)
    return [np.stack([t * step + rng.choice([0, 0.3]) * np.cos(2 * np.pi * t), 0.5 * np.sin(2 * np.pi * t)], 1)]


def cloud(rng) -> list[np.ndarray]:
    bumps = int(rng.integers(3, 6))
    tops = [arc(k * 0.6, 0, 0.34, 0.3 + 0.15 * rng.random(), 0.5, 0.5) for k in range(bumps)]
    return [*tops, line([-0.34, 0], [bumps * 0.6 - 0.26, 0])]


KINDS = [box, box, blot, blot, heart, star, arrow, arrow, face, sun, house, triangle, flower, coil, cloud]
