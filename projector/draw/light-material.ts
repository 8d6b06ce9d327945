/**
 * What every layer of light has in common: canvas mm in, light out, laid over what is there like light on a wall.
 * Colours are computed in linear light and coded (sRGB) at the end. Layers are screened (1 − (1−a)(1−b)), which adds where it is
 * dark and never clips, so that crossing light makes no hard edge that a camera could take for ink.
 */
import {
  AddEquation,
  CustomBlending,
  type IUniform,
  Matrix4,
  OneFactor,
  OneMinusSrcColorFactor,
  ShaderMaterial,
} from 'three';

/** Uniforms shared by all layers of one stage; whoever draws sets them once a frame. */
export interface StageUniforms {
  readonly [name: string]: IUniform;
  readonly canvasToClip: IUniform<Matrix4>;
  readonly intensity: IUniform<number>;
  /** px a mm about the sheet's middle: thin light is never drawn thinner than a pixel. */
  readonly pxPerMm: IUniform<number>;
}

export const stageUniforms = (): StageUniforms => ({
  canvasToClip: { value: new Matrix4() },
  intensity: { value: 1 },
  pxPerMm: { value: 2 },
});

export const VERTEX_HEAD = /* glsl */ `
  uniform mat4 canvasToClip;
  uniform float pxPerMm;
  vec4 onWall(vec2 mm) { return canvasToClip * vec4(mm, 0.0, 1.0); }
`;

export const FRAGMENT_HEAD = /* glsl */ `
  uniform float intensity;
  vec4 asLight(vec3 linear) {
    vec3 l = clamp(linear * intensity, 0.0, 1.0);
    return vec4(mix(l * 12.92, 1.055 * pow(max(l, vec3(1e-5)), vec3(1.0 / 2.4)) - 0.055, step(0.0031308, l)), 1.0);
  }
  /** A soft edge with no visible end: 1 at 0, 0 at 1, flat at both. */
  float soft(float x) { float k = clamp(1.0 - x * x, 0.0, 1.0); return k * k; }
`;

export const lightMaterial = (
  stage: StageUniforms,
  own: Readonly<Record<string, IUniform>>,
  vertexShader: string,
  fragmentShader: string,
): ShaderMaterial =>
  new ShaderMaterial({
    uniforms: { ...stage, ...own },
    vertexShader: VERTEX_HEAD + vertexShader,
    fragmentShader: FRAGMENT_HEAD + fragmentShader,
    depthTest: false,
    depthWrite: false,
    transparent: true,
    side: 2,
    blending: CustomBlending,
    blendEquation: AddEquation,
    blendSrc: OneFactor,
    blendDst: OneMinusSrcColorFactor,
  });
