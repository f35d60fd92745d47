/** Where the page begins: who is this? Then the camera, or the question for a name and a password. */

import { CameraPage } from "/web/camera.js";
import { byId } from "/web/dom.js";
import { get, post, sleep } from "/web/request.js";
import { SignInForm } from "/web/sign-in.js";

const SECONDS_TO_RETRY = 2;

const camera = new CameraPage(() => ask("You are no longer signed in."));
const form = new SignInForm(enter, enter);

byId("to-sign-in").addEventListener("click", () => ask("", true));
byId("sign-out").addEventListener("click", async () => {
  try {
    await post("/api/sign-out", {});
  } finally {
    camera.hide();
    await enter();
  }
});

/** Show the camera to whoever may see it. */
async function enter() {
  const { role } = await whoAmI();
  if (role === "nobody") {
    ask("");
  } else {
    form.hide();
    camera.show();
  }
}

function ask(problem, canGoBack = false) {
  camera.hide();
  form.show(problem, canGoBack);
}

async function whoAmI() {
  for (;;) {
    try {
      return await get("/api/session");
    } catch {
      await sleep(SECONDS_TO_RETRY);
    }
  }
}

await enter();
