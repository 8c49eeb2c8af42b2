// Numbers of a seed: the same seed gives the same order of faults, commands and instants.
export class Random {
  #state;

  constructor(seed) {
    this.#state = seed >>> 0;
  }

  // In [0, 1), by "mulberry32".
  next() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let value = this.#state;
    value = Math.imul(value ^ (value >>> 15), value | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  }

  // A whole number, both ends among them.
  between(least, most) {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  chance(share) {
    return this.next() < share;
  }

  pick(list) {
    return list[this.between(0, list.length - 1)];
  }

  shuffled(list) {
    const made = [...list];
    for (let i = made.length - 1; i > 0; i--) {
      const other = this.between(0, i);
      [made[i], made[other]] = [made[other], made[i]];
    }
    return made;
  }
}
