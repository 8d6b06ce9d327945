/** What `/status.json` says: the whole state of the server as plain data. Counts what is written, and never repeats it: texts are the visitors'. */
import type { CanvasState } from './canvas-state.ts';
import type { ServerFault } from './fault-board.ts';
import { type ClientInfo, FAULTS, type Fault, ofProjector, PROTOCOL_VERSION, ROLES } from './protocol.ts';
import type { Counters } from './relay.ts';
import type { ModelState } from './verify-models.ts';

export interface StatusSources {
  readonly version: string;
  readonly startedAt: Date;
  /** The server's clock, ms. */
  readonly now: number;
  readonly dataFolder: string;
  readonly lan: boolean;
  readonly canvases: Iterable<CanvasState>;
  readonly clients: readonly ClientInfo[];
  readonly faults: readonly ServerFault[];
  readonly models: readonly ModelState[];
  readonly counters: Readonly<Counters>;
}

const count = <T extends { readonly state: string }>(
  items: readonly T[],
): { tentative: number; committed: number } => ({
  tentative: items.filter((i) => i.state === 'tentative').length,
  committed: items.filter((i) => i.state === 'committed').length,
});

const explained = (fault: Fault, from: string, canvas: string | null) => ({
  code: fault.code,
  short: FAULTS[fault.code].short,
  severity: fault.severity,
  since: fault.since,
  from,
  canvas,
  title: FAULTS[fault.code].title,
  detail: fault.detail,
  remedy: FAULTS[fault.code].remedy,
});

export const describeStatus = (s: StatusSources) => ({
  name: 'inklight',
  version: s.version,
  protocol: PROTOCOL_VERSION,
  startedAt: s.startedAt.toISOString(),
  uptimeSeconds: Math.round((Date.now() - s.startedAt.getTime()) / 1000),
  listensOnNetwork: s.lan,
  dataFolder: s.dataFolder,
  canvases: [...s.canvases].map((c) => ({
    name: c.name,
    camera: s.clients.find((client) => client.id === c.owner)?.name ?? null,
    paper: c.snapshot.paper === null ? null : c.snapshot.paper.kind,
    paperDetail: c.snapshot.paper?.kind === 'absent' ? c.snapshot.paper.reason : '',
    sheet: c.snapshot.paper?.kind === 'found' ? c.snapshot.paper.sheet : null,
    /** ms since the camera last said what it sees; null = not since the server started. */
    lastObservationAgeMs: c.lastObservationAt === null ? null : Math.max(0, Math.round(s.now - c.lastObservationAt)),
    observations: c.observations,
    strokes: count(c.snapshot.strokes),
    lines: count(c.snapshot.lines),
    calibrations: c.snapshot.calibrations.map(({ projector, source, madeAt, sheet, projectorSize, accuracy }) => ({
      projector,
      source,
      madeAt,
      sheet,
      projectorSize,
      /** On held-out points; null: not measured. */
      accuracy: accuracy && {
        rmsPx: accuracy.rmsPx,
        rmsMm: accuracy.rmsMm,
        p95Mm: accuracy.p95Mm,
        coverage: accuracy.coverage,
      },
      /** Since it was made; null: the watchdog has not said yet. */
      drift: ofProjector(c.snapshot.drifts, projector) ?? null,
      /** From light to camera, ms; null: not measured yet. */
      latency: ofProjector(c.snapshot.latencies, projector) ?? null,
    })),
  })),
  clients: Object.fromEntries(
    ROLES.map((role) => [
      role,
      s.clients
        .filter((c) => c.role === role)
        .map((c) => ({
          name: c.name,
          canvas: c.canvas,
          connectedSeconds: Math.max(0, Math.round((s.now - c.joinedAt) / 1000)),
          // What works, but somebody should know, is no fault: the verdict above it says so, too.
          faults: c.faults.filter(({ severity }) => severity === 'fault').length,
          notices: c.faults.filter(({ severity }) => severity === 'notice').length,
        })),
    ]),
  ),
  faults: [
    ...s.faults.map((f) => explained(f, 'server', f.canvas)),
    ...s.clients.flatMap((c) => c.faults.map((f) => explained(f, `${c.role} ${c.name}`, c.canvas))),
  ],
  models: s.models.map(({ file, expected, found, bytes, ok }) => ({ file, sha256: found, expected, bytes, ok })),
  counters: { ...s.counters },
});

export type Status = ReturnType<typeof describeStatus>;
