import { describe, expect, it } from 'vitest';
import { noteCommits } from './note-commits.ts';

const written = ['Portail de Moscou', '1267 habitants.'];

describe('when written lines were committed', () => {
  it('is noted once a line, for the line that the text is nearest to', () => {
    const first = noteCommits(new Map(), written, ['1267 bitants.'], 40);
    expect([...first]).toEqual([[1, 40]]);
    expect([...noteCommits(first, written, ['1267 habitants.', 'Portal de Moscow'], 90)]).toEqual([
      [1, 40],
      [0, 90],
    ]);
  });

  it('is not told by a text that is like none of them, nor before anything was written', () => {
    expect(noteCommits(new Map(), written, ['Hello World', ''], 40).size).toBe(0);
    expect(noteCommits(new Map(), [], ['Hello World'], 40).size).toBe(0);
  });
});
