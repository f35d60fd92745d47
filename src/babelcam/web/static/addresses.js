/** Where the camera can be watched, in each language it speaks. */

import { copy } from "/web/clipboard.js";
import { byId, fromTemplate, reconcile, setText } from "/web/dom.js";

const SECONDS_OF_PRAISE = 2;
const URL_PARTS = /^([a-z]+:\/\/)(\[[^\]]*\]|[^:/?#]*)(.*)$/i;
const ANY_HOST = new Set(["0.0.0.0", "[::]"]);
const THIS_HOST = /^(127\.[\d.]+|localhost|\[::1\])$/i;

/**
 * `url` with the name by which this browser reached the camera, where it names no host, or one that means
 * another machine here than there.
 */
export function reachable(url, pageHost) {
  const [, scheme, host, rest] = URL_PARTS.exec(url) ?? [];
  if (host && (ANY_HOST.has(host) || (THIS_HOST.test(host) && !THIS_HOST.test(pageHost)))) {
    return `${scheme}${pageHost}${rest}`;
  }
  return url;
}

export function showAddresses(entries) {
  const dialects = [...new Set(entries.map((entry) => entry.dialect))];
  reconcile(
    byId("addresses"),
    dialects,
    (dialect) => dialect,
    () => fromTemplate("dialect-template"),
    (card, dialect) => {
      setText(card.querySelector("h3"), dialect);
      showDialect(card, entries.filter((entry) => entry.dialect === dialect));
    },
  );
}

function showDialect(card, entries) {
  reconcile(
    card.querySelector("ul"),
    entries,
    (entry) => `${entry.what} ${entry.url}`,
    (entry) => make(entry),
    () => {},
  );
}

function make(entry) {
  const row = fromTemplate("address-template");
  const url = reachable(entry.url, location.hostname);
  const button = row.querySelector("button");
  setText(row.querySelector(".what"), entry.what);
  setText(row.querySelector("code"), url);
  button.setAttribute("aria-label", `Copy ${entry.dialect} ${entry.what}`);
  button.addEventListener("click", async () => {
    const copied = await copy(url);
    button.classList.toggle("done", copied);
    setText(button.querySelector("span"), copied ? "Copied" : "Cannot copy");
    setTimeout(() => {
      button.classList.remove("done");
      setText(button.querySelector("span"), "Copy");
    }, SECONDS_OF_PRAISE * 1000);
  });
  return row;
}
