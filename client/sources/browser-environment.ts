/** The real clock, timers and machine events for keep-open.ts; `looking` says what becomes of the pictures that come. */
import type { SourceKind } from './frame-source.ts';
import type { KeepOpenEnvironment } from './keep-open.ts';

export const browserEnvironment = (
  kind: SourceKind,
  looking: { readonly isWatching: () => boolean; readonly isBusy: () => boolean },
): KeepOpenEnvironment => ({
  now: () => performance.now(),
  after: (ms, then) => {
    const timer = setTimeout(then, ms);
    return () => clearTimeout(timer);
  },
  // A video that plays in a hidden tab is paused by the browser: it is not frozen. Cameras go on.
  isBusy: looking.isBusy,
  isWatched: () => looking.isWatching() && (kind === 'webcam' || !document.hidden),
  onHope: (then) => {
    const stop = new AbortController();
    navigator.mediaDevices?.addEventListener('devicechange', then, { signal: stop.signal });
    // A camera that was refused is asked for again as soon as somebody allows it.
    navigator.permissions
      ?.query({ name: 'camera' as PermissionName })
      .then((permission) =>
        permission.addEventListener('change', () => permission.state === 'granted' && then(), { signal: stop.signal }),
      )
      .catch(() => {});
    return () => stop.abort();
  },
});
