/** The bot's forms: the top of the stack of views, with what was typed kept while the bot changes them. */

import { drawBlocks } from "./blocks.js";
import { problems } from "./checks.js";
import { failure } from "./api.js";
import { focusable, h, rememberFocus, replace, restoreFocus, uid } from "./dom.js";
import { ViewHost } from "./hosts.js";
import { icon } from "./icons.js";
import { openDialog } from "./layer.js";
import { plainText } from "./mrkdwn.js";

export function mountModal(app) {
  let form = null;
  const draw = () => {
    const view = app.state?.view ?? null;
    if (form && (!view || form.person !== app.me.id)) {
      form.remove();
      form = null;
    }
    if (!view) return;
    form ??= new Form(app);
    form.show(view, app.state.view_stack ?? 1);
  };
  app.on("state", draw);
}

class Form {
  constructor(app) {
    this.app = app;
    this.person = app.me.id;
    this.titleId = uid("form");
    this.title = h("h2", { id: this.titleId });
    this.banner = h("div.banner", { role: "alert", hidden: true });
    this.body = h("div.dialog-body.form");
    this.foot = h("footer.dialog-foot");
    this.head = h("header.dialog-head");
    this.dialog = openDialog([this.head, this.banner, this.body, this.foot], {
      labelledBy: this.titleId,
      onEscape: () => this.close(),
    });
    this.dialog.box.classList.add("view");
    this.dialog.box.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.submit();
    });
  }

  show(view, depth) {
    const same = this.view?.id === view.id;
    if (same && this.view.hash === view.hash) {
      this.host.state = view.state?.values;
      return;
    }
    const focus = same ? rememberFocus(this.dialog.box) : null;
    this.view = view;
    this.host = new ViewHost(this.app, view, () => this.submit(), same ? this.host : null);
    this.host.redraw = () => this.redraw();
    if (!same) replace(this.body);
    this.drawFrame(view, depth);
    drawBlocks(this.body, view.blocks, this.host);
    this.complain(null, view.errors ?? {});
    if (same) restoreFocus(this.dialog.box, focus);
    else this.settle(view);
  }

  redraw() {
    replace(this.body);
    drawBlocks(this.body, this.view.blocks, this.host);
  }

  drawFrame(view, depth) {
    replace(this.title, plainText(view.title));
    const away = h(
      "button.icon-button.away",
      { type: "button", "aria-label": "Close the form", onclick: () => this.close({ everything: true }) },
      icon("close"),
    );
    const back =
      depth > 1 &&
      h(
        "button.icon-button",
        { type: "button", "aria-label": "Back", onclick: () => this.close() },
        icon("back"),
      );
    const named = h("div.form-title", {}, this.title, h("span.quiet", {}, this.app.state.bot?.name));
    replace(this.head, back, named, away);
    const closing = h(
      "button.button",
      { type: "button", data: { focus: "form-close" }, onclick: () => this.close() },
      view.close ? plainText(view.close) : view.submit ? "Cancel" : "Close",
    );
    this.submitButton =
      view.submit &&
      h(
        "button.button.primary",
        { type: "button", data: { focus: "form-submit" }, onclick: () => this.submit() },
        plainText(view.submit),
      );
    replace(this.foot, closing, this.submitButton);
  }

  /** The focus begins where the bot asks for it, else at the first thing to fill in. */
  settle(view) {
    this.body.scrollTop = 0;
    const asked = view.blocks.find((block) => block.element?.focus_on_load);
    const place = asked ? this.block(asked.block_id) : this.body;
    const [first] = focusable(place ?? this.body).filter((node) => !node.matches("a"));
    (first ?? this.submitButton ?? this.dialog.box).focus({ preventScroll: true });
  }

  block(id) {
    return this.body.querySelector(`[data-block="${CSS.escape(id)}"]`);
  }

  /** Shows `sentence` above the form and each error under its field. */
  complain(sentence, errors = {}) {
    this.banner.hidden = !sentence;
    replace(this.banner, sentence && [icon("warn"), sentence]);
    for (const block of this.body.querySelectorAll(".block")) {
      const words = errors[block.dataset.block];
      const place = block.querySelector(".field-error");
      block.classList.toggle("wrong", Boolean(words));
      if (!place) continue;
      place.hidden = !words;
      replace(place, words && [icon("warn"), words]);
      for (const field of block.querySelectorAll("input, textarea"))
        field.setAttribute("aria-invalid", String(Boolean(words)));
    }
    const [first] = Object.keys(errors);
    const node = first && this.block(first);
    if (!node) return;
    focusable(node)[0]?.focus({ preventScroll: true });
    node.scrollIntoView({ block: "center" });
  }

  async submit() {
    if (this.busy || !this.view.submit) return;
    this.settleField();
    const found = problems(this.view.blocks, (block, element) => this.host.value(block, element));
    this.complain(null, found);
    if (Object.keys(found).length) return;
    this.busy = true;
    this.submitButton.setAttribute("aria-busy", "true");
    await this.host.flush();
    const answer = await this.app.api.act("submit");
    this.busy = false;
    this.submitButton.removeAttribute("aria-busy");
    await this.answered(answer);
  }

  /** A date or time that is still being typed counts once its field is left. */
  settleField() {
    const field = document.activeElement;
    if (!field?.closest(".combo, .picker")) return;
    field.blur();
    field.focus({ preventScroll: true });
  }

  async answered(answer) {
    const errors = answer.body?.response_action === "errors" ? answer.body.errors : answer.errors;
    const wrong = failure(answer);
    if (errors && Object.keys(errors).length) this.complain(null, errors);
    else if (wrong)
      this.complain(
        `${wrong[0].toUpperCase()}${wrong.slice(1)}. What you wrote is still here; please try again.`,
      );
    else await this.app.refreshState();
  }

  /** Back to the form below, or with `everything` out of all of them. */
  async close({ everything = false } = {}) {
    await this.app.act("close", { everything }, { quiet: true });
    await this.app.refreshState();
  }

  remove() {
    this.dialog.close();
  }
}
