/** What each screen says in words: where one is, the verdict with its number, and what it rests on. Pure. */
import type { CalibrationRecord } from '../record.ts';
import type { Screen } from './screen.ts';

export interface Description {
  readonly step: string;
  readonly title: string;
  readonly lead: string;
  readonly mood: 'calm' | 'notice' | 'fault' | 'idle';
}

const STAGES: Readonly<Record<string, string>> = {
  starting: 'Holding the camera still',
  'finding the raster': 'Finding the projector’s picture',
  checking: 'Checking light and scaling',
  colours: 'Measuring colours',
  columns: 'Reading columns',
  rows: 'Reading rows',
  solving: 'Fitting, and proving it',
};
/** Beyond this a run is accepted with a note; the session declines what is worse. px. */
export const GOOD_RMS_PX = 0.7;

export const SOURCES: Readonly<Record<CalibrationRecord['source'], readonly [words: string, trust: string]>> = {
  keystone: ['by hand', 'four corners; its error is not measured'],
  'virtual-wall': ['by the virtual wall', 'exact: the simulator knows where its paper is'],
  'structured-light': ['measured', 'by patterns that the camera read'],
  refined: ['moved by hand', 'its error is not measured any more'],
};

export const describeScreen = (screen: Screen, isReady: boolean): Description => {
  switch (screen.kind) {
    case 'preflight':
      return {
        step: 'Before',
        title: 'Light on the ink',
        lead: isReady
          ? 'The projector shows patterns, the camera reads them, and this page says how far the light is from where it should be. Half a minute; keep people out of the picture.'
          : 'Something is missing before the patterns can begin.',
        mood: isReady ? 'calm' : 'fault',
      };
    case 'running':
      return {
        step: 'Patterns',
        title: STAGES[screen.progress.stage] ?? screen.progress.stage,
        lead:
          screen.progress.note ||
          'Nobody between camera, projector and paper, please. The calibration in force stays until you accept another.',
        mood: 'idle',
      };
    case 'declined': {
      const count = screen.verdict.troubles.filter(({ severity }) => severity === 'blocks').length;
      return {
        step: 'Verdict',
        title: 'Not accepted',
        lead: `${count === 1 ? 'One thing must' : `${count} things must`} be put right first. What was in force still is.`,
        mood: 'fault',
      };
    }
    case 'trial':
      return { step: 'Verdict', ...proofOf(screen.record, 'On trial: look at the wall, then accept it or not.') };
    case 'accepted':
      return {
        step: 'In force',
        ...proofOf(screen.record, 'In force from now on; what was before can be brought back.'),
      };
  }
};

const proofOf = (
  { accuracy, source }: CalibrationRecord,
  what: string,
): Pick<Description, 'title' | 'lead' | 'mood'> => {
  if (!accuracy)
    return {
      title: source === 'refined' ? 'Moved by hand' : 'Not measured',
      lead: `${what} No error is claimed for it: compare the outline with the paper’s edge.`,
      mood: 'notice',
    };
  const { rmsMm, rmsPx, points } = accuracy;
  return {
    title: `Right to ${inMm(rmsMm)}`,
    lead: `${what} Held-out error at ${points.toLocaleString('en')} points that took no part in the fit: ${rmsPx.toFixed(2)} px RMS, good below ${GOOD_RMS_PX} px.`,
    mood: rmsPx <= GOOD_RMS_PX ? 'calm' : 'notice',
  };
};

export const inMm = (mm: number): string => `${mm < 0.995 ? mm.toFixed(2) : mm.toFixed(1)} mm`;
