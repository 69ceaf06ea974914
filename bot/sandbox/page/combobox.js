/** One select for everything: typing searches it, arrows move, Enter picks; for one choice or several. */

import { announce, h, replace, uid } from "./dom.js";
import { icon } from "./icons.js";
import { popover } from "./layer.js";

const WAIT_MS = 200;

/**
 * `load(query)` gives groups [{ label, options: [{ value, label, description, node }] }], at once or later.
 * `value` is the list of chosen options; `onChange(list)` hears of each choice.
 */
export function combobox(settings) {
  return new Combobox(settings).root;
}

class Combobox {
  constructor({
    load,
    value = [],
    onChange,
    multiple = false,
    minQuery = 0,
    slow = false,
    max = Infinity,
    free = null,
    ...looks
  }) {
    Object.assign(this, { load, onChange, multiple, minQuery, slow, max, free });
    this.chosen = value;
    this.options = [];
    this.active = -1;
    this.asked = 0;
    this.listId = uid("list");
    this.draw(looks);
    this.showChosen();
  }

  draw({ label, labelledBy, describedBy, placeholder, focusName, compact, clearable, leading }) {
    this.placeholder = placeholder ?? (this.multiple ? "Choose some" : "Choose one");
    this.input = h("input", {
      type: "text",
      role: "combobox",
      autocomplete: "off",
      spellcheck: "false",
      "aria-expanded": "false",
      "aria-autocomplete": "list",
      "aria-controls": this.listId,
      "aria-label": labelledBy ? null : label,
      "aria-labelledby": labelledBy,
      "aria-describedby": describedBy,
      data: focusName ? { focus: focusName } : {},
      oninput: () => this.typed(),
      onkeydown: (event) => this.key(event),
      onfocus: () => this.focused(),
      onblur: () => this.blurred(),
    });
    this.clear = h(
      "button.combo-clear",
      { type: "button", tabIndex: -1, "aria-label": "Clear", onclick: () => this.choose([]) },
      icon("close"),
    );
    this.clearable = clearable;
    this.chips = h("span.chips");
    this.root = h(
      "div.combo",
      { class: compact ? "compact" : "" },
      leading && icon(leading),
      this.chips,
      this.input,
      this.clear,
      icon("down"),
    );
    this.root.classList.toggle("multiple", this.multiple);
    this.root.addEventListener("mousedown", (event) => this.pressed(event));
  }

  /** A click anywhere on the box opens it, a second one closes it; the chips' own buttons do their own thing. */
  pressed(event) {
    if (event.target.closest("button")) return;
    if (event.target !== this.input) event.preventDefault();
    if (this.open && document.activeElement === this.input && event.target !== this.input) return this.hide();
    this.input.focus();
    return this.show();
  }

  focused() {
    if (!this.multiple) this.input.select();
  }

  showChosen() {
    const [only] = this.chosen;
    this.input.placeholder = this.multiple && this.chosen.length ? "" : this.placeholder;
    if (!this.multiple) this.input.value = only ? only.label : "";
    else
      replace(
        this.chips,
        this.chosen.map((option) => this.chip(option)),
      );
    this.clear.hidden = !(this.clearable && !this.multiple && only);
  }

  chip(option) {
    const drop = () => {
      this.choose(this.chosen.filter((other) => other.value !== option.value));
      this.input.focus();
    };
    const button = h(
      "button",
      { type: "button", tabIndex: -1, "aria-label": `Remove ${option.label}`, onclick: drop },
      icon("close"),
    );
    return h("span.chip", {}, option.node?.(), h("span", {}, option.label), button);
  }

  choose(list) {
    this.chosen = list.slice(-this.max);
    this.showChosen();
    this.onChange(this.chosen);
    if (this.open) this.mark();
  }

  typed() {
    this.active = -1;
    this.show();
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.refresh(), this.slow ? WAIT_MS : 0);
  }

  /** What was typed to search; an untouched single choice is not a search for its own name. */
  query() {
    const text = this.input.value.trim();
    return !this.multiple && text === this.chosen[0]?.label ? "" : text;
  }

  show() {
    if (this.open) return;
    this.list = h("ul.options", {
      id: this.listId,
      role: "listbox",
      "aria-multiselectable": this.multiple ? "true" : null,
    });
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.open = popover(this.root, this.list, {
      stretch: true,
      keepFocus: true,
      onClose: () => this.hidden(),
    });
    this.root.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-expanded", "true");
    this.root.classList.add("open");
    this.refresh();
  }

  hide() {
    this.open?.close();
  }

  hidden() {
    this.open = null;
    this.active = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
    this.root.classList.remove("open");
  }

  blurred() {
    window.clearTimeout(this.timer);
    this.hide();
    const typed = this.free?.(this.input.value);
    if (typed && typed.value !== this.chosen[0]?.value) this.choose([typed]);
    else if (this.free && !this.input.value.trim() && this.chosen.length) this.choose([]);
    else this.showChosen();
    if (this.multiple) this.input.value = "";
  }

  async refresh() {
    if (!this.open) return;
    this.asked += 1;
    const turn = this.asked;
    const query = this.query();
    if (query.length < this.minQuery) {
      this.say(this.minQuery === 1 ? "Type to search" : `Type at least ${this.minQuery} letters to search`);
      return;
    }
    if (this.slow) this.say("Searching…");
    try {
      const groups = await this.load(query);
      if (turn === this.asked && this.open) this.fill(groups);
    } catch (error) {
      if (turn === this.asked && this.open) this.say(`Could not load the choices: ${error.message}`);
    }
  }

  say(text) {
    this.options = [];
    replace(this.list, h("li.options-note", { role: "presentation" }, text));
    this.open?.place();
  }

  fill(groups) {
    this.options = groups.flatMap((group) => group.options);
    if (!this.options.length) return this.say("Nothing found");
    const rows = groups
      .filter((group) => group.options.length)
      .flatMap((group) => [
        group.label && h("li.options-group", { role: "presentation" }, group.label),
        group.options.map((option) => this.row(option)),
      ]);
    replace(this.list, rows);
    this.open.place();
    this.mark();
    const at = this.query() ? 0 : this.options.findIndex((option) => this.isChosen(option));
    this.activate(Math.max(0, at));
    return announce(`${this.options.length} choices`);
  }

  isChosen(option) {
    return this.chosen.some((other) => other.value === option.value);
  }

  row(option) {
    const id = uid("option");
    option.id = id;
    const words = h(
      "span.option-text",
      {},
      h("span", {}, option.label),
      option.description && h("span.option-hint", {}, option.description),
    );
    const row = h(
      "li.option",
      { id, role: "option", onclick: () => this.pick(option) },
      option.node?.(),
      words,
      icon("check"),
    );
    row.addEventListener("mousemove", () => this.activate(this.options.indexOf(option), false));
    return row;
  }

  mark() {
    for (const option of this.options) {
      document.getElementById(option.id)?.setAttribute("aria-selected", String(this.isChosen(option)));
    }
  }

  activate(index, scroll = true) {
    if (!this.options.length) return;
    this.active = (index + this.options.length) % this.options.length;
    for (const node of this.list.querySelectorAll(".option.active")) node.classList.remove("active");
    const node = document.getElementById(this.options[this.active].id);
    node?.classList.add("active");
    if (scroll) node?.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", this.options[this.active].id);
  }

  pick(option) {
    if (!this.multiple) {
      this.choose([option]);
      this.hide();
      return;
    }
    const kept = this.chosen.filter((other) => other.value !== option.value);
    const adding = kept.length === this.chosen.length;
    if (adding && this.chosen.length >= this.max) return announce(`No more than ${this.max}`);
    this.choose(adding ? [...kept, option] : kept);
    this.input.select();
    this.open?.place();
  }

  key(event) {
    if (event.ctrlKey || event.metaKey) return;
    const moves = { ArrowDown: 1, ArrowUp: -1 };
    if (moves[event.key]) {
      event.preventDefault();
      if (this.open) this.activate(this.active + moves[event.key]);
      else this.show();
    } else if (event.key === "Enter" && this.open && this.options[this.active]) {
      event.preventDefault();
      event.stopPropagation();
      this.pick(this.options[this.active]);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (!this.open) this.show();
    } else if (event.key === "Backspace" && this.multiple && !this.input.value && this.chosen.length) {
      this.choose(this.chosen.slice(0, -1));
    }
  }
}
