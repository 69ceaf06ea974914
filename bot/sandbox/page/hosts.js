/** The message or form an interactive element stands in: keeps what is chosen and tells the bot. */

import { failure } from "./api.js";
import { toast } from "./layer.js";
import { initialOf, stateOf, wire } from "./values.js";

const WAIT_MS = 250;

class Host {
  constructor(app, scope, where) {
    this.app = app;
    this.scope = scope;
    this.where = where;
  }

  key(block, element) {
    return `${this.scope} ${block.block_id} ${element.action_id}`;
  }

  value(block, element) {
    const kept = this.app.values.get(this.key(block, element));
    if (kept !== undefined) return kept;
    const state = this.state?.[block.block_id]?.[element.action_id];
    return state ? stateOf(element, state, this.app) : initialOf(element, this.app);
  }

  keep(block, element, value) {
    this.app.values.set(this.key(block, element), value);
  }

  address(block, element) {
    return { ...this.where, block_id: block.block_id, action_id: element.action_id };
  }

  async press(block, element, value) {
    return this.app.act("press", { ...this.address(block, element), value });
  }

  async suggest(block, element, query) {
    const answer = await this.app.api.act("suggest", { ...this.address(block, element), query });
    const wrong = failure({ status: 200, ...answer });
    if (wrong) throw new Error(wrong);
    return answer.options || answer.option_groups ? answer : (answer.body ?? {});
  }
}

/** Elements of a message: each change is told at once. */
export class MessageHost extends Host {
  constructor(app, channel, message) {
    super(app, message.ts, { channel, ts: message.ts });
  }

  async changed(block, element, value) {
    this.keep(block, element, value);
    await this.press(block, element, wire(element, value));
  }

  typed(block, element, value, { send }) {
    this.keep(block, element, value);
    if (send) this.changed(block, element, value);
  }
}

/** Elements of the open form: inputs are kept in the workspace's state of the view, the rest is told at once. */
export class ViewHost extends Host {
  /** `before` is the host of the same form until the bot changed it: what was typed there still counts. */
  constructor(app, view, submit, before) {
    super(app, view.id, { view: view.id });
    this.submit = submit;
    this.state = view.state?.values;
    this.waiting = before?.waiting ?? new Map();
    this.going = before?.going ?? new Set();
  }

  async changed(block, element, value) {
    this.keep(block, element, value);
    this.forget(block, element);
    if (block.type === "input") await this.fill(block, element, value);
    else await this.track(this.press(block, element, wire(element, value)));
  }

  /** The form must not overtake what was said about its fields. */
  async track(sending) {
    this.going.add(sending);
    const answer = await sending;
    this.going.delete(sending);
    return answer;
  }

  /** Words are sent when the typing pauses, or at the latest with the form. */
  typed(block, element, value, { send }) {
    this.keep(block, element, value);
    this.forget(block, element);
    const quiet = block.dispatch_action === true && !send;
    const run = () => {
      this.waiting.delete(this.key(block, element));
      return this.fill(block, element, value, quiet);
    };
    this.waiting.set(this.key(block, element), { run, timer: window.setTimeout(run, WAIT_MS) });
  }

  forget(block, element) {
    window.clearTimeout(this.waiting.get(this.key(block, element))?.timer);
    this.waiting.delete(this.key(block, element));
  }

  async flush() {
    const waiting = [...this.waiting.values()];
    this.waiting.clear();
    for (const { run, timer } of waiting) {
      window.clearTimeout(timer);
      await run();
    }
    await Promise.all(this.going);
  }

  async fill(block, element, value, quiet = false) {
    const fields = { ...this.address(block, element), value: wire(element, value), ...(quiet && { quiet }) };
    const answer = await this.track(this.app.api.act("fill", fields));
    const wrong = failure({ status: 200, ...answer });
    if (wrong && !quiet) toast(`The form could not tell the app: ${wrong}.`, { bad: true });
  }
}
