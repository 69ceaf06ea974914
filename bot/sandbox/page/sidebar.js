/** Who one acts as, the channels and the direct messages, with what is unread. */

import { time } from "./dates.js";
import { h, reconcile, replace } from "./dom.js";
import { icon } from "./icons.js";
import { channelTitle, nameOf } from "./lookup.js";
import { menu } from "./layer.js";
import { browse } from "./browse.js";

export function mountSidebar(root, app) {
  const me = h("div.me");
  const channels = h("div.places", { role: "list" });
  const direct = h("div.places", { role: "list" });
  const add = (label, onclick) =>
    h(
      "button.icon-button.small",
      { type: "button", "aria-label": label, title: label, onclick },
      icon("plus"),
    );
  const message = add("New direct message", (event) => newDirect(event.currentTarget, app));
  replace(
    root,
    me,
    h(
      "div.sidebar-scroll",
      {},
      h(
        "div.places-head",
        {},
        h("h2", {}, "Channels"),
        add("Browse channels", () => browse(app)),
      ),
      channels,
      browseRow(app),
      h("div.places-head", {}, h("h2", {}, "Direct messages"), message),
      direct,
    ),
  );
  const draw = () => {
    if (!app.state) return;
    drawMe(me, app);
    reconcile(
      channels,
      app
        .channels()
        .filter((channel) => !channel.is_im && channel.member && !channel.is_archived)
        .sort(byName)
        .map((channel) => row(channel, app)),
    );
    reconcile(
      direct,
      directs(app).map((channel) => row(channel, app)),
    );
    const waiting = app.channels().filter((channel) => channel.unread).length;
    document.title = `${waiting ? `(${waiting}) ` : ""}${channelTitle(app.channel(), app) || "Local workspace"} · Local workspace`;
  };
  root.addEventListener("keydown", (event) => arrows(event, root));
  app.on("state", draw);
  app.on("place", () => {
    draw();
    document.body.classList.remove("drawer-open");
  });
  app.on("drawer", () => document.body.classList.toggle("drawer-open"));
}

const byName = (one, other) => one.name.localeCompare(other.name, "en", { numeric: true });
const directs = (app) => app.channels().filter((channel) => channel.is_im && channel.member !== false);

function browseRow(app) {
  return h(
    "button.place.quiet",
    { type: "button", onclick: () => browse(app) },
    icon("search"),
    h("span.place-name", {}, "Browse channels"),
  );
}

/** The switcher: the page's most used control, so it stands first. */
function drawMe(root, app) {
  const { me } = app;
  if (root.dataset.person === JSON.stringify(me)) return;
  const focused = root.contains(document.activeElement);
  root.dataset.person = JSON.stringify(me);
  const button = h(
    "button.me-button",
    {
      type: "button",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      "aria-label": `You act as ${nameOf(me)}. Switch person`,
    },
    app.avatar(me.id),
    h("span.me-words", {}, h("span.me-hint", {}, "You are"), h("strong", {}, nameOf(me))),
    icon("down"),
  );
  button.addEventListener("click", () =>
    menu(
      button,
      app.people().map((person) => choice(person, app)),
      { label: "Act as" },
    ),
  );
  replace(root, button);
  if (focused) button.focus();
}

function choice(person, app) {
  const place = (person.tz ?? "UTC").split("/").at(-1).replaceAll("_", " ");
  return {
    label: nameOf(person),
    hint: `@${person.name} · ${time(app.now(), person.tz ?? "UTC")} in ${place}`,
    node: app.avatar(person.id, "small"),
    checked: person.id === app.me.id,
    run: () => app.become(person.id),
  };
}

function row(channel, app) {
  const here = channel.id === app.place.channel;
  const name = channelTitle(channel, app);
  const build = () => {
    const sign = channel.is_im
      ? app.avatar(channel.user, "tiny")
      : icon(channel.is_private ? "lock" : "hash");
    const count = channel.mention || (channel.is_im && channel.unread);
    const badge = count
      ? h(
          "span.unread-badge",
          { "aria-hidden": "true" },
          channel.mention === true ? channel.unread || 1 : Number(count),
        )
      : null;
    const heard = channel.unread ? `, ${channel.unread} unread` : "";
    const props = {
      type: "button",
      class: [here && "here", channel.unread && "unread"].filter(Boolean).join(" "),
      "aria-current": here ? "page" : null,
      "aria-label": `${name}${heard}`,
      data: { focus: `place:${channel.id}` },
    };
    return h(
      "div",
      { role: "listitem" },
      h(
        "button.place",
        { ...props, onclick: () => app.open(channel.id) },
        sign,
        h("span.place-name", {}, name),
        badge,
      ),
    );
  };
  return {
    key: channel.id,
    sig: JSON.stringify([here, name, channel.unread, channel.mention, channel.is_private]),
    build,
  };
}

function newDirect(anchor, app) {
  const everybody = app.state.people.filter(({ id }) => id !== app.me.id);
  menu(
    anchor,
    everybody.map((person) => ({
      label: nameOf(person),
      hint: `@${person.name}`,
      node: app.avatar(person.id, "small"),
      run: () => openDirect(person.id, app),
    })),
    { label: "Write to" },
  );
}

/** Opens the direct messages with somebody, made now if they never wrote to each other. */
export async function openDirect(user, app) {
  const known = () => app.channels().find((channel) => channel.is_im && channel.user === user);
  if (!known()) {
    await app.act("open_dm", { user }, { what: "Opening the conversation" });
    await app.refreshState();
  }
  if (known()) await app.open(known().id);
}

function arrows(event, root) {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (!step || !event.target.classList.contains("place")) return;
  event.preventDefault();
  const rows = [...root.querySelectorAll(".place")];
  rows[rows.indexOf(event.target) + step]?.focus();
}
