/** The page of somebody who may watch: asks how the camera is, every other second, while it can be seen. */

import { showAddresses } from "/web/addresses.js";
import { byId, setText } from "/web/dom.js";
import { showHealth } from "/web/health.js";
import { Refusal, get, sleep } from "/web/request.js";
import { Stage } from "/web/stage.js";
import { showViewers } from "/web/viewers.js";
import * as words from "/web/words.js";

const INTERVAL = 2; // seconds
const UNAUTHORIZED = 401;

export class CameraPage {
  #stage;
  #onSignedOut;
  #run = "";
  #polling = null;

  /** `onSignedOut()` is called when the camera no longer knows who this is. */
  constructor(onSignedOut) {
    this.#onSignedOut = onSignedOut;
    this.#stage = new Stage((refusal) => this.#refused(refusal));
    document.addEventListener("visibilitychange", () => this.#seen());
  }

  show() {
    byId("camera").hidden = false;
    this.#seen();
  }

  hide() {
    byId("camera").hidden = true;
    this.#seen();
  }

  /** Work while somebody may be looking. */
  #seen() {
    const wanted = !document.hidden && !byId("camera").hidden;
    if (wanted && !this.#polling) {
      this.#polling = new AbortController();
      this.#stage.resume();
      this.#poll(this.#polling.signal);
    } else if (!wanted && this.#polling) {
      this.#polling.abort();
      this.#polling = null;
      this.#stage.pause();
    }
  }

  async #poll(signal) {
    while (!signal.aborted) {
      try {
        const status = await get("/api/status");
        if (!signal.aborted) {
          await this.#update(status);
        }
      } catch (problem) {
        this.#refused(problem);
      }
      await sleep(INTERVAL, signal);
    }
  }

  async #update(status) {
    showProblem("");
    document.title = status.camera;
    setText(byId("camera-name"), status.camera);
    setText(byId("summary"), `On for ${words.duration(status.seconds)} · ${words.viewers(status.viewer_count)}`);
    showAccount(status.session);
    this.#stage.update(status);
    showHealth(status);
    showViewers(status);
    if (status.run !== this.#run) {
      showAddresses(await get("/api/addresses"));
      this.#run = status.run;
    }
  }

  #refused(problem) {
    if (problem instanceof Refusal && problem.status === UNAUTHORIZED) {
      if (!byId("camera").hidden) {
        this.#onSignedOut();
      }
    } else if (problem instanceof Refusal) {
      showProblem(problem.message);
    } else {
      showProblem("The camera does not answer. Trying again…");
    }
  }
}

/** Say what is wrong, and that what the page shows is from before; "" when all is well. */
function showProblem(text) {
  byId("camera").classList.toggle("old", text !== "");
  byId("unreachable").hidden = text === "";
  setText(byId("unreachable"), text);
}

function showAccount({ account, role }) {
  setText(byId("account"), account === null ? "not signed in" : `${account}, ${role}`);
  byId("sign-out").hidden = account === null;
  byId("to-sign-in").hidden = account !== null;
}
