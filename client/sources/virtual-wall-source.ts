/**
 * The virtual wall's camera: the page around this one (/wall) draws it and lends its MediaStream. After this file nothing
 * knows that the picture is simulated.
 */
import { type FrameSource, SourceError } from './frame-source.ts';

/** What /wall offers to the pages inside it, as `window.inklightWall`. */
export interface InklightWall {
  /** The simulated camera's picture; the same stream each time while the wall stands. */
  stream(): MediaStream | Promise<MediaStream>;
  /** Lets the simulated camera see less light; false when it is dim already. */
  dim?(): boolean;
}

/** The wall builds its room while this page loads. */
const PATIENCE_MS = 15_000;
const LOOK_EVERY_MS = 100;

export const createVirtualWallSource = (around: Window = window.parent): FrameSource => ({
  kind: 'virtual-wall',
  label: 'virtual wall',
  async open() {
    const wall = await findWall(around);
    try {
      // A copy of the tracks: ending ours must not end the wall's own.
      return (await wall.stream()).clone();
    } catch (error) {
      throw new SourceError('busy', `the virtual wall gave no picture: ${messageOf(error)}`);
    }
  },
  close() {},
});

/** False where there is no wall around this page, or it is dim already. */
export const dimVirtualWall = (around: Window = window.parent): boolean =>
  (around as Window & { readonly inklightWall?: InklightWall }).inklightWall?.dim?.() ?? false;

const findWall = async (around: Window): Promise<InklightWall> => {
  if (around === window) throw new SourceError('absent', 'this page is not inside the virtual wall: open /wall');
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    const wall = (around as Window & { readonly inklightWall?: InklightWall }).inklightWall;
    if (wall) return wall;
    if (performance.now() > until) throw new SourceError('absent', 'the virtual wall around this page did not start');
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
