/** Requests to the camera. */

const SECONDS_TO_ANSWER = 10;

/** The camera said no; `status` is HTTP's, the message is for a person, `retryAfter` in seconds or 0. */
export class Refusal extends Error {
  constructor(answer, message) {
    super(message);
    this.status = answer.status;
    this.retryAfter = Number(answer.headers.get("Retry-After")) || 0;
  }
}

/** GET `path`; what the camera answers in JSON. Throws Refusal, or TypeError where it cannot be reached. */
export const get = (path) => ask(path, {});

/** POST `value` as JSON to `path`; as `get`. */
export const post = (path, value) =>
  ask(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(value),
  });

async function ask(path, options) {
  const answer = await fetch(path, {
    ...options,
    cache: "no-store",
    signal: AbortSignal.timeout(SECONDS_TO_ANSWER * 1000),
  });
  if (!answer.ok) {
    throw await refusal(answer);
  }
  return answer.json();
}

/** What an answer other than 2xx says. */
export async function refusal(answer) {
  const text = await answer.text();
  const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
  const message = isJson ? JSON.parse(text).error : text.trim();
  return new Refusal(answer, message || `The camera answered ${answer.status}.`);
}

/** Wait `seconds`, or until `signal` aborts. */
export function sleep(seconds, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, seconds * 1000);
    signal?.addEventListener(
      "abort",
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
