/** What this browser lacks, and which page would miss it: said here, before anyone opens that page. */

export interface Lack {
  readonly page: string;
  readonly what: string;
}

const has = (name: string): boolean => name in globalThis;

const hasWebGl2 = (): boolean => {
  try {
    return document.createElement('canvas').getContext('webgl2') !== null;
  } catch {
    return false;
  }
};

/** A module of one function that uses a SIMD instruction: valid only where SIMD is there. */
const SIMD_PROBE = Uint8Array.of(
  0,
  97,
  115,
  109,
  1,
  0,
  0,
  0,
  1,
  5,
  1,
  96,
  0,
  1,
  123,
  3,
  2,
  1,
  0,
  10,
  10,
  1,
  8,
  0,
  65,
  0,
  253,
  15,
  253,
  98,
  11,
);

export const lackingFeatures = (): Lack[] => {
  const lacks: Lack[] = [];
  if (!hasWebGl2()) lacks.push({ page: 'projector and virtual wall', what: 'WebGL 2' });
  if (!has('MediaStreamTrackProcessor'))
    lacks.push({ page: 'camera and virtual wall', what: 'MediaStreamTrackProcessor' });
  if (!has('WebAssembly') || !WebAssembly.validate(SIMD_PROBE))
    lacks.push({ page: 'camera and virtual wall', what: 'WebAssembly SIMD' });
  if (!isSecureContext) lacks.push({ page: 'camera', what: 'a secure address (HTTPS, or this machine itself)' });
  return lacks;
};
