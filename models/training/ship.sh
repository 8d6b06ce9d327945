#!/bin/sh
# After a new network: export → fit the decoder, the confidence and the cascade → evaluate. From the repository's root.
# Usage: models/training/ship.sh latin|latin-accurate|latin-open [CHECKPOINT]   (PYTHON=… names the interpreter)
# A new accurate network changes how `latin` reads doubtful lines: its decoder is fitted again too.
# With PARTS=fit or PARTS=evaluate (or both, separated by a space) only those steps run.
set -eu
name=${1:?usage: ship.sh NAME [CHECKPOINT]}
python=${PYTHON:-$HOME/.cache/inklight/venv/bin/python}
cache=$HOME/.cache/inklight
data=${DATA:-../shared/data}
parts=${PARTS:-export fit evaluate}

for part in $parts; do
  case $part in
  export)
    "$python" models/training/export.py --model "$name" ${2:+--checkpoint "$2"}
    ;;
  fit)
    [ -f "$cache/dev0.tsv" ] || "$python" models/training/prepare.py --splits dev --vary 0 --name dev0
    dev=dev0
    # Strokes under three more cameras: the confidence's steps need lines.
    for seed in 6 7 8; do
      [ -f "$cache/dev0-$seed.tsv" ] || "$python" models/training/prepare.py --splits dev --vary 0 --name dev0-$seed --sources iamondb --seed $seed
      dev=$dev,dev0-$seed
    done
    # Words in no order: a language model that only prose has chosen trusts the last word too much.
    [ -f "$cache/dev0-9.tsv" ] || "$python" models/training/prepare.py --splits dev --vary 0 --name dev0-9 --sources lists
    dev=$dev,dev0-9
    # What tells drawings from text goes by what the fast network says of both.
    [ "$name" != latin ] || models/training/fit-drawing.sh
    npx tsx models/training/fit-decoder.ts --model "$name" --name "$dev"
    [ "$name" != latin-accurate ] || npx tsx models/training/fit-decoder.ts --model latin --name "$dev"
    ;;
  evaluate)
    ink=$cache/rendered-val
    [ -f "$ink/labels.tsv" ] || "$python" models/training/render_folder.py --split val --limit 500 --seed 1 "$ink"
    npm run -s evaluate:lines -- "$ink" "$data/copiste" "$data/dhsd" --only val --model "$name"
    ;;
  *)
    echo "ship.sh: expected PARTS of export, fit, evaluate, found $part" >&2
    exit 2
    ;;
  esac
done
