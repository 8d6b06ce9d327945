/** What a scene is: it draws a scene state, and knows nothing of sockets, keys or rasters. Frame: canvas mm. */
import type { Object3D, WebGLRenderer } from 'three';
import type { SheetSize } from '../../calibration/frames.ts';
import type { StageUniforms } from '../draw/light-material.ts';
import type { SceneState } from '../scene-state.ts';

export interface SceneFrame {
  readonly renderer: WebGLRenderer;
  readonly state: SceneState;
  readonly sheet: SheetSize;
  /** ms of the projector's clock. */
  readonly time: number;
}

export interface SceneDrawing {
  readonly object: Object3D;
  /** Before each drawn frame. True while something moves that must be drawn smoothly. */
  update(frame: SceneFrame): boolean;
  dispose(): void;
}

export interface LightScene {
  /** As cues name it. */
  readonly name: string;
  /** As the help shows it. */
  readonly title: string;
  stage(uniforms: StageUniforms): SceneDrawing;
}
