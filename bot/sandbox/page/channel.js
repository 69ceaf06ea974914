/** The open channel: its head with topic, pins, bookmarks and members, its messages and its composer. */

import { Composer } from "./composer.js";
import { h, replace } from "./dom.js";
import { Feed } from "./feed.js";
import { icon } from "./icons.js";
import { panel, popover, toast } from "./layer.js";
import { channelTitle, nameOf } from "./lookup.js";
import { mrkdwn, textObject } from "./mrkdwn.js";
import { parsed } from "./tokens.js";
import { channelMenu } from "./upkeep.js";
import { when } from "./dates.js";
import { msOf } from "./message.js";
import { mountWelcome } from "./welcome.js";

export function mountChannel(part, app) {
  const scroller = part("scroller");
  const feed = new Feed(app, scroller, part("messages"));
  const composer = new Composer(app, () => place(app));
  const toEnd = part("to-end");
  const welcome = mountWelcome(app);
  replace(part("composer"), welcome, joinBar(app), composer.node);
  replace(
    toEnd,
    h("button", { type: "button", onclick: () => feed.toEnd() }, icon("down"), "Newest messages"),
  );
  feed.below = (near) => {
    toEnd.hidden = near;
  };
  const drawMessages = () => {
    const { channel } = app.place;
    feed.draw(app.notices.among(app.messages, channel, null), channel);
    feed.below(feed.nearEnd());
  };
  app.on("state", () => {
    drawHead(part, app);
    drawMessages();
  });
  app.on("messages", drawMessages);
  app.on("place", ({ moved }) => {
    if (moved) feed.newFrom = null;
    drawHead(part, app);
    composer.arrive();
  });
  app.on("arrived", () => arrive(feed, drawMessages, composer, app));
  app.on("sent", () => {
    feed.newFrom = null;
    feed.toEnd();
  });
}

/** The list opens at its end, or at the message somebody's link names, or where the new ones begin. */
function arrive(feed, draw, composer, app) {
  const { mark, thread } = app.place;
  if (feed.arrivedAt !== app.place.channel) {
    feed.arrivedAt = app.place.channel;
    feed.setNew(app.unreadOnArrival);
    draw();
    feed.toEnd();
    feed.list.querySelector(".new-line")?.scrollIntoView({ block: "center" });
  }
  feed.mark(null);
  const found = mark && feed.mark(mark);
  if (mark && !found && !thread) toast("That message is not here: it was deleted, or you may not see it.");
  if (!thread && !document.querySelector("dialog[open]")) composer.area.focus({ preventScroll: true });
}

function place(app) {
  const channel = app.channel();
  const name = channel ? (channel.is_im ? channelTitle(channel, app) : `#${channel.name}`) : "";
  const closed = !channel || channel.is_archived || !channel.member;
  return {
    channel: channel?.id,
    thread: null,
    key: `${app.me?.id} ${channel?.id}`,
    hint: closed ? "You can read here" : `Message ${name}`,
    closed,
  };
}

/** Instead of writing, for those who are not in the channel. */
function joinBar(app) {
  const bar = h("div.join-bar", { hidden: true });
  app.on("state", draw);
  app.on("place", draw);
  function draw() {
    const channel = app.channel();
    bar.hidden = !channel || (channel.member && !channel.is_archived);
    document.getElementById("main").classList.toggle("reading", !bar.hidden);
    if (bar.hidden) return;
    const join = async () => {
      await app.act("join", { channel: channel.id }, { what: "Joining" });
      await app.refreshState();
      app.tell("place", {});
    };
    const words = channel.is_archived ? `#${channel.name} is archived.` : `You are reading #${channel.name}.`;
    replace(
      bar,
      h("span", {}, words),
      !channel.is_archived && h("button.button.primary", { type: "button", onclick: join }, "Join channel"),
    );
  }
  return bar;
}

function drawHead(part, app) {
  const channel = app.channel();
  const head = part("channel-head");
  const marks = part("bookmarks");
  const sig = JSON.stringify([channel, app.me?.id, app.state?.people.length]);
  if (!channel || head.dataset.sig === sig) return;
  head.dataset.sig = sig;
  const focused = head.contains(document.activeElement) && document.activeElement.dataset.focus;
  const sign = channel.is_im
    ? app.avatar(channel.user, "small")
    : icon(channel.is_private ? "lock" : "hash", channel.is_private ? "private" : "");
  const topic = channel.topic && h("div.topic", { title: channel.topic }, mrkdwn(channel.topic, app));
  replace(
    head,
    h(
      "div.channel-words",
      {},
      h("h1", {}, sign, channelTitle(channel, app), channel.is_archived && h("span.badge", {}, "archived")),
      topic,
    ),
    h("div.channel-tools", {}, headTools(channel, app)),
  );
  if (focused) head.querySelector(`[data-focus="${focused}"]`)?.focus();
  drawBookmarks(marks, channel, app);
  drawIntro(part("intro"), channel, app);
}

function headTools(channel, app) {
  const tool = (name, icons, label, count, onclick) =>
    h(
      "button.icon-button.labelled",
      {
        type: "button",
        "aria-label": label,
        title: label,
        "aria-haspopup": "dialog",
        data: { focus: name },
        onclick,
      },
      icon(icons),
      count !== null && h("span", {}, count),
    );
  const pins = channel.pins ?? [];
  return [
    pins.length
      ? tool("pins", "pin", `${pins.length} pinned`, pins.length, (event) =>
          showPins(event.currentTarget, channel, app),
        )
      : null,
    channel.is_im
      ? null
      : tool(
          "members",
          "people",
          `${channel.members?.length ?? 0} members`,
          channel.members?.length ?? 0,
          () => showMembers(channel, app),
        ),
    channel.is_im
      ? null
      : tool("channel-more", "more", "Channel actions", null, (event) =>
          channelMenu(event.currentTarget, channel, app),
        ),
  ];
}

async function showPins(anchor, channel, app) {
  const known = new Map(app.messages.map((message) => [message.ts, message]));
  const open = popover(anchor, h("div.pins", { role: "dialog", "aria-label": "Pinned messages" }), {
    align: "end",
  });
  const go = (ts) => {
    open.close();
    app.open(channel.id, { mark: ts });
  };
  const rows = (channel.pins ?? []).map((pin) => {
    const ts = pin.ts ?? pin;
    const message = known.get(ts);
    const words = message ? summary(message, app) : "A message in a thread";
    return h(
      "button.pin-row",
      { type: "button", onclick: () => go(ts) },
      h(
        "span.quiet",
        {},
        message ? nameOf(app.person(message.user)) : "",
        " · ",
        when(msOf(ts), app.zone(), app.now()),
      ),
      h("span", {}, words),
    );
  });
  replace(open.box.firstChild, h("h2", {}, "Pinned"), rows);
  open.place();
  open.box.querySelector("button")?.focus();
}

/** Its heading or first words, without anything to press inside. */
function summary(message, app) {
  const [block] = (message.blocks ?? []).filter(
    (each) => each.text && (each.type === "header" || each.type === "section"),
  );
  const drawn = h("span.pin-words", {}, block ? textObject(block.text, app) : mrkdwn(message.text, app));
  for (const button of drawn.querySelectorAll("button, a")) button.replaceWith(...button.childNodes);
  return drawn;
}

function showMembers(channel, app) {
  const rows = (channel.members ?? []).map((id) => app.person(id)).filter(Boolean);
  const row = (person) =>
    h(
      "li",
      {},
      app.avatarOf(person, "small"),
      h("span.member-words", {}, h("strong", {}, nameOf(person)), h("span.quiet", {}, `@${person.name}`)),
      person.is_bot && h("span.badge", {}, "app"),
      person.id === app.me.id && h("span.quiet", {}, "you"),
    );
  panel(`Members of #${channel.name}`, h("ul.members", {}, rows.map(row)));
}

function drawBookmarks(root, channel, app) {
  const marks = channel.bookmarks ?? [];
  root.hidden = marks.length === 0 && !channel.canvas;
  const canvas =
    channel.canvas &&
    h("a.bookmark", { href: `/canvases/${channel.canvas}`, target: "_blank", rel: "noopener" }, icon("file"), "Canvas");
  const row = ({ title, link }) => {
    const url = parsed(link);
    const node = h(
      "a.bookmark",
      { href: url?.href ?? "#", target: "_blank", rel: "noopener noreferrer" },
      icon("link"),
      title,
    );
    node.addEventListener("click", (event) => {
      if (!url || app.follow(url)) event.preventDefault();
    });
    return node;
  };
  replace(root, canvas, marks.map(row));
}

function drawIntro(root, channel, app) {
  const name = channelTitle(channel, app);
  const words = channel.is_im
    ? [`This is where you and ${name} write to each other.`]
    : [
        `This is the beginning of ${channel.is_private ? "the private channel " : ""}#${channel.name}.`,
        channel.creator && app.person(channel.creator)
          ? ` ${nameOf(app.person(channel.creator))} made it.`
          : "",
      ];
  replace(
    root,
    h(
      "div.intro",
      {},
      channel.is_im
        ? app.avatar(channel.user, "large")
        : h("span.intro-sign", {}, icon(channel.is_private ? "lock" : "hash")),
      h("div", {}, h("h2", {}, name), h("p.quiet", {}, words)),
    ),
  );
}
