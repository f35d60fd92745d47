/** The channels in small, to choose from: a snapshot of each every other second, a few at a time. */

import { fromTemplate, reconcile, setDot, setText } from "/web/dom.js";
import { sleep } from "/web/request.js";

const INTERVAL = 2; // seconds
const AT_ONCE = 2; // of the six connections a browser makes to one host; the live picture needs one

export class Thumbnails {
  #list;
  #choose;
  #queue = [];
  #chosen = null;
  #running = null;

  /** `choose(id)` is called for the channel that was clicked. */
  constructor(list, choose) {
    this.#list = list;
    this.#choose = choose;
  }

  /** Show `channels`, `chosen` among them. */
  update(channels, chosen) {
    reconcile(
      this.#list,
      channels,
      (channel) => channel.id,
      (channel) => this.#make(channel),
      (item, channel) => {
        item.querySelector("button").setAttribute("aria-pressed", String(channel.id === chosen));
        setText(item.querySelector(".name"), channel.name);
        setDot(item.querySelector(".dot"), channel.signal);
      },
    );
    this.#queue = this.#queue.filter(({ image }) => image.isConnected);
    if (chosen !== this.#chosen) {
      this.#chosen = chosen;
      this.#reveal(channels.findIndex((channel) => channel.id === chosen));
    }
  }

  start() {
    if (!this.#running) {
      this.#running = new AbortController();
      for (let worker = 0; worker < AT_ONCE; worker += 1) {
        this.#work(this.#running.signal);
      }
    }
  }

  stop() {
    this.#running?.abort();
    this.#running = null;
  }

  /** Scroll the list, not the page, until that thumbnail is in its middle. */
  #reveal(index) {
    const list = this.#list;
    const box = list.children[index].getBoundingClientRect();
    const window = list.getBoundingClientRect();
    list.scrollBy(
      box.x + box.width / 2 - window.x - window.width / 2,
      box.y + box.height / 2 - window.y - window.height / 2,
    );
  }

  #make(channel) {
    const item = fromTemplate("thumbnail-template");
    item.querySelector("button").addEventListener("click", () => this.#choose(channel.id));
    const image = item.querySelector("img");
    this.#queue.push({ image, path: `/web/thumbnail/${encodeURIComponent(channel.id)}.jpg`, due: 0 });
    return item;
  }

  /** Load the picture that waits for longest, again and again. */
  async #work(signal) {
    while (!signal.aborted) {
      const next = this.#queue.shift();
      const now = performance.now() / 1000;
      if (next) {
        await sleep(next.due - now, signal);
        next.due = Math.max(now, next.due) + INTERVAL;
        if (!signal.aborted) {
          await load(next);
        }
        if (next.image.isConnected) {
          this.#queue.push(next);
        }
      } else {
        await sleep(INTERVAL, signal);
      }
    }
  }
}

/** Load a new picture; the old one stays if there is none. */
async function load({ image, path }) {
  const fresh = new Image();
  fresh.src = `${path}?${Date.now()}`;
  try {
    await fresh.decode();
  } catch {
    image.classList.add("stale");
    return;
  }
  image.classList.remove("stale");
  image.src = fresh.src;
}
