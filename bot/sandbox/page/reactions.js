/** Reactions under a message, and the small picker that adds one. */

import { allEmoji, emoji, FAVOURITES } from "./emoji.js";
import { h, replace } from "./dom.js";
import { icon } from "./icons.js";
import { nameOf } from "./lookup.js";
import { popover } from "./layer.js";

export function toggleReaction(app, channel, message, name) {
  const mine = message.reactions?.find((reaction) => reaction.name === name)?.users.includes(app.me.id);
  return app.act(mine ? "unreact" : "react", { channel, ts: message.ts, name }, { what: "The reaction" });
}

export function reactionRow(app, channel, message) {
  if (!message.reactions?.length) return null;
  const chips = message.reactions.map(({ name, users }) => {
    const mine = users.includes(app.me.id);
    const who = users.map((id) => (id === app.me.id ? "you" : nameOf(app.person(id)))).join(", ");
    const props = {
      type: "button",
      class: mine ? "mine" : "",
      "aria-pressed": String(mine),
      title: `${who} reacted with :${name}:`,
      "aria-label": `${name.replaceAll("_", " ")}, ${users.length}: ${who}`,
      data: { focus: `reaction:${name}` },
    };
    return h(
      "button.reaction",
      { ...props, onclick: () => toggleReaction(app, channel, message, name) },
      h("span.emoji", {}, emoji(name) ?? `:${name}:`),
      h("span.count", {}, users.length),
    );
  });
  const add = h(
    "button.reaction.add",
    { type: "button", "aria-label": "Add a reaction", data: { focus: "reaction+" } },
    icon("smile"),
  );
  add.addEventListener("click", () =>
    emojiPicker(add, (name) => toggleReaction(app, channel, message, name)),
  );
  return h("div.reactions", {}, chips, add);
}

const COLUMNS = 8;

/** A searchable grid; arrows move, Enter picks. */
export function emojiPicker(anchor, onPick, { align = "end" } = {}) {
  const search = h("input.field", {
    type: "text",
    placeholder: "Search emoji",
    "aria-label": "Search emoji",
    autocomplete: "off",
  });
  const grid = h("div.emoji-grid", { role: "grid" });
  const pick = (name) => {
    open.close({ refocus: true });
    onPick(name);
  };
  const draw = () => {
    const wanted = search.value.trim().toLowerCase().replaceAll(" ", "_");
    const all = allEmoji();
    const found = wanted
      ? all.filter(([name]) => name.includes(wanted))
      : [
          ...FAVOURITES.map((name) => [name, emoji(name)]),
          ...all.filter(([name]) => !FAVOURITES.includes(name)),
        ];
    replace(
      grid,
      found.length
        ? found.map(([name, char]) =>
            h(
              "button.emoji-cell",
              {
                type: "button",
                tabIndex: -1,
                title: `:${name}:`,
                "aria-label": name.replaceAll("_", " "),
                onclick: () => pick(name),
              },
              char,
            ),
          )
        : h("p.quiet", {}, "No emoji by that name"),
    );
  };
  search.addEventListener("input", draw);
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") grid.querySelector("button")?.click();
    if (event.key === "ArrowDown" || event.key === "Tab") {
      event.preventDefault();
      grid.querySelector("button")?.focus();
    }
  });
  grid.addEventListener("keydown", (event) => moveInGrid(event, grid, search));
  draw();
  const open = popover(
    anchor,
    h("div.emoji-picker", { role: "dialog", "aria-label": "Choose an emoji" }, search, grid),
    { align },
  );
  search.focus();
}

function moveInGrid(event, grid, search) {
  const cells = [...grid.querySelectorAll("button")];
  const at = cells.indexOf(document.activeElement);
  const next = { ArrowRight: at + 1, ArrowLeft: at - 1, ArrowDown: at + COLUMNS, ArrowUp: at - COLUMNS }[
    event.key
  ];
  if (event.key === "Tab") event.preventDefault();
  if (next === undefined && event.key !== "Tab") return;
  event.preventDefault();
  if (next === undefined || next < 0) search.focus();
  else cells[Math.min(next, cells.length - 1)]?.focus();
}
