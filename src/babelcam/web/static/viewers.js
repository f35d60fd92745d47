/** Who watches just now. */

import { byId, fromTemplate, reconcile, setText } from "/web/dom.js";
import { Rates } from "/web/rates.js";
import * as words from "/web/words.js";

const rates = new Rates();

export function showViewers(status) {
  const viewers = status.viewers ?? [];
  setText(byId("viewer-count"), words.count(status.viewer_count));
  byId("viewers-table").hidden = viewers.length === 0;
  byId("viewers-note").hidden = viewers.length > 0;
  setText(byId("viewers-note"), note(status));
  reconcile(
    byId("viewers"),
    viewers,
    (viewer) => `${status.run} ${viewer.id}`,
    () => fromTemplate("viewer-template"),
    (row, viewer) => showViewer(row, viewer, status),
  );
  rates.done();
}

function note(status) {
  if (status.viewers) {
    return "Nobody watches just now.";
  }
  return `${words.viewers(status.viewer_count)}. Operators and administrators see who they are.`;
}

function showViewer(row, viewer, status) {
  const rate = rates.of(`${status.run} ${viewer.id}`, viewer.delivered, status.seconds);
  const cells = {
    account: viewer.account || "anonymous",
    address: viewer.address,
    protocol: viewer.protocol,
    what: `${viewer.channel}, ${viewer.encoding}`,
    rate: rate === null ? "…" : words.rate(rate),
    delivered: words.count(viewer.delivered),
    dropped: words.count(viewer.dropped),
    since: words.duration(viewer.seconds),
  };
  for (const [name, text] of Object.entries(cells)) {
    setText(row.querySelector(`.${name}`), text);
  }
  row.querySelector(".dropped").classList.toggle("some", viewer.dropped > 0);
}
