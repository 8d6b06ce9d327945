#!/bin/sh
# Fits what tells drawings from text (client/reading/drawing-weights.ts) to the shipped network. From the repository's root; after export,
# before fit-decoder.ts. Fetches Tabler Icons (MIT) once; Lucide's icons, on which drawings are reported, have no part in it.
set -eu
python=${PYTHON:-$HOME/.cache/inklight/venv/bin/python}
cache=$HOME/.cache/inklight
icons=$cache/icons/node_modules/@iconify-json/tabler/icons.json

[ -f "$icons" ] || npm install --prefix "$cache/icons" --ignore-scripts --no-save @iconify-json/tabler@1.2.41
[ -f "$cache/dev0.tsv" ] || "$python" models/training/prepare.py --splits dev --vary 0 --name dev0
"$python" models/training/render_drawings.py --limit 500 --seed 2 --icons "$icons" "$cache/drawings/tabler"
"$python" models/training/render_drawings.py --limit 150 --seed 3 --doodles "$cache/drawings/doodles"
npx tsx models/training/fit-drawing.ts "$cache/drawings/tabler" "$cache/drawings/doodles"
npx biome format --write client/reading/drawing-weights.ts
