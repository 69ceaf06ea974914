/** Where one writes: commands, mentions and emoji complete themselves; Enter sends, Shift+Enter begins a line. */

import { complete } from "./completion.js";
import { h, replace, uid } from "./dom.js";
import { icon } from "./icons.js";
import { menu, popover } from "./layer.js";
import { emojiPicker } from "./reactions.js";
import { edit } from "./toolbar.js";

const MARKS = [
  ["bold", "*", "b", "Bold"],
  ["italic", "_", "i", "Italic"],
  ["strike", "~", "", "Strikethrough"],
  ["code", "`", "", "Code"],
];

export class Composer {
  /** `where()` gives { channel, thread, key, hint } of the place that is open. */
  constructor(app, where) {
    Object.assign(this, { app, where });
    this.listId = uid("completion");
    this.area = h("textarea", {
      rows: 1,
      "aria-autocomplete": "list",
      "aria-controls": this.listId,
      "aria-label": "Message",
      data: { focus: uid("composer") },
      oninput: () => this.changed(),
      onkeydown: (event) => this.key(event),
      onblur: () => this.hide(),
      onclick: () => this.offer(),
    });
    this.hint = h("div.composer-hint", { "aria-live": "polite" });
    this.sendButton = h(
      "button.send",
      { type: "button", "aria-label": "Send", title: "Send (Enter)", onclick: () => this.send() },
      icon("send"),
    );
    this.node = h(
      "div.composer",
      {},
      this.area,
      h("div.composer-bar", {}, this.tools(), this.hint, this.sendButton),
    );
  }

  tools() {
    const tool = (name, label, onclick) =>
      h("button.icon-button", { type: "button", "aria-label": label, title: label, onclick }, icon(name));
    const marks = MARKS.map(([name, mark, letter, label]) =>
      tool(name, letter ? `${label} (Ctrl+${letter.toUpperCase()})` : label, () => this.wrap(mark)),
    );
    const shortcuts = tool("bolt", "Shortcuts and commands", (event) => this.shortcuts(event.currentTarget));
    shortcuts.classList.add("bolt");
    shortcuts.setAttribute("aria-haspopup", "menu");
    return h(
      "div.composer-tools",
      { role: "toolbar", "aria-label": "Writing" },
      shortcuts,
      h("span.tool-gap"),
      h("span.marks", {}, marks),
      tool("smile", "Emoji", (event) =>
        emojiPicker(event.currentTarget, (name) => this.insert(`:${name}: `), { align: "start" }),
      ),
      tool("at", "Mention somebody", () => this.insert("@")),
    );
  }

  /** The ⚡ menu: what the app offers everywhere, and its commands. */
  shortcuts(anchor) {
    const { app } = this;
    const global = (app.state.shortcuts ?? []).filter(
      ({ type }) => type !== "message" && type !== "message_action",
    );
    const run = ({ callback_id: id, name }) => app.act("shortcut", { callback_id: id }, { what: name });
    const items = [
      ...global.map((shortcut) => ({
        label: shortcut.name,
        icon: "bolt",
        hint: app.state.bot?.name,
        run: () => run(shortcut),
      })),
      ...(global.length && app.state.commands?.length ? [null] : []),
      ...(app.state.commands ?? []).map(({ command, description }) => ({
        label: command,
        icon: "slash",
        hint: description,
        run: () => this.begin(`${command} `),
      })),
    ];
    menu(anchor, items.length ? items : [{ label: "The app offers no shortcuts", run: () => {} }], {
      label: "Shortcuts",
    });
  }

  /** Called when another place is opened: its own draft, its own words of invitation. */
  arrive() {
    const { key, hint, closed } = this.where();
    if (this.draftKey !== key) {
      this.draftKey = key;
      this.area.value = this.app.drafts.get(key) ?? "";
      this.changed();
      this.hide();
    }
    this.area.placeholder = hint;
    this.area.setAttribute("aria-label", hint);
    this.area.disabled = Boolean(closed);
  }

  begin(text) {
    this.area.value = text;
    this.area.focus();
    this.area.setSelectionRange(text.length, text.length);
    this.changed();
  }

  insert(text) {
    this.area.focus();
    this.area.setRangeText(text, this.area.selectionStart, this.area.selectionEnd, "end");
    this.changed();
  }

  wrap(mark) {
    const { selectionStart: start, selectionEnd: end, value } = this.area;
    this.area.focus();
    this.area.setRangeText(mark + value.slice(start, end) + mark, start, end, "end");
    if (start === end) this.area.setSelectionRange(start + 1, start + 1);
    this.changed();
  }

  changed() {
    const { area } = this;
    this.app.drafts.set(this.draftKey, area.value);
    area.style.height = "auto";
    area.style.height = `${Math.min(area.scrollHeight, 260)}px`;
    this.sendButton.disabled = !area.value.trim();
    const command = (this.app.state?.commands ?? []).find((each) =>
      area.value.startsWith(`${each.command} `),
    );
    replace(this.hint, command ? `${command.command} ${command.usage_hint ?? ""}` : "");
    this.node.classList.toggle("command", area.value.startsWith("/"));
    this.offer();
  }

  offer() {
    const caret = this.area.selectionStart;
    const found =
      document.activeElement === this.area && caret === this.area.selectionEnd
        ? complete(this.area.value, caret, this.app)
        : null;
    if (!found) return this.hide();
    this.found = found;
    this.at = 0;
    const list = h(
      "ul.options.completion",
      { id: this.listId, role: "listbox", "aria-label": "Suggestions" },
      found.options.map((option, index) => this.row(option, index)),
    );
    list.addEventListener("mousedown", (event) => event.preventDefault());
    this.open?.close();
    this.open = popover(this.node, list, { stretch: true, keepFocus: true, onClose: () => this.closed() });
    return this.mark();
  }

  row(option, index) {
    const words = h(
      "span.option-text",
      {},
      h("span", {}, h("b", {}, option.label), " ", h("span.option-detail", {}, option.detail)),
      option.hint && h("span.option-hint", {}, option.hint),
    );
    return h(
      "li.option",
      { id: `${this.listId}-${index}`, role: "option", onclick: () => this.take(option) },
      option.node?.(),
      words,
    );
  }

  mark() {
    for (const [index, node] of [...this.open.box.querySelectorAll(".option")].entries()) {
      node.classList.toggle("active", index === this.at);
      node.setAttribute("aria-selected", String(index === this.at));
      if (index === this.at) node.scrollIntoView({ block: "nearest" });
    }
    this.area.setAttribute("aria-activedescendant", `${this.listId}-${this.at}`);
  }

  closed() {
    this.open = null;
    this.area.removeAttribute("aria-activedescendant");
  }

  hide() {
    this.open?.close();
  }

  take(option) {
    this.area.setRangeText(option.text, this.found.from, this.area.selectionStart, "end");
    this.hide();
    this.area.focus();
    this.changed();
  }

  key(event) {
    if (event.isComposing) return;
    if (this.open && this.completionKey(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.send();
    } else if (event.key === "ArrowUp" && !this.area.value) {
      event.preventDefault();
      this.editLast();
    } else if (event.ctrlKey || event.metaKey) {
      const mark = MARKS.find(([, , letter]) => letter && letter === event.key.toLowerCase());
      if (mark) {
        event.preventDefault();
        this.wrap(mark[1]);
      }
    }
  }

  completionKey(event) {
    const { options } = this.found;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const whole =
      options[this.at].text.trim() === this.area.value.slice(this.found.from, this.area.selectionStart);
    if (step) this.at = (this.at + step + options.length) % options.length;
    else if (event.key === "Tab" || (event.key === "Enter" && !event.shiftKey && !whole))
      this.take(options[this.at]);
    else return false;
    event.preventDefault();
    if (step) this.mark();
    return true;
  }

  editLast() {
    const { app } = this;
    const own = (this.where().thread ? app.replies : app.messages).filter(
      (message) => message.user === app.me.id && !message.ephemeral,
    );
    if (own.length) edit(own.at(-1), app);
  }

  async send() {
    const text = this.area.value.trim();
    const { channel, thread } = this.where();
    if (!text) return;
    this.area.value = "";
    this.changed();
    this.app.tell("sent");
    if (text.startsWith("/")) await this.command(text, channel, thread);
    else await this.post(text, channel, thread);
  }

  async command(text, channel, thread) {
    const { app } = this;
    const [name] = text.split(/\s/, 1);
    const commands = app.state.commands ?? [];
    if (commands.length && !commands.some(({ command }) => command === name))
      return app.notices.add(
        channel,
        thread,
        `${name} is not a valid command. Type / to see the commands there are.`,
      );
    if (thread)
      return app.notices.add(
        channel,
        thread,
        `${name} cannot be used in threads. Write it in the channel instead.`,
      );
    const answer = await app.act("command", { channel, text }, { quiet: true });
    if (answer.wrong)
      app.notices.add(
        channel,
        null,
        `${name} failed: ${answer.wrong}. What you typed: \`${text.replaceAll("`", "'")}\``,
      );
    return answer;
  }

  async post(text, channel, thread) {
    const fields = { channel, text, ...(thread && { thread }) };
    const answer = await this.app.act("post", fields, { what: "Sending" });
    if (answer.status === 0 || answer.status >= 400) this.begin(text);
  }
}
