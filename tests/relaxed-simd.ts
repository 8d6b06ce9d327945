/** Node 20 has relaxed SIMD behind a flag that Chrome has had on since 114 (2023): evaluations compute as a browser does. */
import { setFlagsFromString } from 'node:v8';
import { hasRelaxedSimd } from '../client/inference/kernels.ts';

/** Whether it is there now. */
export const enableRelaxedSimd = (): boolean => {
  if (!hasRelaxedSimd()) setFlagsFromString('--experimental-wasm-relaxed-simd');
  return hasRelaxedSimd();
};
