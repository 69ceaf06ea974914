/** A person's small card, opened from a name or a mention. */

import { time } from "./dates.js";
import { h } from "./dom.js";
import { popover } from "./layer.js";
import { nameOf } from "./lookup.js";
import { openDirect } from "./sidebar.js";

export function mountPeople(app) {
  app.on("person", ({ id, anchor }) => card(id, anchor, app));
}

function card(id, anchor, app) {
  const person = app.person(id);
  if (!person) return;
  const act = (label, run, kind = "") =>
    h(
      "button.button",
      {
        type: "button",
        class: kind,
        onclick: () => {
          open.close({ refocus: true });
          run();
        },
      },
      label,
    );
  const mine = id === app.me.id;
  const place = (person.tz ?? "UTC").split("/").at(-1).replaceAll("_", " ");
  const words = h(
    "div.person-words",
    {},
    h("strong", {}, nameOf(person)),
    h("span.quiet", {}, `@${person.name}${person.is_bot ? " · app" : ""}${person.deleted ? " · deactivated" : ""}`),
    !person.is_bot && h("span.quiet", {}, `${time(app.now(), person.tz ?? "UTC")} in ${place}`),
  );
  const buttons = h(
    "div.person-buttons",
    {},
    !mine && act("Write a message", () => openDirect(id, app)),
    !mine &&
      !person.is_bot &&
      act(person.deleted ? "Reactivate" : "Deactivate", () =>
        app.act(person.deleted ? "reactivate" : "deactivate", { user: id }, { what: "Changing the account" }),
      ),
    !mine && !person.is_bot && !person.deleted && act(`Act as ${nameOf(person).split(" ")[0]}`, () => app.become(id)),
  );
  const open = popover(
    anchor,
    h(
      "div.person",
      { role: "dialog", "aria-label": nameOf(person) },
      app.avatar(id, "large"),
      words,
      buttons,
    ),
  );
  open.box.querySelector("button")?.focus();
}
