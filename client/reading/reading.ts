/** What the reader says of one line crop. Frame: px of the crop it was given. */
export interface ReadCharacter {
  readonly character: string;
  /** Left and right edge in px of the source crop. */
  readonly left: number;
  readonly right: number;
}

export interface LineReading {
  readonly kind: 'text' | 'drawing';
  readonly text: string;
  /** 0…1: probability that the whole text is right. */
  readonly confidence: number;
  /** Best first, the text itself included; probabilities sum to at most 1. */
  readonly alternatives: readonly { readonly text: string; readonly probability: number }[];
  readonly characters: readonly ReadCharacter[];
  /** Of the language model that helped to read it, an ISO 639-1 code; null or absent = none did. */
  readonly language?: string | null;
  /** Somebody asked for it to be read once more, with other words to expect: it counts even where the ink is the same. */
  readonly anew?: boolean;
  /** Both networks have read it, the fast one and the accurate one. */
  readonly again?: boolean;
}
