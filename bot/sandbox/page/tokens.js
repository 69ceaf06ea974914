/** The small pieces a text is made of besides words: people, channels, links, dates, emoji. */

import { h } from "./dom.js";
import { emoji } from "./emoji.js";
import { dateToken, full } from "./dates.js";
import { nameOf } from "./lookup.js";

export function mention(id, label, app) {
  const person = app.person(id);
  const name = person ? nameOf(person) : label || id;
  const mine = id === app.me?.id ? "mine" : "";
  return h(
    "button.mention",
    { type: "button", class: mine, onclick: (event) => app.showPerson(id, event.currentTarget) },
    `@${name}`,
  );
}

export function channelLink(id, label, app) {
  const channel = app.channel(id);
  const name = channel?.name ?? label;
  if (!name) return h("span.mention.unknown", {}, "a private channel");
  return h("button.mention", { type: "button", onclick: () => app.open(id) }, `#${name}`);
}

export function broadcast(name, label) {
  if (name.startsWith("subteam^")) return h("span.mention", {}, label || "@group");
  return h("span.mention.everyone", {}, `@${(label || name).replace(/^@/, "")}`);
}

/** `!date^1700000000^{date_short} at {time}^https://…` with its fallback after the bar. */
export function dated(target, fallback, app) {
  const [, seconds, pattern, link] = target.split("^");
  if (!/^\d+$/.test(seconds ?? "") || !pattern) return document.createTextNode(fallback);
  const zone = app.zone();
  const words = dateToken(Number(seconds), pattern, zone, app.now());
  const node = h(
    "time",
    { datetime: new Date(seconds * 1000).toISOString(), title: full(seconds * 1000, zone) },
    words,
  );
  return link ? safeLink(link, node, app) : node;
}

const ALLOWED = new Set(["http:", "https:", "mailto:", "slack:"]);

/** A link where the address is one a browser may open; plain words where it is not (javascript:, data:). */
export function safeLink(address, label, app) {
  const url = parsed(address);
  if (!url) return h("span", {}, label);
  const node = h("a", { href: url.href, target: "_blank", rel: "noopener noreferrer" }, label);
  node.addEventListener("click", (event) => {
    if (app.follow(url)) event.preventDefault();
  });
  return node;
}

export function parsed(address) {
  if (!/^[a-z][a-z+.-]*:/i.test(address)) return null;
  try {
    const url = new URL(address);
    return ALLOWED.has(url.protocol) ? url : null;
  } catch {
    return null;
  }
}

/** An emoji node, or null for a name nobody knows (which then stays as it was typed). */
export function emojiNode(name) {
  const char = emoji(name);
  return (
    char &&
    h("span.emoji", { role: "img", "aria-label": name.replaceAll("_", " "), title: `:${name}:` }, char)
  );
}

/** A picture only from this workspace itself: the page never asks another machine for anything. */
export function picture(address, alt, spec) {
  const url = address?.startsWith("/") ? new URL(address, location.origin) : parsed(address ?? "");
  if (url?.origin === location.origin || address?.startsWith("data:image/")) {
    return h(spec, { src: address, alt: alt ?? "" });
  }
  return h("span.picture-elsewhere", { title: address ?? "" }, alt || "picture");
}
