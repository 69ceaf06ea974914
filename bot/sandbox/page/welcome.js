/** A note for the first visit: what this is and three things to try. */

import { h, replace } from "./dom.js";
import { icon } from "./icons.js";
import { mrkdwn } from "./mrkdwn.js";

const KEY = "welcome-read";

export function mountWelcome(app) {
  const note = h("section.welcome", { "aria-label": "Welcome", hidden: true });
  const dismiss = () => {
    localStorage.setItem(KEY, "yes");
    note.hidden = true;
    document.querySelector("#composer textarea")?.focus();
  };
  app.on("state", () => {
    const tips = app.state.tips ?? [];
    const sig = JSON.stringify(tips);
    note.hidden = !tips.length || localStorage.getItem(KEY) !== null;
    if (note.dataset.sig === sig) return;
    note.dataset.sig = sig;
    replace(
      note,
      h("span.welcome-icon", {}, icon("bulb")),
      h(
        "div.welcome-words",
        {},
        h("h2", {}, "Welcome. Nothing here leaves your machine."),
        h("p", {}, "Act as anybody (top left), write, press, move the clock. Three things to try:"),
        h(
          "ol",
          {},
          tips.map((tip) => h("li", {}, mrkdwn(tip, app))),
        ),
      ),
      h(
        "button.icon-button",
        { type: "button", "aria-label": "Dismiss the welcome", onclick: dismiss },
        icon("close"),
      ),
    );
  });
  return note;
}
