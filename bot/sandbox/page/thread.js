/** The pane beside the channel: one thread and its own composer; Esc closes it. */

import { Composer } from "./composer.js";
import { h, replace } from "./dom.js";
import { Feed } from "./feed.js";
import { icon } from "./icons.js";
import { channelTitle } from "./lookup.js";

export function mountThread(part, app) {
  const pane = part("thread");
  const feed = new Feed(app, part("thread-scroller"), part("replies"), { thread: true });
  const composer = new Composer(app, () => place(app));
  replace(part("thread-composer"), composer.node);
  const title = h("span.quiet");
  const close = async () => {
    const { thread } = app.place;
    await app.closeThread();
    document.querySelector(`#messages [data-ts="${CSS.escape(thread)}"]`)?.focus();
  };
  replace(
    part("thread-head"),
    h("h2", {}, "Thread ", title),
    h(
      "button.icon-button",
      { type: "button", "aria-label": "Close the thread", title: "Close (Esc)", onclick: close },
      icon("close"),
    ),
  );
  const draw = () => {
    const { channel, thread } = app.place;
    if (thread) feed.draw(app.notices.among(app.replies, channel, thread), channel);
  };
  app.on("replies", draw);
  app.on("state", draw);
  app.on("place", () => {
    const { thread } = app.place;
    pane.hidden = !thread;
    document.body.classList.toggle("with-thread", Boolean(thread));
    replace(title, channelTitle(app.channel(), app));
    if (feed.shown !== thread) replace(part("replies"));
    feed.shown = thread;
    composer.arrive();
  });
  app.on("arrived", () => {
    if (!app.place.thread) return;
    draw();
    if (!feed.mark(app.place.mark)) feed.toEnd();
    if (!document.querySelector("dialog[open]")) composer.area.focus({ preventScroll: true });
  });
  app.on("sent", () => feed.toEnd());
  document.addEventListener("keydown", (event) => {
    if (
      event.key === "Escape" &&
      !event.defaultPrevented &&
      !pane.hidden &&
      !document.querySelector("dialog[open], .popover")
    )
      close();
  });
}

function place(app) {
  const channel = app.channel();
  const closed = !channel?.member || channel.is_archived;
  return {
    channel: channel?.id,
    thread: app.place.thread,
    key: `${app.me?.id} ${channel?.id} ${app.place.thread}`,
    hint: "Reply…",
    closed,
  };
}
