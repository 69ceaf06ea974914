/** What the app and the workspace said to each other: Web API calls one way, deliveries the other. */

import { h, reconcile, replace } from "./dom.js";
import { parts } from "./dates.js";
import { icon } from "./icons.js";
import { faultForm } from "./faults.js";

const MOST = 300;
const KINDS = [
  ["all", "All"],
  ["call", "From the app"],
  ["delivery", "To the app"],
  ["bad", "Failed"],
];

export function mountInspector(root, app) {
  const look = { kind: "all", text: "", open: false, entries: [] };
  const list = h("ol.log", { "aria-label": "Calls and deliveries" });
  const detail = h(
    "pre.log-detail",
    { tabIndex: 0, "aria-label": "Details" },
    "Choose a line to see what was said.",
  );
  const search = h("input.field", { type: "search", placeholder: "Filter", "aria-label": "Filter" });
  const tabs = KINDS.map(([kind, label]) =>
    h("button.tab", { type: "button", "aria-pressed": String(kind === "all"), data: { kind } }, label),
  );
  const close = () => app.tell("inspect");
  const head = h(
    "header.inspector-head",
    {},
    h("h2", {}, "Inspector"),
    h("div.tabs", { role: "group", "aria-label": "Show" }, tabs),
    search,
    faultForm(app),
    h(
      "button.icon-button",
      { type: "button", "aria-label": "Close the inspector", onclick: close },
      icon("close"),
    ),
  );
  replace(root, head, h("div.inspector-body", {}, list, detail));
  const draw = () => {
    const wanted = look.entries.filter((entry) => fits(entry, look)).slice(0, MOST);
    reconcile(
      list,
      wanted.map((entry) => line(entry, app, (node) => choose(node, entry))),
    );
  };
  const choose = (node, entry) => {
    for (const other of list.querySelectorAll("[aria-current]")) other.removeAttribute("aria-current");
    node.setAttribute("aria-current", "true");
    replace(detail, JSON.stringify(entry.raw, null, 2));
  };
  const refresh = async () => {
    if (!look.open) return;
    look.entries = read(await app.api.log());
    draw();
  };
  for (const tab of tabs) {
    tab.addEventListener("click", () => {
      look.kind = tab.dataset.kind;
      for (const other of tabs) other.setAttribute("aria-pressed", String(other === tab));
      draw();
    });
  }
  search.addEventListener("input", () => {
    look.text = search.value.trim().toLowerCase();
    draw();
  });
  app.on("inspect", () => {
    look.open = !look.open;
    root.hidden = !look.open;
    app.tell("inspecting", look.open);
    refresh();
  });
  app.on("state", refresh);
  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) close();
  });
}

/** Newest first, both kinds in one list. */
function read({ calls = [], deliveries = [] }) {
  const said = calls.map((call, index) => ({
    key: `c${index}`,
    kind: "call",
    at: call.at,
    name: call.method,
    good: call.ok,
    note: call.error || "ok",
    raw: call,
  }));
  const sent = deliveries.map((delivery, index) => ({
    key: `d${index}`,
    kind: "delivery",
    at: delivery.at,
    name: title(delivery),
    good: delivery.status >= 200 && delivery.status < 300,
    note: delivery.status ? String(delivery.status) : "no answer",
    raw: delivery,
  }));
  return [...said, ...sent].sort((one, other) => moment(other.at) - moment(one.at));
}

const moment = (at) => (typeof at === "number" ? at * 1000 : Date.parse(at));

/** "interactive · block_actions · take_command", "events_api · message": the kind, and what it is about. */
function title({ kind, body, attempt }) {
  const about =
    body?.event?.type ??
    body?.command ??
    body?.actions?.[0]?.action_id ??
    body?.action_id ??
    body?.callback_id ??
    body?.view?.callback_id;
  const names = [kind, kind === "interactive" && body?.type, about].filter(
    (name, index, all) => name && all.indexOf(name) === index,
  );
  return names.join(" · ") + (attempt > 0 ? ` (attempt ${attempt + 1})` : "");
}

function fits(entry, { kind, text }) {
  const right = kind === "all" || entry.kind === kind || (kind === "bad" && !entry.good);
  return right && (!text || `${entry.name} ${JSON.stringify(entry.raw)}`.toLowerCase().includes(text));
}

function line(entry, app, choose) {
  const { hour, minute, second } = parts(moment(entry.at), app.zone());
  const build = () => {
    const button = h(
      "button",
      { type: "button", class: entry.good ? "" : "bad", data: { focus: entry.key } },
      h("span.log-at", {}, `${hour}:${minute}:${second}`),
      h(
        "span.log-way",
        { title: entry.kind === "call" ? "from the app" : "to the app" },
        entry.kind === "call" ? "app →" : "→ app",
      ),
      h("span.log-name", {}, entry.name),
      h("span.log-note", {}, entry.note),
    );
    button.addEventListener("click", () => choose(button));
    return h("li", {}, button);
  };
  return { key: entry.key, sig: `${entry.note} ${entry.at} ${app.zone()}`, build };
}
