/** A list of messages: day lines, groups by author, the line above what is new; keeps its place while it changes. */

import { dayName, isoDay } from "./dates.js";
import { h, reconcile } from "./dom.js";
import { isSystem, messageNode, msOf } from "./message.js";
import { messageKeys } from "./toolbar.js";

const GROUP_MS = 5 * 60_000;
const NEAR_PX = 120;

export class Feed {
  /** `scroller` scrolls the `list`; `thread` is true for the thread pane. */
  constructor(app, scroller, list, { thread = false } = {}) {
    Object.assign(this, { app, scroller, list, thread });
    this.newFrom = null;
    this.marked = null;
    list.addEventListener("keydown", (event) => this.keys(event));
    scroller.addEventListener("scroll", () => this.below?.(this.nearEnd()), { passive: true });
  }

  nearEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    return scrollHeight - scrollTop - clientHeight < NEAR_PX;
  }

  toEnd() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  draw(messages, channel) {
    const stay = this.nearEnd();
    this.messages = messages;
    reconcile(this.list, this.items(messages, channel));
    const rows = [...this.list.querySelectorAll(".message")];
    if (rows.length && !rows.some((row) => row.tabIndex === 0)) rows.at(-1).tabIndex = 0;
    if (stay) this.toEnd();
  }

  items(messages, channel) {
    const zone = this.app.zone();
    const items = [];
    let before = null;
    for (const [index, message] of messages.entries()) {
      const day = isoDay(msOf(message.ts), zone);
      const newDay = !before || day !== isoDay(msOf(before.ts), zone);
      const fresh = this.newFrom === message.ts;
      if (newDay && !this.thread) items.push(this.dayLine(day, message));
      if (fresh)
        items.push({
          key: "new",
          sig: "",
          build: () =>
            h("li.new-line", { role: "separator", "aria-label": "New messages" }, h("span", {}, "New")),
        });
      const grouped = !newDay && !fresh && index > (this.thread ? 1 : 0) && follows(before, message);
      items.push(this.row(message, { thread: this.thread, grouped, channel }));
      if (this.thread && index === 0) items.push(this.repliesLine(messages.length - 1));
      before = message;
    }
    return items;
  }

  row(message, look) {
    const { app } = this;
    const marked = this.marked === message.ts;
    const names = app.person(message.user)?.real_name;
    const facts = [message, look, app.me.id, app.editing === message.ts, names, app.dayNow()];
    const build = (old) => {
      const node = messageNode(message, look, app);
      node.tabIndex = old?.tabIndex ?? -1;
      if (marked) node.classList.add("marked");
      node.addEventListener("keydown", (event) => messageKeys(event, node, message, look, app));
      return node;
    };
    return { key: message.ts + (message.notice ? "n" : ""), sig: JSON.stringify(facts), build };
  }

  dayLine(day, message) {
    const words = dayName(msOf(message.ts), this.app.zone(), this.app.now());
    return {
      key: `day ${day}`,
      sig: words,
      build: () => h("li.day-line", { role: "separator", "aria-label": words }, h("span", {}, words)),
    };
  }

  repliesLine(count) {
    const words = count === 0 ? "No replies yet" : `${count} ${count === 1 ? "reply" : "replies"}`;
    return {
      key: "replies",
      sig: words,
      build: () => h("li.replies-line", { role: "separator", "aria-label": words }, h("span", {}, words)),
    };
  }

  /** Where the new ones begin: the last `count` messages by others, as the workspace counts them. */
  setNew(count) {
    const others = (this.messages ?? []).filter(
      (message) => message.user !== this.app.me.id && !message.subtype && !message.notice,
    );
    this.newFrom = count > 0 ? (others.at(-Math.min(count, others.length))?.ts ?? null) : null;
  }

  /** Brings one message into view and lights it up for a moment. */
  mark(ts) {
    this.marked = ts;
    const node = ts && this.list.querySelector(`[data-ts="${CSS.escape(ts)}"]`);
    for (const other of this.list.querySelectorAll(".marked")) other.classList.remove("marked");
    if (!node) return false;
    node.classList.add("marked");
    node.scrollIntoView({ block: "center" });
    return true;
  }

  /** ↑ and ↓ go from message to message. */
  keys(event) {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!step || !event.target.classList.contains("message")) return;
    event.preventDefault();
    const rows = [...this.list.querySelectorAll(".message")];
    const next = rows[rows.indexOf(event.target) + step];
    if (!next) return;
    event.target.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }
}

function follows(before, message) {
  const plain =
    !message.ephemeral &&
    !before.ephemeral &&
    !message.pinned &&
    !isSystem(before) &&
    !isSystem(message) &&
    message.subtype !== "thread_broadcast";
  return plain && before.user === message.user && msOf(message.ts) - msOf(before.ts) < GROUP_MS;
}
