/** One message: who, when, what; its files, reactions, thread and the small toolbar that appears over it. */

import { drawBlocks } from "./blocks.js";
import { full, time, when } from "./dates.js";
import { h } from "./dom.js";
import { MessageHost } from "./hosts.js";
import { icon } from "./icons.js";
import { nameOf } from "./lookup.js";
import { mrkdwn } from "./mrkdwn.js";
import { reactionRow } from "./reactions.js";
import { messageToolbar } from "./toolbar.js";
import { editor } from "./editor.js";

const SYSTEM = new Set([
  "channel_join",
  "channel_leave",
  "group_join",
  "group_leave",
  "channel_topic",
  "group_topic",
  "channel_purpose",
  "channel_name",
  "group_name",
  "channel_archive",
  "channel_unarchive",
  "pinned_item",
  "bot_add",
  "tombstone",
]);
const WORKSPACE = {
  id: "workspace",
  name: "Workspace",
  real_name: "Workspace",
  is_bot: true,
  color: "#6b7280",
};

export const isSystem = (message) => SYSTEM.has(message.subtype);
export const msOf = (ts) => Number(ts) * 1000;

/** `look`: { thread: in the thread pane, grouped: follows one of the same author, channel }. */
export function messageNode(message, look, app) {
  const author = message.notice
    ? WORKSPACE
    : (app.person(message.user) ?? { id: message.user, name: message.user });
  const at = full(msOf(message.ts), app.zone());
  const kinds = [
    look.grouped && "grouped",
    message.ephemeral && "ephemeral",
    message.pinned && "pinned",
    isSystem(message) && "system",
    app.editing === message.ts && "editing",
  ];
  const node = h("li.message", {
    class: kinds.filter(Boolean).join(" "),
    tabIndex: -1,
    data: { ts: message.ts, focus: `message:${message.ts}` },
    "aria-label": `${nameOf(author)}, ${at}${message.ephemeral ? ", only visible to you" : ""}`,
  });
  if (isSystem(message)) {
    node.append(h("div.gutter", {}, app.avatarOf(author, "tiny")), systemLine(message, author, app));
    return node;
  }
  const host = new MessageHost(app, look.channel, message);
  node.append(
    h("div.gutter", {}, look.grouped ? stamp(message, app) : app.avatarOf(author)),
    h(
      "div.message-body",
      {},
      notes(message),
      look.grouped ? null : head(message, author, app),
      content(message, look, host),
      below(message, look, app),
    ),
  );
  if (!message.notice) node.append(messageToolbar(message, look, app));
  return node;
}

/** What happened to the channel itself, in one grey line. */
function systemLine(message, author, app) {
  const named = String(message.text).startsWith(`<@${message.user}`);
  const words = [!named && h("strong", {}, nameOf(author), " "), mrkdwn(message.text, app)];
  return h("div.message-body", {}, h("div.content", {}, words, " ", stamp(message, app)));
}

function stamp(message, app) {
  const ms = msOf(message.ts);
  const words = time(ms, app.zone());
  const props = { title: full(ms, app.zone()), class: "stamp" };
  if (!message.permalink) return h("time", props, words);
  const link = h("a", { ...props, href: message.permalink, tabIndex: -1 }, words);
  link.addEventListener("click", (event) => {
    if (app.follow(new URL(message.permalink, location.href))) event.preventDefault();
  });
  return link;
}

function head(message, author, app) {
  const open = (event) => author.id !== "workspace" && app.showPerson(author.id, event.currentTarget);
  const name = h("button.author", { type: "button", tabIndex: -1, onclick: open }, nameOf(author));
  return h("div.message-head", {}, name, author.is_bot && h("span.badge", {}, "app"), stamp(message, app));
}

function notes(message) {
  return [
    message.ephemeral && h("div.note", {}, icon("eye"), "Only visible to you"),
    message.pinned && h("div.note.pin", {}, icon("pin"), "Pinned"),
    message.subtype === "thread_broadcast" &&
      h("div.note", {}, icon("thread"), "Also sent to the channel from a thread"),
  ];
}

function content(message, look, host) {
  const { app } = host;
  if (app.editing === message.ts) return editor(message, look.channel, app);
  const edited = message.edited && h("span.edited", { title: editedAt(message, app) }, "(edited)");
  if (message.blocks?.length) {
    const box = h("div.blocks");
    drawBlocks(box, message.blocks, host);
    return h("div.content", {}, box, edited);
  }
  const words = mrkdwn(message.text, app);
  const only =
    /^(\s*:[a-z0-9_+-]+:\s*){1,3}$/.test(message.text ?? "") &&
    words.some((node) => node.querySelector?.(".emoji"));
  return h("div.content.text", { class: only ? "jumbo" : "" }, words, edited);
}

function editedAt(message, app) {
  const ts = message.edited?.ts ?? message.edited;
  return Number.isFinite(Number(ts)) && ts !== true
    ? `Edited ${when(msOf(ts), app.zone(), app.now())}`
    : "Edited";
}

function below(message, look, app) {
  return [
    message.files?.length
      ? h(
          "div.files",
          {},
          message.files.map((file) => fileCard(file)),
        )
      : null,
    reactionRow(app, look.channel, message),
    !look.thread && message.reply_count ? threadSummary(message, app) : null,
    message.ephemeral &&
      h("button.link.dismiss", { type: "button", onclick: () => app.notices.dismiss(message.ts) }, "Dismiss"),
  ];
}

function fileCard(file) {
  const kind = (file.name?.split(".").at(-1) ?? "file").slice(0, 4).toUpperCase();
  return h(
    "a.file",
    { href: file.url, target: "_blank", rel: "noopener", "aria-label": `Open ${file.name}` },
    h("span.file-icon", { "aria-hidden": "true" }, icon("file"), h("b", {}, kind)),
    h("span.file-words", {}, h("strong", {}, file.title || file.name), h("span", {}, file.name)),
    icon("out"),
  );
}

function threadSummary(message, app) {
  const count = `${message.reply_count} ${message.reply_count === 1 ? "reply" : "replies"}`;
  const last = message.last_reply ?? message.latest_reply;
  return h(
    "button.thread-summary",
    { type: "button", data: { focus: "thread" }, onclick: () => app.openThread(message.ts) },
    icon("thread"),
    h("strong", {}, count),
    last && h("span", {}, `Last reply ${when(msOf(last), app.zone(), app.now())}`),
  );
}
