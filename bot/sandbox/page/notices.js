/** What the workspace itself says to one person in a channel, such as why a command failed; kept by the page alone. */

export class Notices {
  constructor(app) {
    this.app = app;
    this.kept = new Map();
    this.dismissed = new Set();
  }

  /** Shows `text` to the person, below what is there now. */
  add(channel, thread, text) {
    const notice = {
      ts: (this.app.now() / 1000).toFixed(6),
      text,
      notice: true,
      ephemeral: true,
      thread_ts: thread,
      reactions: [],
      files: [],
      blocks: [],
    };
    const place = this.place(channel, thread);
    this.kept.set(place, [...(this.kept.get(place) ?? []), notice]);
    this.app.tell("messages");
    this.app.tell("replies");
    this.app.say(text);
  }

  place(channel, thread) {
    return `${this.app.me?.id} ${channel} ${thread ?? ""}`;
  }

  dismiss(ts) {
    this.dismissed.add(ts);
    this.app.tell("messages");
    this.app.tell("replies");
  }

  /** The messages with the notices among them, in order of time, without what was dismissed. */
  among(messages, channel, thread) {
    const all = [...messages, ...(this.kept.get(this.place(channel, thread)) ?? [])];
    return all.filter(({ ts }) => !this.dismissed.has(ts)).sort((a, b) => Number(a.ts) - Number(b.ts));
  }
}
