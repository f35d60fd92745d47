/**
 * A live picture on a canvas. An <img> would show the stream too, but cannot tell when it died, how fast it
 * is, or why it was refused, and some browsers keep its connection when it is gone.
 */

import { MultipartParser } from "/web/multipart.js";
import { refusal, sleep } from "/web/request.js";

const FIRST_RETRY = 1; // seconds; doubles up to
const LONGEST_RETRY = 8;
const SECONDS_WITHOUT_PICTURE = 10; // and the stream is taken for dead

export class Live {
  #canvas;
  #context;
  #on;
  #running = null;
  #next = null;
  #drawing = false;
  #window = null;

  /**
   * `on.state(state, text)` is told "connecting", "live" or "lost", `on.figures(…)` what was measured each
   * second, `on.refused(refusal)` what the camera said instead of a stream.
   */
  constructor(canvas, on) {
    this.#canvas = canvas;
    this.#context = canvas.getContext("2d", { alpha: false });
    this.#on = on;
  }

  /** Show the stream at `path`, until `stop`; `slowest` is the least pictures a second that are life. */
  start(path, slowest) {
    this.stop();
    this.#running = new AbortController();
    this.#run(path, Math.max(SECONDS_WITHOUT_PICTURE, 3 / slowest), this.#running.signal);
  }

  stop() {
    this.#running?.abort();
    this.#running = null;
    this.#next = null;
  }

  get running() {
    return this.#running !== null;
  }

  async #run(path, patience, signal) {
    let pause = FIRST_RETRY;
    this.#on.state("connecting", "Connecting…");
    while (!signal.aborted) {
      const problem = await this.#watch(path, patience, signal, () => {
        pause = FIRST_RETRY;
      });
      if (signal.aborted) {
        return;
      }
      this.#on.state("lost", `${problem} Trying again…`);
      await sleep(pause, signal);
      pause = Math.min(2 * pause, LONGEST_RETRY);
    }
  }

  /** Show one stream until it ends; says why it did. */
  async #watch(path, patience, signal, onPicture) {
    this.#window = null;
    const connection = new AbortController();
    const hangUp = () => connection.abort();
    signal.addEventListener("abort", hangUp, { once: true });
    let timer = setTimeout(hangUp, patience * 1000);
    try {
      const answer = await fetch(path, { cache: "no-store", signal: connection.signal });
      if (!answer.ok) {
        return await this.#refused(answer);
      }
      const parser = new MultipartParser();
      const reader = answer.body.getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) {
          return "The stream ended.";
        }
        for (const picture of parser.push(value)) {
          clearTimeout(timer);
          timer = setTimeout(hangUp, patience * 1000);
          onPicture();
          this.#show(picture, connection.signal);
        }
      }
    } catch (error) {
      if (connection.signal.aborted) {
        return "No picture came.";
      }
      return error instanceof RangeError ? "The stream broke." : "The connection was lost.";
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", hangUp);
      connection.abort();
    }
  }

  async #refused(answer) {
    const no = await refusal(answer);
    this.#on.refused(no);
    return no.message;
  }

  /** Draw the newest picture; those that come while one is being drawn are left out but the last. */
  async #show(picture, signal) {
    this.#measure(picture.length);
    this.#next = { picture, signal };
    if (this.#drawing) {
      return;
    }
    this.#drawing = true;
    while (this.#next) {
      const newest = this.#next;
      this.#next = null;
      await this.#draw(newest.picture, newest.signal);
    }
    this.#drawing = false;
  }

  async #draw(picture, signal) {
    let bitmap;
    try {
      bitmap = await createImageBitmap(new Blob([picture], { type: "image/jpeg" }));
    } catch {
      console.warn("a picture could not be decoded");
      return;
    }
    if (!signal.aborted) {
      if (this.#canvas.width !== bitmap.width || this.#canvas.height !== bitmap.height) {
        this.#canvas.width = bitmap.width;
        this.#canvas.height = bitmap.height;
      }
      this.#context.drawImage(bitmap, 0, 0);
      this.#on.state("live", "");
    }
    bitmap.close();
  }

  #measure(bytes) {
    const now = performance.now() / 1000;
    this.#window ??= { pictures: -1, bytes: -bytes, since: now }; // the first picture is where it begins
    this.#window.pictures += 1;
    this.#window.bytes += bytes;
    const seconds = now - this.#window.since;
    if (seconds >= 1) {
      this.#on.figures({
        rate: this.#window.pictures / seconds,
        bits: (8 * this.#window.bytes) / seconds,
        width: this.#canvas.width,
        height: this.#canvas.height,
      });
      this.#window = { pictures: 0, bytes: 0, since: now };
    }
  }
}
