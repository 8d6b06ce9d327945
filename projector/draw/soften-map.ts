/**
 * Rounds the creases of the nearest-ink map: where two letters are equally near, distance has a ridge that light would show as a
 * seam, and a camera could take for a stroke. Each place becomes the mean over a circle that grows with its distance, so that the
 * ink stays sharp and everything far from it is smooth. Frame: the map's own raster in and out.
 */
import {
  BufferAttribute,
  BufferGeometry,
  Camera,
  Mesh,
  NoBlending,
  Scene,
  ShaderMaterial,
  type Texture,
  type WebGLRenderer,
  type WebGLRenderTarget,
} from 'three';

/** The circle's radius as a share of the distance: below 1, so that it never reaches across the ink itself. */
const SHARE = 0.6;
const TAPS = 9;

const VERTEX = /* glsl */ `
  attribute vec2 share;
  varying vec2 vShare;
  void main() { vShare = share; gl_Position = vec4(share * 2.0 - 1.0, 0.0, 1.0); }
`;
const FRAGMENT = /* glsl */ `
  uniform sampler2D nearestInk;
  uniform vec2 sheet;
  uniform float reach;
  varying vec2 vShare;
  void main() {
    vec4 here = texelFetch(nearestInk, ivec2(gl_FragCoord.xy), 0);
    float radius = ${SHARE} * here.r;
    // An unreached place still lies near the edge of reach for its neighbours' sake.
    float distances = here.r;
    float known = step(here.r, reach - 0.001);
    float litAt = here.g * known;
    for (int i = 0; i < ${TAPS}; i++) {
      float turn = 6.2831853 * (float(i) + 0.5) / ${TAPS}.0;
      vec4 tap = texture2D(nearestInk, vShare + vec2(cos(turn), sin(turn)) * radius / sheet);
      float counts = step(tap.r, reach - 0.001);
      distances += tap.r;
      litAt += tap.g * counts;
      known += counts;
    }
    gl_FragColor = vec4(distances / ${TAPS + 1}.0, known > 0.0 ? litAt / known : 0.0, here.b, here.a);
  }
`;

export interface MapSoftener {
  draw(
    renderer: WebGLRenderer,
    into: WebGLRenderTarget,
    sheet: { readonly widthMm: number; readonly heightMm: number },
    /** mm; places farther from ink count as far as this. */
    reach: number,
  ): void;
  dispose(): void;
}

export const mapSoftener = (nearestInk: Texture): MapSoftener => {
  const material = new ShaderMaterial({
    uniforms: { nearestInk: { value: nearestInk }, sheet: { value: [1, 1] }, reach: { value: 1 } },
    vertexShader: VERTEX,
    fragmentShader: FRAGMENT,
    blending: NoBlending,
    depthTest: false,
    depthWrite: false,
    side: 2,
  });
  const geometry = new BufferGeometry();
  geometry.setAttribute('share', new BufferAttribute(Float32Array.of(0, 0, 1, 0, 1, 1, 0, 1), 2));
  geometry.setIndex([0, 1, 2, 0, 2, 3]);
  const mesh = new Mesh(geometry, material);
  mesh.frustumCulled = false;
  const scene = new Scene();
  scene.add(mesh);
  const camera = new Camera();
  return {
    draw: (renderer, into, { widthMm, heightMm }, reach) => {
      material.uniforms.reach!.value = reach;
      material.uniforms.sheet!.value = [widthMm, heightMm];
      renderer.setRenderTarget(into);
      renderer.render(scene, camera);
    },
    dispose: () => {
      geometry.dispose();
      material.dispose();
    },
  };
};
