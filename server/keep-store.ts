/** The store as the relay uses it: what is accepted is kept, what the disk refuses becomes a fault, and the show goes on. */
import type { CalibrationRecord } from '../calibration/record.ts';
import type { FaultBoard } from './fault-board.ts';
import { emptySnapshot, ofProjector, type Payload, type Snapshot } from './protocol.ts';
import { openCalibrationFiles } from './store/calibration-files.ts';
import { openCanvasJournal } from './store/canvas-journal.ts';

export interface KeptStore {
  /** Every canvas that has something stored. Calibrations that cannot be used are faults; a folder that cannot be made is too. */
  load(): Promise<Snapshot[]>;
  onAccepted(payload: Payload, after: Snapshot): void;
  /** Records that changed on the disk since the last look; keeps the faults of the files that cannot be used. */
  lookAtCalibrations(): Promise<readonly CalibrationRecord[]>;
  /** Never rejects: a disk that fails is a fault, and is tried again. */
  flush(): Promise<void>;
}

const keyOf = ({ canvas, projector }: CalibrationRecord): string => JSON.stringify([canvas, projector]);

export const keepStore = (dataFolder: string, board: FaultBoard, log: (line: string) => void): KeptStore => {
  const calibrations = openCalibrationFiles(dataFolder);
  const canvases = openCanvasJournal(dataFolder);
  /** By canvas and projector: the newest alone is worth writing. */
  const unsaved = new Map<
    string,
    { readonly record: CalibrationRecord; readonly previous: CalibrationRecord | null }
  >();
  /** What is on the disk or on its way there. */
  const kept = new Map<string, CalibrationRecord>();
  let corrupt: readonly string[] = [];

  const guarded = async <T>(subject: string, otherwise: T, work: () => Promise<T>): Promise<T> => {
    try {
      const result = await work();
      board.clear('storage-failed', subject);
      return result;
    } catch (error) {
      board.set('storage-failed', subject, `${dataFolder}: ${error instanceof Error ? error.message : String(error)}.`);
      return otherwise;
    }
  };

  const lookAtCalibrations = (): Promise<readonly CalibrationRecord[]> =>
    guarded('reading calibrations', [], async () => {
      const found = await calibrations.look();
      const paths = found.corrupt.map((c) => c.path);
      for (const path of corrupt) if (!paths.includes(path)) board.clear('calibration-corrupt', path);
      for (const { path, problem, canvas } of found.corrupt)
        board.set('calibration-corrupt', path, `${path}: ${problem}`, { canvas });
      corrupt = paths;
      for (const record of found.records) kept.set(keyOf(record), record);
      return found.records;
    });

  const saveCalibrations = async (): Promise<void> => {
    for (const [key, change] of unsaved) {
      await calibrations.save(change.record, change.previous);
      if (unsaved.get(key) === change) unsaved.delete(key);
    }
  };

  return {
    load: () =>
      guarded('reading canvases', [], async () => {
        const snapshots = new Map<string, Snapshot>();
        for (const { snapshot, damaged, keptAs } of await canvases.load()) {
          if (damaged > 0)
            log(`${damaged} damaged lines of a canvas were left out; the file as it was is kept as ${keptAs}`);
          if (snapshot.canvas !== '') snapshots.set(snapshot.canvas, snapshot);
        }
        for (const record of await lookAtCalibrations()) {
          const known = snapshots.get(record.canvas) ?? emptySnapshot(record.canvas);
          const before = await calibrations.previousOf(record);
          snapshots.set(record.canvas, {
            ...known,
            calibrations: [...known.calibrations, record],
            previous: before ? [...known.previous, before] : known.previous,
          });
        }
        return [...snapshots.values()];
      }),
    onAccepted: (payload, after) => {
      if (payload.type === 'observation') canvases.note(payload, after);
      if (payload.type !== 'calibration') return;
      for (const record of after.calibrations) {
        const key = keyOf(record);
        if (kept.get(key) === record) continue;
        kept.set(key, record);
        unsaved.set(key, { record, previous: ofProjector(after.previous, record.projector) ?? null });
      }
    },
    lookAtCalibrations,
    flush: async () => {
      await guarded('writing calibrations', undefined, saveCalibrations);
      await guarded('writing canvases', undefined, () => canvases.flush());
    },
  };
};
