import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cameraReport, pollUntil } from '../evaluate/page-reports.ts';
import { launchChromium } from './launch-chromium.ts';
import { type RunningServer, startServer } from './start-server.ts';

const SECONDS = 1000;

let server: RunningServer;
let browser: Browser;
beforeAll(async () => {
  server = await startServer();
  browser = await launchChromium({ camera: 'pattern' });
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

/** What the test does to the camera of the page, through `window.testCamera`. */
interface TestCamera {
  draws: boolean;
  present: boolean;
  unplug(): void;
}

/** Runs in the page: a camera that shows a bright sheet with noise, can stop drawing, and can be unplugged. */
const installTestCamera = (): void => {
  const canvas = document.createElement('canvas');
  canvas.width = 640;
  canvas.height = 480;
  const pen = canvas.getContext('2d')!;
  let track: MediaStreamTrack | undefined;
  const camera: TestCamera = {
    draws: true,
    present: true,
    unplug() {
      camera.present = false;
      track?.stop();
      track?.dispatchEvent(new Event('ended'));
    },
  };
  Object.assign(window, { testCamera: camera });
  setInterval(() => {
    if (!camera.draws) return;
    pen.fillStyle = '#333';
    pen.fillRect(0, 0, 640, 480);
    pen.fillStyle = '#eee';
    pen.fillRect(100, 60, 440, 340);
    for (let i = 0; i < 400; i++) {
      pen.fillStyle = `rgb(${220 + Math.random() * 30} 230 230)`;
      pen.fillRect(Math.random() * 640, Math.random() * 480, 2, 2);
    }
  }, 60);
  navigator.mediaDevices.getUserMedia = async () => {
    if (!camera.present) throw new DOMException('Requested device not found', 'NotFoundError');
    const stream = canvas.captureStream(15);
    track = stream.getVideoTracks()[0];
    return stream;
  };
};

const openCamera = async (
  canvas: string,
  prepare: (page: Page) => Promise<unknown> = async () => {},
): Promise<Page> => {
  const context = await browser.newContext({ permissions: ['camera'] });
  const page = await context.newPage();
  await prepare(page);
  await page.goto(`${server.url}/camera?canvas=${canvas}`);
  return page;
};
const faultsOf = async (page: Page): Promise<readonly string[]> =>
  ((await cameraReport(page))?.faults ?? []).map((fault) => fault.code);
const untilFault = async (page: Page, code: string, there: boolean): Promise<readonly string[]> =>
  pollUntil(
    () => faultsOf(page),
    (codes) => codes.includes(code) === there,
    40 * SECONDS,
  );
const testCamera = (page: Page, act: (camera: TestCamera) => void): Promise<void> =>
  page.evaluate(`(${act.toString()})(window.testCamera)`);

describe('a camera that goes wrong', () => {
  let page: Page;
  beforeAll(async () => {
    page = await openCamera('wrong', (p) => p.addInitScript(installTestCamera));
    await pollUntil(
      () => cameraReport(page),
      (r) => r?.paper.kind === 'found',
      40 * SECONDS,
    );
  });
  afterAll(async () => {
    await page?.context().close();
  });

  it('is said to be frozen with C3 when its pictures stop, and is well again by itself when they go on', {
    timeout: 120 * SECONDS,
  }, async () => {
    await testCamera(page, (camera) => {
      camera.draws = false;
    });
    expect(await untilFault(page, 'camera-frozen', true)).toContain('camera-frozen');
    expect(await page.locator('[data-fault="camera-frozen"]').textContent()).toMatch(/C3.*Check the cable/);
    await testCamera(page, (camera) => {
      camera.draws = true;
    });
    expect(await untilFault(page, 'camera-frozen', false)).not.toContain('camera-frozen');
  });

  it('is said to be gone with C2 when it is unplugged, and is picked up again by itself', {
    timeout: 120 * SECONDS,
  }, async () => {
    await testCamera(page, (camera) => camera.unplug());
    expect(await untilFault(page, 'camera-unplugged', true)).toContain('camera-unplugged');
    expect(await page.locator('[data-fault="camera-unplugged"]').textContent()).toMatch(/C2.*Plug the camera in/);
    await testCamera(page, (camera) => {
      camera.present = true;
    });
    expect(await untilFault(page, 'camera-unplugged', false)).not.toContain('camera-unplugged');
    const seen = await pollUntil(
      () => cameraReport(page),
      (r) => r?.paper.kind === 'found',
      20 * SECONDS,
    );
    expect(seen?.paper.kind).toBe('found');
  });
});

describe('a reader that cannot be loaded', () => {
  it('is M1 with the file, what was expected and what was found, and heals when the file is restored', {
    timeout: 120 * SECONDS,
  }, async () => {
    let corrupt = true;
    const page = await openCamera('corrupt', (p) =>
      p.context().route('**/models/*.onnx', async (route) => {
        const response = await route.fetch();
        const body = Buffer.from(await response.body());
        if (corrupt) body[body.length >> 1]! ^= 0xff;
        await route.fulfill({ response, body });
      }),
    );
    expect(await untilFault(page, 'model-corrupt', true)).toContain('model-corrupt');
    expect(await page.locator('[data-fault="model-corrupt"]').textContent()).toMatch(
      /M1.*models\/\S+\.onnx: expected .*SHA-256 [0-9a-f]{64}, found/,
    );
    corrupt = false;
    expect(await untilFault(page, 'model-corrupt', false)).not.toContain('model-corrupt');
    expect((await cameraReport(page))?.backend).not.toBeNull();
    await page.context().close();
  });
});
