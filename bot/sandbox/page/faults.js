/** Makes the workspace misbehave on purpose: limits, errors, dropped connections, slowness. */

import { h, replace } from "./dom.js";
import { icon } from "./icons.js";
import { panel, toast } from "./layer.js";

const KINDS = [
  ["rate_limited", "is rate limited"],
  ["server_error", "answers 500"],
  ["drop_before", "is lost on the way"],
  ["drop_after", "is done, but the answer is lost"],
  ["slow", "is slow (4 s)"],
  ["error", "is refused (fatal_error)"],
];
const METHODS = [
  "chat.postMessage",
  "chat.update",
  "chat.postEphemeral",
  "conversations.create",
  "conversations.invite",
  "conversations.setTopic",
  "views.open",
  "views.update",
  "pins.add",
  "bookmarks.add",
  "files.completeUploadExternal",
];

export function faultForm(app) {
  const button = h("button.button.small", { type: "button", onclick: () => show(app) }, "Faults");
  app.on("state", () => {
    const count = countOf(app.state.faults);
    replace(button, icon("warn"), count ? `Faults (${count})` : "Faults");
  });
  return button;
}

/** Rules that will still strike. */
const countOf = (faults) =>
  (faults ?? []).filter(({ times, nth, seen }) => times === null || seen < nth + times - 1).length;

function show(app) {
  const option = ([value, label]) => h("option", { value }, label);
  const method = h(
    "select.field",
    { "aria-label": "Method" },
    METHODS.map((name) => option([name, name])),
  );
  const kind = h("select.field", { "aria-label": "What happens" }, KINDS.map(option));
  const times = h("input.field", {
    type: "number",
    min: 1,
    max: 99,
    value: "1",
    "aria-label": "How many calls",
  });
  const extra = { slow: { seconds: 4 }, rate_limited: { retry_after: 5 } };
  const add = async () => {
    const answer = await app.api.send("POST", "faults", {
      method: method.value,
      kind: kind.value,
      nth: 1,
      times: Number(times.value),
      ...extra[kind.value],
    });
    close();
    toast(
      answer.error
        ? `That did not work: ${answer.error}`
        : `The next ${times.value} × ${method.value} ${kind.selectedOptions[0].textContent}`,
      { bad: Boolean(answer.error) },
    );
    await app.refreshState();
  };
  const clear = async () => {
    await app.api.send("DELETE", "faults", {});
    close();
    toast("No faults any more");
    await app.refreshState();
  };
  const row = h(
    "div.fault-row",
    {},
    h("span", {}, "The next"),
    times,
    h("span", {}, "call(s) of"),
    method,
    kind,
  );
  const buttons = h(
    "div.fault-buttons",
    {},
    h("button.button", { type: "button", onclick: clear }, "Remove all faults"),
    h("button.button.primary", { type: "button", onclick: add }, "Add"),
  );
  const { close } = panel("Make Slack misbehave", [
    h("p.quiet", {}, "See what the app does when a call to Slack goes wrong."),
    row,
    buttons,
  ]);
}
