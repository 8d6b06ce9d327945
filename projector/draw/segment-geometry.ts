/** Segments as the GPU takes them: one quad for every copy, one instance for every segment. Frame: as the segments'. */
import { BufferAttribute, InstancedBufferAttribute, InstancedBufferGeometry } from 'three';
import type { Segments } from '../cut-segments.ts';

/** Attributes: `corner` (−1 … 1), `copy` (0 … copies − 1), `ends` (vec4), and a vec2 for each name in `channels`. */
export const segmentGeometry = (
  segments: Segments,
  channels: readonly string[],
  copies = 1,
): InstancedBufferGeometry => {
  const geometry = new InstancedBufferGeometry();
  const quad = [-1, -1, 1, -1, 1, 1, -1, 1];
  const copy = Array.from({ length: copies }, (_, i) => i);
  geometry.setAttribute('corner', new BufferAttribute(Float32Array.from(copy.flatMap(() => quad)), 2));
  geometry.setAttribute('copy', new BufferAttribute(Float32Array.from(copy.flatMap((i) => [i, i, i, i])), 1));
  geometry.setIndex(copy.flatMap((i) => [0, 1, 2, 0, 2, 3].map((n) => i * 4 + n)));
  geometry.setAttribute('ends', new InstancedBufferAttribute(segments.ends, 4));
  for (const [c, name] of channels.entries())
    geometry.setAttribute(name, new InstancedBufferAttribute(segments.channels[c]!, 2));
  geometry.instanceCount = segments.count;
  return geometry;
};

/** Vertex stage: `spread(a, b, w)` places this corner of the quad around the segment a–b (canvas mm) with half width w. */
export const SEGMENT_VERTEX = /* glsl */ `
  attribute vec2 corner;
  attribute float copy;
  attribute vec4 ends;
  varying vec2 vMm;
  varying vec4 vEnds;
  varying float vHalfWidth;
  void spread(vec2 a, vec2 b, float w) {
    vec2 along = b - a;
    vec2 u = along / max(length(along), 1e-4);
    vMm = mix(a, b, corner.x * 0.5 + 0.5) + u * corner.x * w + vec2(-u.y, u.x) * corner.y * w;
    vEnds = vec4(a, b);
    vHalfWidth = w;
    gl_Position = onWall(vMm);
  }
`;
/** Fragment stage: where along the segment this place is (0 … 1), and how far from it in half widths. */
export const SEGMENT_FRAGMENT = /* glsl */ `
  varying vec2 vMm;
  varying vec4 vEnds;
  varying float vHalfWidth;
  float alongSegment() {
    vec2 along = vEnds.zw - vEnds.xy;
    return clamp(dot(vMm - vEnds.xy, along) / max(dot(along, along), 1e-6), 0.0, 1.0);
  }
  float offSegment(float t) { return distance(vMm, mix(vEnds.xy, vEnds.zw, t)) / vHalfWidth; }
`;
