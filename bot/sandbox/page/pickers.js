/** Dates and times: typed as 2026-02-03 or 14:30, or picked from a calendar and a list. */

import { combobox } from "./combobox.js";
import { isoDay, momentOf, time } from "./dates.js";
import { h, replace } from "./dom.js";
import { icon } from "./icons.js";
import { popover } from "./layer.js";

const DAY_MS = 86_400_000;
const at = (day) => Date.parse(`${day}T12:00:00Z`);
const shift = (day, days) => new Date(at(day) + days * DAY_MS).toISOString().slice(0, 10);
const isDay = (text) =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(at(text)) && shift(text, 0) === text;

/** `value` is "2026-02-03" or null; `today` is the day the workspace's clock shows. */
export function datePicker({ value, today, onChange, placeholder, ...names }) {
  const input = h("input", {
    type: "text",
    inputmode: "numeric",
    autocomplete: "off",
    maxlength: 10,
    placeholder: placeholder ?? "YYYY-MM-DD",
    value: value ?? "",
    "aria-label": names.labelledBy ? null : names.label,
    "aria-labelledby": names.labelledBy,
    "aria-describedby": names.describedBy,
    data: names.focusName ? { focus: names.focusName } : {},
  });
  let chosen = value ?? null;
  let open = null;
  const choose = (day) => {
    chosen = day;
    input.value = day ?? "";
    input.removeAttribute("aria-invalid");
    onChange(day);
  };
  const typed = () => {
    const text = input.value.trim();
    const valid = text === "" || isDay(text);
    input.setAttribute("aria-invalid", String(!valid));
    if (valid && (text || null) !== chosen) choose(text || null);
  };
  const show = () => {
    if (open) return open.close({ refocus: false });
    const pick = (day) => {
      choose(day);
      open.close({ refocus: true });
    };
    open = popover(button, calendar(chosen ?? today, { chosen, today, pick }), {
      onClose: () => (open = null),
      align: "end",
    });
    return open.box.querySelector('[tabindex="0"]').focus();
  };
  const button = h(
    "button.icon-button",
    { type: "button", "aria-label": "Open the calendar", "aria-haspopup": "dialog", onclick: show },
    icon("calendar"),
  );
  input.addEventListener("change", typed);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") typed();
    if (event.key === "ArrowDown") {
      event.preventDefault();
      show();
    }
  });
  return h("span.picker.date", {}, input, button);
}

const MOVES = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
const WEEKDAYS = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];

/** One month as a grid: arrows move by day and week, Page Up and Page Down by month, Enter picks. */
function calendar(start, { chosen, today, pick }) {
  const box = h("div.calendar", { role: "dialog", "aria-label": "Choose a date" });
  let cursor = start;
  const draw = (focus = true) => {
    const name = new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric", timeZone: "UTC" }).format(
      at(cursor),
    );
    const step = (months, label, sign) =>
      h(
        "button.icon-button",
        { type: "button", "aria-label": label, onclick: () => go(addMonths(cursor, months), false) },
        icon(sign),
      );
    replace(
      box,
      h(
        "div.calendar-head",
        {},
        step(-1, "Previous month", "back"),
        h("strong", { "aria-live": "polite" }, name),
        step(1, "Next month", "right"),
      ),
      h(
        "div.calendar-grid",
        { role: "grid" },
        h(
          "div.calendar-row",
          { role: "row" },
          WEEKDAYS.map((day) => h("span.weekday", { role: "columnheader" }, day)),
        ),
        weeks(),
      ),
    );
    if (focus) box.querySelector('[tabindex="0"]')?.focus();
  };
  const go = (day, focus = true) => {
    cursor = day;
    draw(focus);
  };
  const weeks = () => {
    const first = `${cursor.slice(0, 8)}01`;
    const monday = shift(first, -((new Date(at(first)).getUTCDay() + 6) % 7));
    return [0, 1, 2, 3, 4, 5].map((week) =>
      h(
        "div.calendar-row",
        { role: "row" },
        WEEKDAYS.map((_, column) => cell(shift(monday, week * 7 + column))),
      ),
    );
  };
  const cell = (day) => {
    const kinds = [
      day.slice(0, 7) !== cursor.slice(0, 7) && "other",
      day === today && "today",
      day === chosen && "chosen",
    ]
      .filter(Boolean)
      .join(" ");
    const props = {
      type: "button",
      class: kinds,
      role: "gridcell",
      tabIndex: day === cursor ? 0 : -1,
      "aria-selected": String(day === chosen),
      "aria-label": day,
      onclick: () => pick(day),
    };
    return h("button.day", props, String(Number(day.slice(8))));
  };
  box.addEventListener("keydown", (event) => {
    if (!event.target.classList.contains("day")) return;
    const months = { PageUp: -1, PageDown: 1 }[event.key];
    const next = months ? addMonths(cursor, months) : MOVES[event.key] && shift(cursor, MOVES[event.key]);
    if (!next) return;
    event.preventDefault();
    go(next);
  });
  draw(false);
  return box;
}

function addMonths(day, months) {
  const [year, month, date] = day.split("-").map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, last), 12)).toISOString().slice(0, 10);
}

const HALF_HOURS = Array.from(
  { length: 48 },
  (_, index) => `${String(Math.floor(index / 2)).padStart(2, "0")}:${index % 2 ? "30" : "00"}`,
);
const asOption = (clock) => ({ value: clock, label: clock });

/** "9", "930", "9:30", "14.05" → "09:00", "09:30", …; null when it is no time. */
export function readClock(text) {
  const found = /^(\d{1,2})(?:[:.h]?(\d{2}))?$/.exec(text.trim());
  if (!found || Number(found[1]) > 23 || Number(found[2] ?? 0) > 59) return null;
  return `${found[1].padStart(2, "0")}:${found[2] ?? "00"}`;
}

export function timePicker({ value, onChange, placeholder, ...names }) {
  const load = (query) => {
    const exact = readClock(query);
    const near = HALF_HOURS.filter((clock) => !query || clock.startsWith(exact?.slice(0, 2) ?? query));
    const all = exact && !near.includes(exact) ? [exact, ...near] : near;
    const best = exact ? [exact, ...all.filter((clock) => clock !== exact)] : all;
    return [{ options: best.map(asOption) }];
  };
  const free = (text) => {
    const clock = readClock(text);
    return clock && asOption(clock);
  };
  return combobox({
    ...names,
    load,
    free,
    value: value ? [asOption(value)] : [],
    placeholder: placeholder ?? "HH:MM",
    leading: "clock",
    clearable: names.clearable,
    onChange: ([option]) => onChange(option?.value ?? null),
  });
}

/** One moment as a date and a time in the reader's zone; `value` in seconds, as Slack counts. */
export function momentPicker({ value, zone, now, onChange, ...names }) {
  const chosen = {
    day: value ? isoDay(value * 1000, zone) : null,
    clock: value ? time(value * 1000, zone) : null,
  };
  const change = (part) => {
    Object.assign(chosen, part);
    if (chosen.day && chosen.clock) onChange(Math.floor(momentOf(chosen.day, chosen.clock, zone) / 1000));
    else onChange(null);
  };
  const named = (what, suffix) => ({
    ...names,
    label: `${names.label ?? ""} ${what}`.trim(),
    labelledBy: undefined,
    focusName: `${names.focusName}:${suffix}`,
  });
  return h(
    "span.moment",
    { role: "group", "aria-label": names.label },
    datePicker({
      ...named("date", "day"),
      value: chosen.day,
      today: isoDay(now, zone),
      onChange: (day) => change({ day }),
    }),
    timePicker({ ...named("time", "clock"), value: chosen.clock, onChange: (clock) => change({ clock }) }),
    h("span.zone", { title: zone }, zone.split("/").at(-1).replaceAll("_", " ")),
  );
}
