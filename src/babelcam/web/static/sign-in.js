/** The form that asks for a name and a password. */

import { byId, setText } from "/web/dom.js";
import { Refusal, post } from "/web/request.js";

const THIS_HOST = /^(127\.[\d.]+|localhost|\[::1\])$/i;

export class SignInForm {
  #form = document.querySelector("#sign-in form");
  #problem = document.querySelector("#sign-in .problem");
  #button = document.querySelector("#sign-in .primary");
  #onSignedIn;

  /** `onSignedIn()` is called when the camera knows who this is, `onBack()` when one would rather not. */
  constructor(onSignedIn, onBack) {
    this.#onSignedIn = onSignedIn;
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    byId("back").addEventListener("click", onBack);
    byId("not-encrypted").hidden = location.protocol === "https:" || THIS_HOST.test(location.hostname);
  }

  /** Ask, saying `problem`; with a way back where one may watch without an account. */
  show(problem, canGoBack) {
    byId("back").hidden = !canGoBack;
    byId("sign-in").hidden = false;
    setText(this.#problem, problem);
    byId("name").focus();
  }

  hide() {
    byId("sign-in").hidden = true;
    this.#form.reset();
    setText(this.#problem, "");
  }

  async #submit() {
    this.#button.disabled = true;
    setText(this.#problem, "");
    let wait = 0;
    try {
      await post("/api/sign-in", { name: byId("name").value, password: byId("password").value });
      this.#onSignedIn();
    } catch (problem) {
      wait = problem.retryAfter ?? 0;
      setText(
        this.#problem,
        problem instanceof Refusal ? problem.message : "The camera does not answer. Try again.",
      );
      byId("password").select();
    }
    setTimeout(() => {
      this.#button.disabled = false;
    }, wait * 1000);
  }
}
