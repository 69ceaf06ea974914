/** What one can do with a message: react, reply, use the app's message shortcuts, edit or delete one's own. */

import { emoji } from "./emoji.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { ask, menu, toast } from "./layer.js";
import { emojiPicker, toggleReaction } from "./reactions.js";

const QUICK = ["pushpin", "wrench", "eyes"];

export function messageToolbar(message, look, app) {
  const { channel } = look;
  const react = (name) => toggleReaction(app, channel, message, name);
  const quick = QUICK.map((name) =>
    tool(`React with ${name}`, h("span.emoji", {}, emoji(name)), () => react(name)),
  );
  const more = tool("More actions", icon("more"), (event) =>
    menu(event.currentTarget, actions(message, look, app), { label: "Message actions", align: "end" }),
  );
  more.setAttribute("aria-haspopup", "menu");
  more.dataset.focus = "more";
  const bar = h("div.toolbar", { role: "toolbar", "aria-label": "Message" });
  if (message.ephemeral) return h("div.toolbar.empty");
  bar.append(
    ...quick,
    tool("Add a reaction", icon("smile"), (event) => emojiPicker(event.currentTarget, react)),
  );
  if (!look.thread) bar.append(tool("Reply in thread", icon("thread"), () => replyTo(message, app)));
  bar.append(more);
  return bar;
}

const tool = (label, content, onclick) =>
  h("button", { type: "button", "aria-label": label, title: label, onclick }, content);

export function replyTo(message, app) {
  return app.openThread(message.thread_ts ?? message.ts);
}

/** The menu: the app's shortcuts, the link, and for one's own words edit and delete. */
function actions(message, look, app) {
  const shortcuts = (app.state.shortcuts ?? []).filter(
    ({ type }) => type === "message" || type === "message_action",
  );
  const use = ({ callback_id: id, name }) =>
    app.act("shortcut", { callback_id: id, channel: look.channel, ts: message.ts }, { what: name });
  const own = message.user === app.me.id && !message.bot;
  return [
    ...shortcuts.map((shortcut) => ({
      label: shortcut.name,
      icon: "bolt",
      hint: app.state.bot?.name,
      run: () => use(shortcut),
    })),
    shortcuts.length ? null : undefined,
    { label: "Copy link", icon: "link", run: () => copyLink(message) },
    own && { label: "Edit message", icon: "edit", run: () => edit(message, app) },
    own && { label: "Delete message…", icon: "trash", danger: true, run: () => remove(message, look, app) },
  ].filter((item) => item !== undefined && item !== false);
}

async function copyLink(message) {
  const address = new URL(message.permalink ?? "/", location.origin).href;
  try {
    await navigator.clipboard.writeText(address);
    toast("Link copied");
  } catch {
    toast(address);
  }
}

export function edit(message, app) {
  app.editing = message.ts;
  app.tell("messages");
  app.tell("replies");
}

async function remove(message, look, app) {
  const sure = await ask({
    title: "Delete this message?",
    body: "It disappears for everybody. This cannot be undone.",
    yes: "Delete",
    no: "Keep it",
    danger: true,
  });
  if (sure) await app.act("delete", { channel: look.channel, ts: message.ts }, { what: "Deleting" });
}

/** Letters on a focused message: E edits, T opens its thread, R reacts. */
export function messageKeys(event, node, message, look, app) {
  if (event.target !== node || event.ctrlKey || event.metaKey || event.altKey || message.notice) return;
  const keys = {
    e: () => message.user === app.me.id && edit(message, app),
    t: () => !look.thread && replyTo(message, app),
    r: () =>
      emojiPicker(node.querySelector(".toolbar button") ?? node, (name) =>
        toggleReaction(app, look.channel, message, name),
      ),
  };
  const run = keys[event.key.toLowerCase()];
  if (!run) return;
  event.preventDefault();
  run();
}
