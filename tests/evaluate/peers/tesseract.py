"""Tesseract as a long-lived process: its C API (libtesseract) through ctypes, so that neither start-up nor file formats are timed.

Usage: python3 tesseract.py LANGUAGE PAGE_SEGMENTATION_MODE. The model is loaded once, then a line of JSON says so.
Standard input: per picture uint32 width, uint32 height (little-endian), then width × height grey bytes. Standard output:
one line of JSON a picture, {"text", "ms"}; ms from the grey picture in memory to the text.
"""

import ctypes
import ctypes.util
import json
import struct
import sys
import time


def load() -> ctypes.CDLL:
    """Exits with status 3 where the library is not installed."""
    name = ctypes.util.find_library("tesseract") or "libtesseract.so.5"
    try:
        api = ctypes.CDLL(name)
    except OSError as error:
        print(error, file=sys.stderr)
        sys.exit(3)
    api.TessVersion.restype = ctypes.c_char_p
    api.TessBaseAPICreate.restype = ctypes.c_void_p
    api.TessBaseAPIInit3.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_char_p]
    api.TessBaseAPISetPageSegMode.argtypes = [ctypes.c_void_p, ctypes.c_int]
    api.TessBaseAPISetImage.argtypes = [ctypes.c_void_p, ctypes.c_char_p] + [ctypes.c_int] * 4
    api.TessBaseAPISetSourceResolution.argtypes = [ctypes.c_void_p, ctypes.c_int]
    api.TessBaseAPIGetUTF8Text.argtypes = [ctypes.c_void_p]
    api.TessBaseAPIGetUTF8Text.restype = ctypes.c_void_p
    api.TessDeleteText.argtypes = [ctypes.c_void_p]
    return api


def main() -> None:
    language, mode = sys.argv[1], int(sys.argv[2])
    api = load()
    handle = api.TessBaseAPICreate()
    if api.TessBaseAPIInit3(handle, None, language.encode()) != 0:
        sys.exit(4)
    api.TessBaseAPISetPageSegMode(handle, mode)
    print(json.dumps({"version": api.TessVersion().decode()}), flush=True)
    while head := sys.stdin.buffer.read(8):
        width, height = struct.unpack("<II", head)
        grey = sys.stdin.buffer.read(width * height)
        started = time.perf_counter()
        api.TessBaseAPISetImage(handle, grey, width, height, 1, width)
        # Any plausible number: without one it guesses, and says so for every picture.
        api.TessBaseAPISetSourceResolution(handle, 300)
        pointer = api.TessBaseAPIGetUTF8Text(handle)
        text = ctypes.cast(pointer, ctypes.c_char_p).value.decode("utf-8", "replace") if pointer else ""
        ms = 1000 * (time.perf_counter() - started)
        if pointer:
            api.TessDeleteText(pointer)
        print(json.dumps({"text": text, "ms": ms}), flush=True)


if __name__ == "__main__":
    main()
