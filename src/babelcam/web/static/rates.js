/** How fast counters grow, from one look at them to the next. */

export class Rates {
  #last = new Map();
  #next = new Map();

  /** What counter `key` grew by in a second since the last look; null if it was not there, or began anew. */
  of(key, value, seconds) {
    this.#next.set(key, { value, seconds });
    const last = this.#last.get(key);
    if (!last || value < last.value || seconds <= last.seconds) {
      return null;
    }
    return (value - last.value) / (seconds - last.seconds);
  }

  /** This look is over: what was not asked for in it is forgotten. */
  done() {
    this.#last = this.#next;
    this.#next = new Map();
  }
}
