/**
 * The virtual wall in real time: keeps the sheet, its writer and its inks, and paints a camera frame whenever it is asked to. Free of DOM and
 * timers, so that a worker drives it and a test can. Frames: camera px out, projector px and canvas mm in; times are the caller's monotonic ms.
 */
import type { CanvasPoint, Size } from '../../../calibration/frames.ts';
import { makeWorld } from './default-world.ts';
import { clearInk, drawSegment, makeInkLayer, PEN_COLOURS, type PenColour, uniteRects } from './ink.ts';
import { type LitShares, measureLight } from './measure-light.ts';
import type { RepertoireEntry } from './repertoire/repertoire.ts';
import { LINES_PER_SHEET, scheduleLines } from './schedule-lines.ts';
import { planesLength } from './sensor.ts';
import { planeStepper, truthOf } from './step-world.ts';
import type { InkLayer, Occluder, ProjectorFrame, Rect, World } from './world.ts';
import { advanceWriting, startWriting, type WritingState } from './write-script.ts';

export interface LiveOptions {
  readonly seed: number;
  /** How many lines to write before stopping; null: on and on, sheet after sheet. */
  readonly lineCount: number | null;
  readonly auto: boolean;
  readonly entries: readonly RepertoireEntry[];
  readonly camera: Size;
  /** Of the camera; as in makeWorld where absent. */
  readonly exposure?: number;
}
export interface LiveWritten {
  readonly text: string;
  /** ms of the caller's clock. */
  readonly penUpAt: number;
}
export interface LiveState {
  readonly playing: boolean;
  readonly hand: boolean;
  readonly lamp: boolean;
  /** A line is being written now. */
  readonly writing: boolean;
  /** All lines that were asked for are written. */
  readonly finished: boolean;
}

/** A finished sheet hangs this long before a new one takes its place. */
const SHEET_HANGS_MS = 14_000;
/** A pause of the caller longer than this (a hidden tab) is not made up for. */
const LONGEST_TICK_MS = 1000;

export class LiveWall {
  private world: World;
  private step: ReturnType<typeof planeStepper>;
  private layers = new Map<PenColour, InkLayer>();
  private writing: WritingState;
  private sheetIndex = 0;
  private sheetClock = 0;
  private lastTick: number | null = null;
  private stopAfter: number | null = null;
  private playing: boolean;
  private exposure: number | undefined;
  private showHand = true;
  private lampOn = true;
  private projected: ProjectorFrame | null = null;
  private changed: Rect | 'all' | null = 'all';
  private hands: readonly Occluder[] = [];
  private out: Uint8ClampedArray<ArrayBuffer>;
  readonly written: LiveWritten[] = [];

  constructor(private readonly options: LiveOptions) {
    this.exposure = options.exposure;
    this.world = this.worldFor(options.camera);
    this.step = planeStepper(this.world, options.seed);
    this.out = new Uint8ClampedArray(planesLength(options.camera));
    this.playing = options.auto;
    this.writing = startWriting(this.linesOfSheet());
  }

  get geometry(): World {
    return this.world;
  }
  get state(): LiveState {
    const { lines, done, current } = this.writing;
    return {
      playing: this.playing,
      hand: this.showHand,
      lamp: this.lampOn,
      writing: current !== null,
      finished: done >= lines.length && !this.moreSheets(),
    };
  }

  /** Brings the wall to `now` and takes its picture: I420 planes, overwritten by the next call. */
  tick(now: number): { readonly size: Size; readonly planes: Uint8ClampedArray<ArrayBuffer> } {
    const past = this.lastTick === null ? 0 : Math.min(LONGEST_TICK_MS, Math.max(0, now - this.lastTick));
    this.lastTick = now;
    if (this.playing) this.write(past, now);
    this.step(
      {
        inks: [...this.layers.values()],
        inkChanged: this.changed,
        projectorFrame: this.lampOn ? this.projected : null,
        occluders: this.hands,
        time: now,
      },
      this.out,
    );
    this.changed = null;
    return { size: this.world.camera.size, planes: this.out };
  }

  /** What the projector shows from now on. */
  project(frame: ProjectorFrame | null): void {
    this.projected = frame;
  }

  /** A stretch of somebody's own pen; auto-play waits from now on. Widths in mm. */
  draw(colour: PenColour, a: CanvasPoint, b: CanvasPoint, widthA: number, widthB: number): void {
    this.playing = false;
    this.leave();
    const ink = this.layerOf(colour);
    const px = drawSegment(ink, a, b, widthA, widthB);
    if (px) this.markChanged(ink, px);
  }

  setPlaying(playing: boolean): void {
    this.playing = playing;
    this.stopAfter = null;
  }
  /** Writes one line now and then waits; a new sheet first when this one is full. */
  writeNextLine(): void {
    if (this.writing.done >= this.writing.lines.length) this.newSheet();
    const line = this.writing.lines[this.writing.done];
    if (line) this.sheetClock = Math.max(this.sheetClock, line.startMs - 700);
    if (!this.playing) this.stopAfter = this.writing.done + 1;
    this.playing = true;
  }
  /** Takes the sheet down and hangs a new one. */
  newSheet(): void {
    for (const ink of this.layers.values()) clearInk(ink);
    this.layers.clear();
    this.changed = 'all';
    this.sheetIndex++;
    this.sheetClock = 0;
    this.stopAfter = null;
    this.writing = startWriting(this.linesOfSheet());
    this.leave();
  }
  setHand(shown: boolean): void {
    this.showHand = shown;
    if (!shown) this.leave();
  }
  setLamp(on: boolean): void {
    this.lampOn = on;
  }
  /** Another camera resolution: the room is measured again, which takes some tenths of a second; ink and writing stay. */
  setCamera(camera: Size): void {
    this.world = this.worldFor(camera);
    this.step = planeStepper(this.world, this.options.seed);
    this.out = new Uint8ClampedArray(planesLength(camera));
    this.changed = 'all';
  }
  /** The camera sees more or less light from now on; ink and writing stay. */
  setExposure(exposure: number): void {
    this.exposure = exposure;
    this.setCamera(this.world.camera.size);
  }
  /** Light on and beside the ink now. */
  measure(): LitShares {
    const frame = this.lampOn ? this.projected : null;
    return measureLight(this.world.sheet.size, truthOf(this.world, [...this.layers.values()], frame));
  }

  private write(past: number, now: number): void {
    this.sheetClock += past;
    const before = this.writing;
    const moved = advanceWriting(before, this.layerOf('black'), this.world.sheet.size, this.sheetClock);
    this.writing = moved.state;
    if (moved.inkChanged) this.mark(moved.inkChanged);
    for (const { text, penUpMs } of moved.finished)
      this.written.push({ text, penUpAt: now - (this.sheetClock - penUpMs) });
    if (moved.hand !== null && this.showHand) this.hands = [moved.hand];
    else this.leave();
    if (this.stopAfter !== null && this.writing.done >= this.stopAfter && moved.hand === null) {
      this.playing = false;
      this.stopAfter = null;
    }
    const last = this.writing.lines.at(-1);
    if (this.writing.done < this.writing.lines.length) return;
    if (!this.moreSheets()) {
      if (moved.hand === null) this.playing = false;
      return;
    }
    if (this.sheetClock > (last ? last.startMs + last.durationMs : 0) + SHEET_HANGS_MS) this.newSheet();
  }

  private worldFor(camera: Size): World {
    const { exposure } = this;
    return makeWorld(exposure === undefined ? { camera } : { camera, exposure });
  }
  private leave(): void {
    if (this.hands.length > 0) this.hands = [];
  }
  private moreSheets(): boolean {
    const { lineCount } = this.options;
    return lineCount === null || (this.sheetIndex + 1) * LINES_PER_SHEET < lineCount;
  }
  private linesOfSheet(): ReturnType<typeof scheduleLines> {
    const { seed, lineCount, entries } = this.options;
    const before = this.sheetIndex * LINES_PER_SHEET;
    // Whoever asks for more than was planned gets whole sheets.
    const planned = lineCount === null || lineCount <= before ? LINES_PER_SHEET : lineCount - before;
    const count = Math.min(LINES_PER_SHEET, planned, entries.length);
    // Each sheet has a draw of its own; the first is the seed's own, as the offline driver's.
    return scheduleLines(seed + this.sheetIndex * 7919, this.world.sheet.size, count, entries);
  }
  private layerOf(colour: PenColour): InkLayer {
    const known = this.layers.get(colour);
    if (known) return known;
    const layer = makeInkLayer(this.world.sheet.size, PEN_COLOURS[colour]);
    this.layers.set(colour, layer);
    return layer;
  }
  private markChanged(ink: InkLayer, px: Rect): void {
    const s = ink.pxPerMm;
    this.mark({ x0: px.x0 / s, y0: px.y0 / s, x1: px.x1 / s, y1: px.y1 / s });
  }
  private mark(mm: Rect): void {
    if (this.changed !== 'all') this.changed = uniteRects(this.changed, mm);
  }
}
