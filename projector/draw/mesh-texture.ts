/** The residual mesh as the vertex shader reads it: a texel a node, r and g the projector px to add. */
import { DataTexture, FloatType, NearestFilter, RGBAFormat } from 'three';
import type { ResidualMesh } from '../../calibration/residual-mesh.ts';

export const meshTexture = (mesh: ResidualMesh | null): DataTexture => {
  const { columns, rows } = mesh ?? { columns: 1, rows: 1 };
  const texels = new Float32Array(columns * rows * 4);
  for (let i = 0; mesh && i < columns * rows; i++) {
    texels[4 * i] = mesh.offsets[2 * i]!;
    texels[4 * i + 1] = mesh.offsets[2 * i + 1]!;
  }
  const texture = new DataTexture(texels, columns, rows, RGBAFormat, FloatType);
  texture.minFilter = texture.magFilter = NearestFilter;
  texture.needsUpdate = true;
  return texture;
};
