/** What floats above the page: popovers, menus, dialogs with the focus kept inside, and short notices. */

import { announce, focusable, h, uid } from "./dom.js";
import { icon } from "./icons.js";

/** Floats live inside the open dialog, if the anchor is in one: everything outside it is inert. */
const hostOf = (anchor) => anchor.closest("dialog") ?? document.body;

/** Opens `content` beside `anchor`; Esc, a click elsewhere or the returned function close it. */
export function popover(
  anchor,
  content,
  { onClose, align = "start", stretch = false, keepFocus = false } = {},
) {
  const box = h("div.popover", {}, content);
  hostOf(anchor).append(box);
  const place = () => placeBeside(box, anchor, { align, stretch });
  const close = ({ refocus = false } = {}) => {
    if (!box.isConnected) return;
    box.remove();
    document.removeEventListener("pointerdown", outside, true);
    document.removeEventListener("keydown", escape, true);
    window.removeEventListener("resize", place);
    document.removeEventListener("scroll", scrolled, true);
    onClose?.();
    if (refocus && anchor.isConnected) anchor.focus();
  };
  const outside = (event) => {
    if (!box.contains(event.target) && !anchor.contains(event.target)) close();
  };
  const escape = (event) => {
    const floats = document.querySelectorAll(".popover");
    if (event.key !== "Escape" || floats[floats.length - 1] !== box) return;
    event.preventDefault();
    event.stopPropagation();
    close({ refocus: !keepFocus });
  };
  const scrolled = (event) => {
    if (box.contains(event.target)) return;
    if (anchor.isConnected) place();
    else close();
  };
  document.addEventListener("pointerdown", outside, true);
  document.addEventListener("keydown", escape, true);
  document.addEventListener("scroll", scrolled, true);
  window.addEventListener("resize", place);
  place();
  return { box, close, place };
}

function placeBeside(box, anchor, { align, stretch }) {
  const spot = anchor.getBoundingClientRect();
  if (stretch) box.style.width = `${Math.max(spot.width, 220)}px`;
  const { offsetWidth: width, offsetHeight: height } = box;
  const below = window.innerHeight - spot.bottom - 12;
  const top = height <= below || below >= spot.top ? spot.bottom + 4 : spot.top - height - 4;
  const left = align === "end" ? spot.right - width : spot.left;
  box.style.top = `${Math.max(8, Math.min(top, window.innerHeight - height - 8))}px`;
  box.style.left = `${Math.max(8, Math.min(left, window.innerWidth - width - 8))}px`;
}

/** A menu of { label, icon, hint, danger, run } with the arrow keys; `null` draws a line. */
export function menu(anchor, items, { label = "Menu", align = "start" } = {}) {
  const list = h("div.menu", { role: "menu", "aria-label": label });
  const open = popover(anchor, list, { align, onClose: () => anchor.setAttribute("aria-expanded", "false") });
  for (const item of items) list.append(item ? menuItem(item, open) : h("hr", { role: "separator" }));
  list.addEventListener("keydown", (event) => moveInMenu(event, list, open));
  anchor.setAttribute("aria-expanded", "true");
  open.place();
  list.querySelector("button")?.focus();
  return open;
}

function menuItem(item, open) {
  const run = () => {
    open.close({ refocus: true });
    item.run();
  };
  const body = h(
    "span.menu-text",
    {},
    h("span.menu-label", {}, item.label),
    item.hint && h("span.menu-hint", {}, item.hint),
  );
  const kind = item.checked === undefined ? "menuitem" : "menuitemradio";
  const props = {
    type: "button",
    role: kind,
    tabIndex: -1,
    class: item.danger ? "danger" : "",
    onclick: run,
    "aria-checked": item.checked === undefined ? null : String(item.checked),
  };
  return h(
    "button.menu-item",
    props,
    item.node ?? (item.icon && icon(item.icon)),
    body,
    item.checked && icon("check"),
  );
}

function moveInMenu(event, list, open) {
  const items = [...list.querySelectorAll("button")];
  const at = items.indexOf(document.activeElement);
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
  if (next !== undefined) {
    event.preventDefault();
    items[(next + items.length) % items.length]?.focus();
  } else if (event.key === "Tab") {
    open.close({ refocus: true });
  } else if (event.key.length === 1 && /\S/.test(event.key)) {
    items.find((item) => item.textContent.toLowerCase().startsWith(event.key.toLowerCase()))?.focus();
  }
}

/** A modal dialog; `onEscape` decides what Esc does. The focus stays inside and goes back where it came from. */
export function openDialog(content, { label, labelledBy, onEscape, wide = false }) {
  const came = document.activeElement;
  const box = h(
    "dialog.dialog",
    { class: wide ? "wide" : "", "aria-label": label, "aria-labelledby": labelledBy },
    content,
  );
  box.addEventListener("cancel", (event) => event.preventDefault());
  box.addEventListener("keydown", (event) => {
    keepInside(event, box);
    if (event.key !== "Escape") return;
    event.preventDefault();
    onEscape();
  });
  document.body.append(box);
  box.showModal();
  const close = () => {
    const toasts = box.querySelector("#toasts");
    if (toasts) document.body.append(toasts);
    box.close();
    box.remove();
    if (came?.isConnected) came.focus();
    else if (came?.dataset?.focus)
      document.querySelector(`[data-focus="${CSS.escape(came.dataset.focus)}"]`)?.focus();
  };
  return { box, close };
}

function keepInside(event, box) {
  if (event.key !== "Tab") return;
  const stops = focusable(box);
  const edge = event.shiftKey ? stops[0] : stops.at(-1);
  if (!stops.length || (document.activeElement !== edge && document.activeElement !== box)) return;
  event.preventDefault();
  (event.shiftKey ? stops.at(-1) : stops[0]).focus();
}

/** A plain dialog of the page itself: title, content, close. */
export function panel(title, content, { wide = false } = {}) {
  const id = uid("panel");
  const close = () => open.close();
  const head = h(
    "header.dialog-head",
    {},
    h("h2", { id }, title),
    h("button.icon-button", { type: "button", "aria-label": "Close", onclick: close }, icon("close")),
  );
  const open = openDialog([head, h("div.dialog-body", {}, content)], {
    labelledBy: id,
    onEscape: close,
    wide,
  });
  return open;
}

/** Asks before something is done; resolves to true only for the button that says so. */
export function ask({ title, body, yes, no, danger = false }) {
  return new Promise((resolve) => {
    const id = uid("ask");
    const answer = (value) => {
      open.close();
      resolve(value);
    };
    const buttons = h(
      "footer.dialog-foot",
      {},
      h("button.button", { type: "button", onclick: () => answer(false) }, no),
      h(
        "button.button",
        { type: "button", class: danger ? "danger" : "primary", onclick: () => answer(true) },
        yes,
      ),
    );
    const open = openDialog(
      [
        h("header.dialog-head", {}, h("h2", { id }, title)),
        h("div.dialog-body.confirm-text", {}, body),
        buttons,
      ],
      {
        labelledBy: id,
        onEscape: () => answer(false),
      },
    );
    open.box.classList.add("small");
    buttons.querySelector("button:last-child").focus();
  });
}

/** A sentence at the bottom of the page that goes away by itself. */
export function toast(text, { bad = false } = {}) {
  const place = document.getElementById("toasts");
  const note = h("div.toast", { class: bad ? "bad" : "" }, bad && icon("warn"), h("span", {}, text));
  const host = document.querySelector("dialog[open]:last-of-type") ?? document.body;
  host.append(place);
  place.append(note);
  announce(text);
  window.setTimeout(() => note.remove(), bad ? 7000 : 3500);
}
