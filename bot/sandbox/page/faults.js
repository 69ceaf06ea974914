/** Makes the workspace misbehave on purpose: limits, errors, dropped connections, slowness. */

import { h, replace } from "./dom.js";
import { icon } from "./icons.js";
import { panel, toast } from "./layer.js";

/** What happens, as a sentence's end, and the fault that makes it happen. */
const KINDS = [
  ["is rate limited", { kind: "rate_limited", retry_after: 5 }],
  ["is rate limited, with nonsense for a time", { kind: "rate_limited", retry_after: "soon" }],
  ["gets a page of HTML (503)", { kind: "server_error" }],
  ["gets an empty answer", { kind: "empty", status: 502 }],
  ["gets half an answer", { kind: "truncated" }],
  ["is lost on the way", { kind: "drop_before" }],
  ["is done, but the answer is lost", { kind: "drop_after" }],
  ["is slow (4 s)", { kind: "slow", seconds: 4 }],
  ["is never answered", { kind: "never" }],
  ["is refused (fatal_error)", { kind: "error" }],
  ["is done, but refused (fatal_error)", { kind: "error", applied: true }],
];
const METHODS = [
  "chat.postMessage",
  "chat.update",
  "chat.postEphemeral",
  "conversations.create",
  "conversations.invite",
  "conversations.setTopic",
  "conversations.history",
  "views.open",
  "views.update",
  "pins.add",
  "bookmarks.add",
  "files.completeUploadExternal",
  "*",
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
    METHODS.map((name) => option([name, name === "*" ? "any method" : name])),
  );
  const kind = h(
    "select.field",
    { "aria-label": "What happens" },
    KINDS.map(([label], index) => option([String(index), label])),
  );
  const times = h("input.field", {
    type: "number",
    min: 1,
    max: 99,
    value: "1",
    "aria-label": "How many calls",
  });
  const add = async () => {
    const answer = await app.api.send("POST", "faults", {
      method: method.value,
      times: Number(times.value),
      ...KINDS[kind.value][1],
    });
    close();
    toast(
      answer.error
        ? `That did not work: ${answer.error}`
        : `The next ${times.value} × ${method.selectedOptions[0].textContent} ${kind.selectedOptions[0].textContent}`,
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
