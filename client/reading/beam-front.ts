/**
 * The prefixes that a beam search holds after one frame: at most as many as the beam is wide, best first.
 */

/** All logs are natural. What is told of a prefix is at its place in the memory; `order` gives those places, best first. */
export class BeamFront {
  readonly size: number;
  /** Prefixes held. */
  count = 0;
  readonly order: Int32Array;
  /** Node of the prefix trie; −1 = no prefix. */
  readonly node: Int32Array;
  /** Log probability of the paths that end in a blank, in the last character, and of both. */
  readonly endsBlank: Float64Array;
  readonly endsLabel: Float64Array;
  readonly both: Float64Array;
  /** Scores and turns of the prefixes, best first. */
  readonly total: Float64Array;
  readonly #turn: Int32Array;

  constructor(size: number) {
    this.size = size;
    this.order = new Int32Array(size);
    this.node = new Int32Array(size).fill(-1);
    this.endsBlank = new Float64Array(size);
    this.endsLabel = new Float64Array(size);
    this.both = new Float64Array(size);
    this.total = new Float64Array(size);
    this.#turn = new Int32Array(size);
  }

  clear(): void {
    this.count = 0;
    this.node.fill(-1);
  }

  /** What a prefix must exceed to be held: −∞ while there is room. */
  get least(): number {
    return this.count < this.size ? Number.NEGATIVE_INFINITY : this.total[this.size - 1]!;
  }

  /** Holds a prefix if it is among the best. Of equal ones, the one of the earlier `turn` is better. */
  offer(node: number, turn: number, total: number, endsBlank: number, endsLabel: number, both: number): void {
    const totals = this.total;
    const turns = this.#turn;
    const order = this.order;
    let rank = this.count;
    let place = rank;
    if (rank < this.size) this.count++;
    else {
      rank--;
      if (total < totals[rank]! || (total === totals[rank]! && turn > turns[rank]!)) return;
      place = order[rank]!;
    }
    for (; rank > 0; rank--) {
      const better = totals[rank - 1]!;
      if (better > total || (better === total && turns[rank - 1]! < turn)) break;
      totals[rank] = better;
      turns[rank] = turns[rank - 1]!;
      order[rank] = order[rank - 1]!;
    }
    totals[rank] = total;
    turns[rank] = turn;
    order[rank] = place;
    this.node[place] = node;
    this.endsBlank[place] = endsBlank;
    this.endsLabel[place] = endsLabel;
    this.both[place] = both;
  }

  /** Lets go of what does not exceed `least`. */
  cut(least: number): void {
    while (this.count > 0 && !(this.total[this.count - 1]! > least)) this.node[this.order[--this.count]!] = -1;
  }
}
