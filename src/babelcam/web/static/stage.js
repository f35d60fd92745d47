/** The live picture with its buttons, and the channels to choose from. */

import { byId, setDot, setText } from "/web/dom.js";
import { Live } from "/web/live.js";
import { Thumbnails } from "/web/thumbnails.js";
import * as words from "/web/words.js";

export class Stage {
  #live;
  #thumbnails;
  #status = null;
  #chosen = decodeURIComponent(location.hash.slice(1));
  #shown = "";
  #state = "connecting";
  #moving = false;

  /** `onRefused(refusal)` hears when the camera refuses a stream. */
  constructor(onRefused) {
    this.#live = new Live(byId("live"), {
      state: (state, text) => this.#showState(state, text),
      figures: (figures) => this.#showFigures(figures),
      refused: onRefused,
    });
    this.#thumbnails = new Thumbnails(byId("thumbnails"), (id) => this.#choose(id));
    byId("full-screen").addEventListener("click", toggleFullScreen);
    document.addEventListener("fullscreenchange", showFullScreen);
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && byId("view").classList.contains("fills")) {
        toggleFullScreen();
      }
    });
  }

  /** Show how the camera's channels are, and see that the right stream is on. */
  update(status) {
    this.#status = status;
    const several = status.channels.length > 1;
    byId("thumbnails").hidden = !several;
    document.querySelector(".stage").classList.toggle("several", several);
    this.#thumbnails.update(status.channels, this.#channel.id);
    if (several && this.#moving) {
      this.#thumbnails.start();
    }
    this.#showChannel();
  }

  /** Have pictures move. */
  resume() {
    this.#moving = true;
    if (this.#status) {
      this.update(this.#status);
    }
  }

  /** Ask for no more pictures. */
  pause() {
    this.#moving = false;
    this.#shown = "";
    this.#live.stop();
    this.#thumbnails.stop();
  }

  get #channel() {
    const { channels } = this.#status;
    return channels.find((channel) => channel.id === this.#chosen) ?? channels[0];
  }

  #choose(id) {
    this.#chosen = id;
    history.replaceState(null, "", `#${encodeURIComponent(id)}`);
    this.update(this.#status);
  }

  #showChannel() {
    const channel = this.#channel;
    const { id, name, width, height, rate } = channel;
    setText(byId("live-name"), name);
    byId("live").setAttribute("aria-label", `Live picture of ${name}`);
    byId("snapshot").href = `/web/snapshot/${encodeURIComponent(id)}.jpg`;
    setDot(byId("live-dot"), this.#state === "live" && channel.signal);
    const wanted = `${this.#status.run} ${id} ${width}x${height}`; // another run or size, another stream
    if (this.#moving && wanted !== this.#shown) {
      this.#shown = wanted;
      setText(byId("live-figures"), "");
      this.#live.start(`/web/live/${encodeURIComponent(id)}.mjpg`, rate);
    }
  }

  #showState(state, text) {
    this.#state = state;
    setText(byId("live-state"), text);
    document.querySelector(".picture").classList.toggle("stale", state !== "live");
    setDot(byId("live-dot"), state === "live" && this.#channel.signal);
    if (state !== "live") {
      setText(byId("live-figures"), "");
    }
  }

  #showFigures({ rate, bits, width, height }) {
    const { signal, reason } = this.#channel;
    const figures = [words.size(width, height), `${words.rate(rate)} pictures/s`, words.megabits(bits)];
    setText(byId("live-figures"), signal ? figures.join(" · ") : `No signal: ${reason}`);
  }
}

/** Phones whose browsers give the screen to videos only have the window filled instead. */
async function toggleFullScreen() {
  const view = byId("view");
  if (document.fullscreenElement) {
    await document.exitFullscreen();
  } else if (document.fullscreenEnabled && !view.classList.contains("fills")) {
    await view.requestFullscreen().catch(() => view.classList.add("fills"));
  } else {
    view.classList.toggle("fills");
  }
  showFullScreen();
}

function showFullScreen() {
  const full = document.fullscreenElement !== null || byId("view").classList.contains("fills");
  byId("full-screen").setAttribute("aria-pressed", String(full));
}
