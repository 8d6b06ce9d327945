/**
 * The virtual wall's worker: drives the live wall by the clock, gives each picture to the camera's stream, and reports. Thin glue: what is
 * painted is decided in client/sources/virtual-wall. Frames: camera px out, projector px and canvas mm in.
 */
import { SMALL_CAMERA } from '../sources/virtual-wall/default-world.ts';
import { LiveWall } from '../sources/virtual-wall/live-driver.ts';
import pictureUrl from '../sources/virtual-wall/repertoire/repertoire.png?url';
import type { RepertoireEntry } from '../sources/virtual-wall/repertoire/repertoire.ts';
import { cutRepertoire, repertoire } from '../sources/virtual-wall/repertoire/repertoire.ts';
import type { FromWallWorker, ToWallWorker, WallSettings } from './wall-messages.ts';

/** The wall shares its cores with the camera page that looks at it: it works at most this share of the time. */
const DUTY = 0.45;
/** Below this rate, over FPS_WINDOW_MS, the camera falls to its small picture. */
const LEAST_FPS = 8;
const FPS_WINDOW_MS = 6000;
/** While the pages beside it load their network and compile OpenCV, everything is slow: that says nothing. */
const SETTLE_MS = 20_000;
const STATUS_EVERY_MS = 250;
const LIGHT_EVERY_MS = 1000;

const tell = (message: FromWallWorker): void => self.postMessage(message);
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

let wall: LiveWall | null = null;
const light = { onInk: 0, elsewhere: 0, samples: 0 };

const loadRepertoire = async (): Promise<readonly RepertoireEntry[]> => {
  const answer = await fetch(pictureUrl);
  if (!answer.ok) throw new Error(`${pictureUrl}: the server answered ${answer.status}`);
  const bitmap = await createImageBitmap(await answer.blob(), { colorSpaceConversion: 'none' });
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('this browser gives no 2D canvas in a worker');
  context.drawImage(bitmap, 0, 0);
  const rgba = context.getImageData(0, 0, bitmap.width, bitmap.height).data;
  const data = new Uint8Array(bitmap.width * bitmap.height);
  for (let i = 0; i < data.length; i++) data[i] = rgba[4 * i]!;
  return cutRepertoire(repertoire, { width: bitmap.width, height: bitmap.height, data });
};

const tellGeometry = ({ geometry }: LiveWall): void =>
  tell({
    type: 'geometry',
    geometry: {
      sheet: geometry.sheet.size,
      cameraSize: geometry.camera.size,
      projectorSize: geometry.projector.size,
      canvasToCamera: [...geometry.camera.canvasToCamera],
      canvasToProjector: [...geometry.projector.canvasToProjector],
      lens: geometry.camera.lens,
    },
  });

const run = async (frames: WritableStream<VideoFrame>, settings: WallSettings): Promise<void> => {
  const live = new LiveWall({ ...settings, entries: await loadRepertoire() });
  wall = live;
  tellGeometry(live);
  const writer = frames.getWriter();
  const starts: number[] = [];
  const costs: number[] = [];
  const since = performance.now();
  let statusAt = 0;
  let lightAt = 0;
  for (;;) {
    const start = performance.now();
    const { planes, size } = live.tick(start);
    const frame = new VideoFrame(planes, {
      format: 'I420',
      codedWidth: size.width,
      codedHeight: size.height,
      timestamp: Math.round(start * 1000),
      colorSpace: { primaries: 'bt709', transfer: 'iec61966-2-1', matrix: 'bt709', fullRange: true },
    });
    const cost = performance.now() - start;
    await writer.write(frame);
    frame.close();
    if (start - lightAt > LIGHT_EVERY_MS && live.written.length > 0) {
      lightAt = start;
      const now = live.measure();
      light.onInk += now.onInk;
      light.elsewhere += now.elsewhere;
      light.samples++;
    }
    costs.push(cost);
    starts.push(start);
    if (costs.length > 40) costs.shift();
    while (starts.length > 1 && starts[0]! < start - FPS_WINDOW_MS) starts.shift();
    const fps = starts.length < 2 ? 0 : ((starts.length - 1) * 1000) / (start - starts[0]!);
    if (start - statusAt > STATUS_EVERY_MS) {
      statusAt = start;
      tell({
        type: 'status',
        state: live.state,
        fps,
        frameMs: [...costs].sort((a, b) => a - b)[costs.length >> 1] ?? 0,
        written: live.written.map(({ text, penUpAt }) => ({ text, penUpAt: penUpAt + performance.timeOrigin })),
        litOnInk: light.onInk / Math.max(1, light.samples),
        litElsewhere: light.elsewhere / Math.max(1, light.samples),
      });
    }
    const settled = start - since > SETTLE_MS && start - starts[0]! > 0.9 * FPS_WINDOW_MS;
    if (settled && !settings.keepsCamera && fps < LEAST_FPS && size.width > SMALL_CAMERA.width) {
      live.setCamera(SMALL_CAMERA);
      tellGeometry(live);
      starts.length = 0;
    }
    await sleep(Math.max(1, Math.max(1000 / settings.mostFps, cost / DUTY) - cost));
  }
};

self.addEventListener('message', ({ data }: MessageEvent<ToWallWorker>) => {
  if (data.type === 'start') {
    run(data.frames, data.settings).catch((error: unknown) =>
      tell({ type: 'failed', message: error instanceof Error ? error.message : String(error) }),
    );
    return;
  }
  if (wall === null) return;
  if (data.type === 'projector') wall.project({ size: data.size, data: data.data });
  else if (data.type === 'pen') {
    const w = data.way;
    for (let i = 3; i + 2 < w.length; i += 3)
      wall.draw(data.colour, { x: w[i - 3]!, y: w[i - 2]! }, { x: w[i]!, y: w[i + 1]! }, w[i - 1]!, w[i + 2]!);
  } else if (data.type === 'play') wall.setPlaying(data.on);
  else if (data.type === 'next-line') wall.writeNextLine();
  else if (data.type === 'new-sheet') wall.newSheet();
  else if (data.type === 'hand') wall.setHand(data.on);
  else if (data.type === 'exposure') wall.setExposure(data.value);
  else wall.setLamp(data.on);
});
