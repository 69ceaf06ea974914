/** People and channels as the page shows them: names, initials, colours. */

import { h } from "./dom.js";

const COLOURS = ["#2f6f8f", "#8a5a9e", "#a8562e", "#3f7d4e", "#9c3f5d", "#4a5fa8", "#8a7420", "#5b6b78"];

export function colourOf(person) {
  if (/^#?[0-9a-f]{6}$/i.test(person?.color ?? "")) return `#${person.color.replace("#", "")}`;
  const sum = [...String(person?.id ?? "?")].reduce(
    (total, letter) => (total * 31 + letter.codePointAt(0)) >>> 0,
    7,
  );
  return COLOURS[sum % COLOURS.length];
}

export function initials(person) {
  const words = String(person?.real_name || person?.name || "?")
    .trim()
    .split(/[\s._-]+/u)
    .filter(Boolean);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0] ?? "?"];
  return letters.map((word) => [...word][0].toUpperCase()).join("");
}

/** A round badge with initials; bots get a square one. */
export function avatar(person, size = "") {
  const node = h(
    "span.avatar",
    { class: [size, person?.is_bot ? "bot" : ""].join(" ").trim(), "aria-hidden": "true" },
    initials(person),
  );
  node.style.setProperty("--tint", colourOf(person));
  return node;
}

export const nameOf = (person) => person?.real_name || person?.name || "somebody";

export function channelTitle(channel, app) {
  if (!channel) return "";
  return channel.is_im ? nameOf(app.person(channel.user)) : channel.name;
}
