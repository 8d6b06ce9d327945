import { describe, expect, it } from 'vitest';
import { PageParameterError, parsePageParameters } from '../../client/page-parameters.ts';

describe('the camera page’s address', () => {
  it('asks for nothing special when it is bare', () => {
    expect(parsePageParameters('')).toEqual({
      canvas: 'main',
      camera: 'main',
      source: 'webcam',
      sheet: null,
      embed: false,
      model: null,
      vocabulary: '',
      languages: [],
    });
  });
  it('says which canvas, camera, source and sheet', () => {
    const asked = parsePageParameters(
      '?canvas=hall.2&camera=Süd&source=virtual-wall&sheet=594x420.5&embed=1&model=latin&vocabulary=Marimba,K%C3%B6ln&languages=cs,EN',
    );
    expect(asked).toEqual({
      canvas: 'hall.2',
      camera: 'Süd',
      source: 'virtual-wall',
      sheet: { widthMm: 594, heightMm: 420.5 },
      embed: true,
      model: 'latin',
      vocabulary: 'Marimba,Köln',
      languages: ['cs', 'en'],
    });
  });
  it.each([
    ['?canvas=a/b', /canvas=a\/b/],
    ['?camera=.hidden', /camera=\.hidden/],
    ['?source=screen', /source=screen.*webcam, video, virtual-wall/],
    ['?sheet=A4', /sheet=A4.*width x height in mm/],
    ['?sheet=297', /sheet=297/],
    [`?vocabulary=${'a'.repeat(2001)}`, /at most 2000 characters .* found 2001/],
    ['?languages=cs,klingon', /languages=cs,klingon.*en, fr, .*found “klingon”/],
    ['?sheet=2x3', /from 20 to 20000/],
    ['?sheet=-297x210', /sheet=-297x210/],
  ])('is refused in words that name what is wrong: %s', (search, words) => {
    expect(() => parsePageParameters(search)).toThrow(PageParameterError);
    expect(() => parsePageParameters(search)).toThrow(words);
  });
});
