/**
 * The camera page's side of a calibration: takes commands from the link, lets the worker look, asks the projector page for what the worker
 * wants to see, and publishes progress and verdict. One run at a time; a run whose wizard is gone ends. Times: ms of the page's clock.
 */
import type { Show, Verdict } from '../../calibration/session/contract.ts';
import {
  type CalibrationCommand,
  type CalibrationMessage,
  PATTERN_REPEAT_MS,
  type Pattern,
  type Payload,
  type ProjectorFacts,
} from '../../server/protocol.ts';
import type { CalibrationFromWorker } from '../workers/calibration-messages.ts';
import { composeVerdict, type VerdictSurroundings } from './compose-verdict.ts';

export interface CalibrationDeskSurroundings {
  readonly publish: (payload: Payload) => void;
  readonly projector: (name: string) => ProjectorFacts | undefined;
  /** Holds what the camera would change by itself; resolves when it has said what it holds. */
  readonly holdCamera: () => Promise<void>;
  /** Lets the camera see less light; false where it cannot, or sees too little already. */
  readonly dimCamera: () => Promise<boolean>;
  /** The worker begins to look for this projector's light, and names `run` in all that it says of it; null ends it. */
  readonly look: (projector: ProjectorFacts | null, run: number) => void;
  readonly verdict: () => VerdictSurroundings;
  readonly now: () => number;
  readonly onRunning: (projector: string | null) => void;
}

export interface CalibrationDesk {
  readonly running: string | null;
  obey(projector: string, command: CalibrationCommand): void;
  hear(message: CalibrationFromWorker): void;
  /** Somebody who watches is connected, or nobody; told as often as it may have changed. */
  watched(isWatched: boolean): void;
  /** Says again what the projector shall show; called a few times a second. */
  tick(): void;
  /** The worker or the camera is gone. */
  abort(why: string): void;
}

/** A wizard that reloads is back within this. */
const WIZARD_GRACE_MS = 6_000;
/** Each dims by two fifths: from eight times too bright to right. */
const MOST_DIMMINGS = 4;
/** Progress in steps of a percent: more would only fill the wire. */
const PROGRESS_STEP = 0.01;
/** The wire's limit. */
const LONGEST_DETAIL = 300;

export const createCalibrationDesk = (around: CalibrationDeskSurroundings): CalibrationDesk => {
  /** `facts`: the projector as it was when the patterns began; what it is at their end they do not speak of. */
  let running: {
    readonly projector: string;
    readonly startedAt: number;
    facts: ProjectorFacts;
    dimmed: number;
  } | null = null;
  /** Looks are counted: a worker that was busy with the last one may still answer for it. */
  let looked = 0;
  let shown: Pattern | null = null;
  let shownAt = 0;
  let told = { done: -1, stage: '' };
  let unwatchedSince: number | null = null;

  const say = (calibration: CalibrationMessage['calibration']): void =>
    around.publish({ type: 'calibration', calibration });
  const ask = (pattern: Pattern): void => {
    shown = pattern;
    shownAt = around.now();
    around.publish(pattern);
  };
  const show = (projector: string, { patternId, pattern }: Show): void =>
    ask({ type: 'pattern', projector, patternId, pattern });

  const end = (): void => {
    if (!running) return;
    ask({ type: 'pattern', projector: running.projector, patternId: 0, pattern: { kind: 'none' } });
    shown = null;
    running = null;
    around.look(null, ++looked);
    around.onRunning(null);
  };
  const look = (facts: ProjectorFacts): void => around.look(facts, ++looked);
  const failed = (projector: string, detail: string): void =>
    say({
      kind: 'verdict',
      verdict: {
        projector,
        at: new Date().toISOString(),
        seconds: running ? (around.now() - running.startedAt) / 1000 : 0,
        troubles: [
          {
            code: 'raster-not-seen',
            // A longer one would be refused on the wire, and the wizard would wait for a verdict.
            detail: detail.slice(0, LONGEST_DETAIL),
            remedy:
              'Open the projector page on the projector’s screen and the camera page at the camera, then run it again.',
            severity: 'blocks',
          },
        ],
        figures: [],
        record: null,
      },
    });

  const start = async (projector: string): Promise<void> => {
    end();
    const facts = around.projector(projector);
    if (!facts) return failed(projector, `No projector page “${projector}” is connected.`);
    running = { projector, startedAt: around.now(), facts, dimmed: 0 };
    told = { done: -1, stage: '' };
    unwatchedSince = null;
    around.onRunning(projector);
    const mine = running;
    try {
      await around.holdCamera();
    } catch (error) {
      // A track that ended refuses everything; the run could only wait.
      if (running === mine) giveUp(`The camera could not be held still: ${reasonOf(error)}`);
    }
    if (running === mine) look(facts);
  };
  const giveUp = (why: string): void => {
    if (!running) return;
    failed(running.projector, why);
    end();
  };

  /** A camera that sees too much light is dimmed, and looks again: that is found in the first seconds. */
  const judge = async (verdict: Verdict, projector: string, startedAt: number): Promise<void> => {
    const mine = running;
    if (!mine) return;
    const isTooBright = verdict.troubles.some(({ code }) => code === 'over-exposed');
    if (isTooBright && mine.dimmed < MOST_DIMMINGS && (await dims())) {
      const facts = around.projector(projector);
      if (running !== mine) return;
      mine.dimmed++;
      if (facts) {
        mine.facts = facts;
        return look(facts);
      }
    }
    if (running !== mine) return;
    const seconds = (around.now() - startedAt) / 1000;
    const surroundings = { ...around.verdict(), projector: () => mine.facts };
    say({ kind: 'verdict', verdict: composeVerdict(verdict, projector, seconds, surroundings) });
    end();
  };
  /** A camera that refuses to be dimmed is as bright as before. */
  const dims = (): Promise<boolean> => around.dimCamera().catch(() => false);

  return {
    get running() {
      return running?.projector ?? null;
    },
    obey: (projector, command) => {
      if (command === 'start') void start(projector);
      else if (command === 'stop' && running?.projector === projector) {
        end();
        // Progress that was on its way when somebody stopped has begun the run anew for whoever watches.
        say({ kind: 'command', projector, command: 'stop' });
      }
    },
    hear: (message) => {
      if (!running || message.run !== looked) return;
      const { projector, startedAt } = running;
      switch (message.type) {
        case 'calibration-show':
          show(projector, message.show);
          break;
        case 'calibration-progress': {
          const { done, stage, note } = message;
          if (stage === told.stage && done - told.done < PROGRESS_STEP && done < 1) return;
          told = { done, stage };
          say({ kind: 'progress', progress: { projector, done, stage, note } });
          break;
        }
        case 'calibration-verdict':
          void judge(message.verdict, projector, startedAt);
          break;
        case 'calibration-failed':
          giveUp(message.reason);
      }
    },
    watched: (isWatched) => {
      unwatchedSince = isWatched ? null : (unwatchedSince ?? around.now());
    },
    tick: () => {
      const now = around.now();
      if (running && unwatchedSince !== null && now - unwatchedSince > WIZARD_GRACE_MS) {
        say({ kind: 'command', projector: running.projector, command: 'stop' });
        end();
      }
      if (shown && now - shownAt > PATTERN_REPEAT_MS) ask(shown);
    },
    abort: giveUp,
  };
};

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
