"""Outlines of stroked icons (SVG 1.1 paths, circles, ellipses, rectangles) as the polylines that a pen would follow.

In: the `icons.json` of an @iconify-json package. Out: per icon a list of float arrays (n, 2), y down, in the icon's own units.
"""

import json
import re
from math import acos, ceil, cos, hypot, pi, sin
from pathlib import Path

import numpy as np

# Points every so many units of an icon of 24.
STEP = 0.25
# Icons of which one of these words is a part of the name show letters, digits or signs that people read.
WORDS = set(
    "a z type text letter letters case alphabet abc number numbers digit digits bold italic underline strikethrough subscript superscript "
    "hash at percent percentage dollar euro cent pound yen rupee ruble rubel franc lira lari riyal peso taka won dong baht shekel naira currency bitcoin "
    "cash parking signature writing language languages caption captions subtitles binary code brackets bracket braces parentheses math "
    "equal quote quotes ampersand ampersands asterisk copyright copyleft creative registered trademark info question exclamation alert help "
    "pilcrow spell omega pi sigma radical regex variable function slash tally m decimals json sql css html http api gif png jpg svg pdf doc docx ppt xls "
    "zip csv txt xml ts tsx js jsx vue php ad ads hd sd 3d 2d 4k 5k 8k 1x 2x 360 brand badge roman typography font fonts heading h mark zodiac "
    "clock time timer alarm calendar calculator keyboard versions id wifi abacus am pm".split()
)
# Shapes that are a character by themselves.
SIGNS = set(
    "x plus minus circle dot dots point period equal tilde ellipsis square square-rounded line dash underscore infinity menu divide divider letter "
    "separator separator-horizontal separator-vertical grip caret-up caret-down caret-left caret-right bar pipe cross ellipse diff diameter squircle "
    "space section summary circle-small circle-divide square-divide x-line-top whole-word remove-formatting list-ordered table-of-contents "
    "ellipsis-vertical grip-horizontal grip-vertical coins hand-coins baseline lambda phi ligature voicemail oval".split()
)


def is_sign(name: str) -> bool:
    """Whether an icon of this name may be read as text."""
    words = name.split("-")
    return name in SIGNS or words[0] in ("chevron", "chevrons") or any(w in WORDS or w.isdigit() for w in words)


def load_icons(path: Path) -> dict[str, list[np.ndarray]]:
    """Outlined icons by name that are no signs; filled and withdrawn ones are left out."""
    icons = json.loads(path.read_text(encoding="utf-8"))["icons"]
    outlines = {}
    for name, icon in sorted(icons.items()):
        if icon.get("hidden") or is_sign(name) or name.endswith("-filled") or 'stroke="currentColor"' not in icon["body"]:
            continue
        paths = trace(icon["body"])
        if sum(_length(p) for p in paths) > 12:
            outlines[name] = paths
    return outlines


def trace(body: str) -> list[np.ndarray]:
    """The polylines of an icon's SVG elements, in their order."""
    paths: list[np.ndarray] = []
    for kind, attributes in re.findall(r"<(path|circle|ellipse|rect)\b([^>]*)>", body):
        at = dict(re.findall(r'([a-z-]+)="([^"]*)"', attributes))
        if kind == "path":
            paths += _path(at["d"])
        elif kind == "rect":
            paths += _rectangle(*(float(at.get(k, 0)) for k in ("x", "y", "width", "height")), float(at.get("rx", at.get("ry", 0))))
        else:
            rx, ry = (float(at.get(k, at.get("r", 0))) for k in ("rx", "ry"))
            turn = np.linspace(0, 2 * pi, max(12, ceil(2 * pi * max(rx, ry) / STEP)))
            paths.append(np.stack([float(at["cx"]) + rx * np.cos(turn), float(at["cy"]) + ry * np.sin(turn)], 1))
    return [p.astype(np.float32) for p in paths if len(p)]


def _length(path: np.ndarray) -> float:
    return float(np.hypot(*np.diff(path, axis=0).T).sum()) if len(path) > 1 else 0.0


def _rectangle(x: float, y: float, w: float, h: float, r: float) -> list[np.ndarray]:
    r = min(r, w / 2, h / 2)
    arc = f"a{r} {r} 0 0 1 "
    return _path(f"M{x + r} {y}h{w - 2 * r}{arc}{r} {r}v{h - 2 * r}{arc}{-r} {r}h{2 * r - w}{arc}{-r} {-r}v{2 * r - h}{arc}{r} {-r}z")


_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_COUNT = {"m": 2, "l": 2, "h": 1, "v": 1, "c": 6, "s": 4, "q": 4, "t": 2, "a": 7, "z": 0}


def _numbers(text: str, command: str) -> list[float]:
    """Numbers of one command; an arc's two flags may stand together with what follows."""
    if command != "a":
        return [float(n) for n in _NUMBER.findall(text)]
    out, at = [], 0
    while True:
        text_at = re.compile(r"[\s,]*").match(text, at).end()
        if text_at >= len(text):
            return out
        found = re.compile("[01]").match(text, text_at) if len(out) % 7 in (3, 4) else _NUMBER.match(text, text_at)
        out.append(float(found[0]))
        at = found.end()


def _path(d: str) -> list[np.ndarray]:
    """The subpaths of an SVG path, curves cut into short pieces."""
    subpaths: list[list[complex]] = []
    now = start = handle = 0j
    for letter, rest in re.findall(r"([a-zA-Z])([^a-zA-Z]*)", d):
        command, relative = letter.lower(), letter.islower()
        values = _numbers(rest, command)
        groups = [values[i : i + _COUNT[command]] for i in range(0, len(values), _COUNT[command])] if _COUNT[command] else [[]]
        for index, v in enumerate(groups):
            base = now if relative else 0j
            points = [base + complex(v[i], v[i + 1]) for i in range(0, len(v) - 1, 2)] if command in "mlcsqt" else []
            previous, reflected = now, 2 * now - handle
            if command == "m":
                now = points[0]
                if index == 0:
                    start = now
                    subpaths.append([now])
                else:
                    subpaths[-1] += _straight(previous, now)
                handle = now
                continue
            if command != "z" and subpaths[-1][-1] != now:
                subpaths.append([now])
            if command == "z":
                now = start
                piece = _straight(previous, now)
            elif command in "lhv":
                now = points[0] if command == "l" else (base.real + v[0]) + 1j * now.imag if command == "h" else now.real + 1j * (base.imag + v[0])
                piece = _straight(previous, now)
            elif command == "a":
                now = base + complex(v[5], v[6])
                piece = _arc(previous, now, v[0], v[1], v[2], bool(v[3]), bool(v[4]))
            else:
                hands = [reflected, *points] if command in "st" else points
                now = hands[-1]
                piece, handle = _bezier([previous, *hands]), hands[-2]
            if command not in "csqt":
                handle = now
            subpaths[-1] += piece
    return [np.array([[p.real, p.imag] for p in sub], np.float32) for sub in subpaths]


def _straight(a: complex, b: complex) -> list[complex]:
    n = max(1, ceil(abs(b - a) / STEP))
    return [a + (b - a) * i / n for i in range(1, n + 1)] if a != b else []


def _bezier(hands: list[complex]) -> list[complex]:
    """De Casteljau's construction, points about STEP apart."""
    n = max(2, ceil(sum(abs(q - p) for p, q in zip(hands, hands[1:])) / STEP))
    out = []
    for i in range(1, n + 1):
        level = hands
        while len(level) > 1:
            level = [p + (q - p) * i / n for p, q in zip(level, level[1:])]
        out.append(level[0])
    return out


def _arc(a: complex, b: complex, rx: float, ry: float, turn: float, large: bool, sweep: bool) -> list[complex]:
    """Elliptical arc, end points to centre (SVG 1.1, appendix F.6.5)."""
    if a == b or rx == 0 or ry == 0:
        return _straight(a, b)
    spin = complex(cos(turn * pi / 180), sin(turn * pi / 180))
    middle = (a - b) / 2 * spin.conjugate()
    grow = max(1.0, hypot(middle.real / rx, middle.imag / ry))
    rx, ry = abs(rx) * grow, abs(ry) * grow
    x, y = middle.real / rx, middle.imag / ry
    root = max(0.0, 1 / (x * x + y * y) - 1) ** 0.5 * (-1 if large == sweep else 1)
    unit = complex(root * y, -root * x)  # centre on the unit circle's plane
    first, last = complex(x, y) - unit, complex(-x, -y) - unit
    angle = acos(max(-1.0, min(1.0, (first.conjugate() * last).real / (abs(first) * abs(last)))))
    angle *= 1 if (first.conjugate() * last).imag >= 0 else -1
    if sweep and angle < 0:
        angle += 2 * pi
    if not sweep and angle > 0:
        angle -= 2 * pi
    centre = complex(unit.real * rx, unit.imag * ry) * spin + (a + b) / 2
    n = max(2, ceil(abs(angle) * max(rx, ry) / STEP))
    out = []
    for i in range(1, n + 1):
        p = first * complex(cos(angle * i / n), sin(angle * i / n))
        out.append(centre + complex(p.real * rx, p.imag * ry) * spin)
    return [*out[:-1], b]
