/** OpenCV.js with every Mat counted that anything makes, whether a scope owns it or not. */
import type { Cv, Deletable } from '../../../client/vision/cv.ts';

/** Names on `cv` that give something to be freed. */
const MAKERS = new Set<string | symbol>(['Mat', 'getStructuringElement']);

/** `alive()`: made and not yet freed. */
export const countMats = (cv: Cv): { readonly counted: Cv; readonly alive: () => number } => {
  let alive = 0;
  const watched = <T extends Deletable>(made: T): T => {
    const free = made.delete.bind(made);
    alive++;
    made.delete = () => {
      alive--;
      free();
    };
    return made;
  };
  const counted = new Proxy(cv, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      if (!MAKERS.has(name) || typeof value !== 'function') return value;
      return new Proxy(value, {
        construct: (maker, parameters) => watched(Reflect.construct(maker, parameters) as Deletable),
        apply: (maker, self, parameters) => watched(Reflect.apply(maker, self, parameters) as Deletable),
      });
    },
  });
  return { counted, alive: () => alive };
};
