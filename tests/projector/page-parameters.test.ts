import { describe, expect, it } from 'vitest';
import { readPageParameters } from '../../projector/page-parameters.ts';

describe('the projector page’s address', () => {
  it('defaults to the main canvas, the main projector and the window’s own raster', () => {
    expect(readPageParameters('')).toEqual({ canvas: 'main', projector: 'main', raster: null });
  });

  it('reads names in any script and a fixed raster', () => {
    expect(readPageParameters('?canvas=Wand_1&projector=links-é&raster=640x360')).toEqual({
      canvas: 'Wand_1',
      projector: 'links-é',
      raster: { width: 640, height: 360 },
    });
  });

  it.each(['?canvas=a%20b', '?projector=.hidden', '?raster=640', '?raster=0x0', '?raster=640x99999', '?raster='])(
    'says what is wrong with %s',
    (search) => {
      const key = search.slice(1).split('=')[0]!;
      expect(() => readPageParameters(search)).toThrow(new RegExp(`^${key}=`));
    },
  );
});
