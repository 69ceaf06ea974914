/** Editing one's own message in its place: Enter saves, Esc keeps it as it was. */

import { h } from "./dom.js";
import { readable } from "./writing.js";

export function editor(message, channel, app) {
  const stop = () => {
    app.editing = null;
    app.tell("messages");
    app.tell("replies");
    document.querySelector(`[data-ts="${CSS.escape(message.ts)}"]`)?.focus();
  };
  const save = async () => {
    const text = area.value.trim();
    app.editing = null;
    if (text && text !== readable(message.text, app))
      await app.act("edit", { channel, ts: message.ts, text }, { what: "Editing" });
    stop();
  };
  const area = h("textarea.field", {
    value: readable(message.text, app),
    rows: 2,
    "aria-label": "Edit the message",
    data: { focus: `edit:${message.ts}` },
  });
  area.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      stop();
    } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      save();
    }
  });
  queueMicrotask(() => {
    area.focus();
    area.setSelectionRange(area.value.length, area.value.length);
  });
  const buttons = h(
    "div.editor-buttons",
    {},
    h("button.button", { type: "button", onclick: stop }, "Cancel"),
    h("button.button.primary", { type: "button", onclick: save }, "Save"),
  );
  return h("div.editor", {}, area, buttons);
}
