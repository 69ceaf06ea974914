/** The strip above everything: whose workspace, its clock, the inspector, light and dark. */

import { shortStamp } from "./dates.js";
import { h, replace } from "./dom.js";
import { icon } from "./icons.js";
import { menu } from "./layer.js";
import { theme, toggleTheme } from "./theme.js";

const STEPS = [
  [5, "+5 min", "5 minutes"],
  [30, "+30 min", "30 minutes"],
  [60, "+1 h", "1 hour"],
  [1440, "+1 day", "1 day"],
];

export function mountTopbar(root, app) {
  const clock = h("span.clock-time");
  const status = h("span.status");
  const advance = (minutes, words) => async () => {
    const answer = await app.act("advance", { minutes }, { what: "Moving the clock" });
    if (!answer.wrong) await app.refreshState();
    app.say(`The clock moved on by ${words}`);
  };
  const steps = STEPS.map(([minutes, label, words]) =>
    h(
      "button",
      { type: "button", title: `Move the clock on by ${words}`, onclick: advance(minutes, words) },
      label,
    ),
  );
  const narrow = h(
    "button.clock-menu",
    { type: "button", "aria-label": "Move the clock", "aria-haspopup": "menu" },
    icon("down"),
  );
  narrow.addEventListener("click", () =>
    menu(
      narrow,
      STEPS.map(([minutes, label, words]) => ({ label, hint: words, run: advance(minutes, words) })),
      { label: "Move the clock", align: "end" },
    ),
  );
  replace(
    root,
    h(
      "button.icon-button.only-narrow",
      { type: "button", "aria-label": "Channels", onclick: () => app.tell("drawer") },
      icon("menu"),
    ),
    h(
      "span.brand",
      {},
      h("span.brand-mark", { "aria-hidden": "true" }),
      h("span.brand-name", {}, "Local workspace"),
      status,
    ),
    h(
      "div.clock",
      { role: "group", "aria-label": "The workspace's clock" },
      icon("clock"),
      clock,
      h("span.clock-steps", {}, steps),
      narrow,
    ),
    h("div.top-actions", {}, inspectButton(app), themeButton()),
  );
  const tick = () => {
    if (app.state) replace(clock, shortStamp(app.now(), app.zone()));
  };
  window.setInterval(tick, 1000);
  app.on("state", () => {
    tick();
    drawStatus(status, app);
  });
  app.on("me", tick);
  app.on("online", () => drawStatus(status, app));
}

function inspectButton(app) {
  const button = h(
    "button.icon-button.labelled",
    {
      type: "button",
      "aria-expanded": "false",
      "aria-controls": "inspector",
      title: "What the app and the workspace say to each other",
    },
    icon("inspect"),
    h("span", {}, "Inspector"),
  );
  button.addEventListener("click", () => app.tell("inspect"));
  app.on("inspecting", (open) => button.setAttribute("aria-expanded", String(open)));
  return button;
}

function themeButton() {
  const button = h("button.icon-button", { type: "button" });
  const draw = () => {
    const other = theme() === "dark" ? "light" : "dark";
    button.setAttribute("aria-label", `Switch to ${other}`);
    button.title = `Switch to ${other}`;
    replace(button, icon(other === "dark" ? "moon" : "sun"));
  };
  button.addEventListener("click", () => {
    toggleTheme();
    draw();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  draw();
  return button;
}

const CONNECTED = { http: "app connected", socket: "app connected by socket", none: "no app connected" };

function drawStatus(node, app) {
  const words = app.online ? (CONNECTED[app.state?.transport] ?? "") : "reconnecting…";
  node.className = `status ${app.online && app.state?.transport !== "none" ? "good" : "waiting"}`;
  replace(node, words);
}
