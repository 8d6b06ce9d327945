/**
 * A pattern on the whole raster, byte for byte: one texel a pixel, fetched without filter or scale, nothing blended or recoded.
 * Frame: projector px, rows from the top.
 */
import {
  BufferAttribute,
  BufferGeometry,
  DataTexture,
  Mesh,
  NearestFilter,
  NoBlending,
  RGBAFormat,
  Scene,
  ShaderMaterial,
  UnsignedByteType,
} from 'three';
import type { Size } from '../../calibration/frames.ts';

export interface PatternPlate {
  readonly scene: Scene;
  /** RGBA of the raster; null frees what was there. */
  show(bytes: Uint8ClampedArray<ArrayBuffer> | null, size: Size): void;
  /** The graphics context was restored. */
  touch(): void;
}

const VERTEX = /* glsl */ `
  void main() { gl_Position = vec4(position.xy, 0.0, 1.0); }
`;
const FRAGMENT = /* glsl */ `
  uniform sampler2D picture;
  void main() {
    int last = textureSize(picture, 0).y - 1;
    gl_FragColor = texelFetch(picture, ivec2(int(gl_FragCoord.x), last - int(gl_FragCoord.y)), 0);
  }
`;

export const patternPlate = (): PatternPlate => {
  const picture: { value: DataTexture | null } = { value: null };
  const material = new ShaderMaterial({
    uniforms: { picture },
    vertexShader: VERTEX,
    fragmentShader: FRAGMENT,
    blending: NoBlending,
    depthTest: false,
    depthWrite: false,
    side: 2,
  });
  const geometry = new BufferGeometry();
  // One triangle that covers the raster has no seam.
  geometry.setAttribute('position', new BufferAttribute(Float32Array.of(-1, -1, 0, 3, -1, 0, -1, 3, 0), 3));
  const mesh = new Mesh(geometry, material);
  mesh.frustumCulled = false;
  const scene = new Scene();
  scene.add(mesh);
  return {
    scene,
    show: (bytes, { width, height }) => {
      const known = picture.value;
      if (bytes && known && known.image.width === width && known.image.height === height) {
        known.image.data = bytes;
        known.needsUpdate = true;
        return;
      }
      known?.dispose();
      picture.value = null;
      if (!bytes) return;
      const made = new DataTexture(bytes, width, height, RGBAFormat, UnsignedByteType);
      made.minFilter = made.magFilter = NearestFilter;
      made.generateMipmaps = false;
      made.needsUpdate = true;
      picture.value = made;
    },
    touch: () => {
      if (picture.value) picture.value.needsUpdate = true;
    },
  };
};
