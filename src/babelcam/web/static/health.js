/** How each channel is doing. */

import { byId, fromTemplate, reconcile, setDot, setText } from "/web/dom.js";
import { Rates } from "/web/rates.js";
import * as words from "/web/words.js";

const rates = new Rates();

export function showHealth(status) {
  reconcile(
    byId("health"),
    status.channels,
    (channel) => channel.id,
    () => fromTemplate("health-template"),
    (card, channel) => showChannel(card, channel, status),
  );
  rates.done();
}

function showChannel(card, channel, status) {
  const since = words.duration(channel.seconds);
  const source = `${words.size(channel.width, channel.height)}, ${words.atMost(channel.rate)} pictures/s`;
  setDot(card.querySelector(".dot"), channel.signal);
  setText(card.querySelector(".name"), channel.name);
  const signal = card.querySelector(".signal");
  signal.classList.toggle("bad", !channel.signal);
  setText(signal, channel.signal ? `Signal for ${since}` : `No signal for ${since}: ${channel.reason}`);
  setText(card.querySelector(".source"), channel.codec ? `${source}, ${channel.codec}` : source);
  card.querySelector(".idle").hidden = channel.encodings.length > 0;
  reconcile(
    card.querySelector(".encodings"),
    channel.encodings,
    (encoding) => `${status.run} ${encoding.id}`,
    () => fromTemplate("encoding-template"),
    (row, encoding) => showEncoding(row, encoding, status),
  );
}

function showEncoding(row, encoding, status) {
  const made = rates.of(`${status.run} ${encoding.id}`, encoding.made, status.seconds);
  const most = words.atMost(encoding.rate);
  setText(row.querySelector(".what"), `${encoding.codec} ${words.size(encoding.width, encoding.height)}`);
  setText(row.querySelector(".rate"), made === null ? `up to ${most}/s` : `${words.rate(made)} of ${most}/s`);
  setText(row.querySelector(".watched"), encoding.viewers ? words.viewers(encoding.viewers) : "single pictures");
}
