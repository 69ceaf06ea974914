/** The page's way to the workspace: what is there, what a person does, and news of changes. */

const BASE = "/sandbox";

export class Api {
  constructor(person) {
    this.person = person;
  }

  /** A JSON answer, or an Error with a sentence. */
  async get(path, params = {}) {
    const query = new URLSearchParams({ as: this.person, ...params });
    const response = await fetch(`${BASE}/${path}?${query}`);
    if (!response.ok) throw new Error(`the workspace answered ${response.status}`);
    return response.json();
  }

  state() {
    return this.get("state");
  }

  async messages(channel, thread) {
    const found = await this.get("messages", thread ? { channel, thread } : { channel });
    return found.messages;
  }

  log() {
    return this.get("log");
  }

  /** Does what a person does; always an answer { status, body, error }, never an exception. */
  async act(act, fields = {}) {
    try {
      return await this.send("POST", "act", { as: this.person, act, ...fields });
    } catch {
      return { status: 0, body: null, error: "the workspace did not answer" };
    }
  }

  async send(method, path, body) {
    const response = await fetch(`${BASE}/${path}`, {
      method,
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    const answer = text ? JSON.parse(text) : {};
    if (response.ok) return answer;
    return {
      status: response.status,
      body: null,
      error: answer.error ?? `the workspace answered ${response.status}`,
    };
  }

  /** Listens until `close()` is called; `onState(false)` when the line is lost, `onState(true)` when it is back. */
  listen(onNews, onState) {
    const source = new EventSource(`${BASE}/stream?${new URLSearchParams({ as: this.person })}`);
    source.onopen = () => onState(true);
    source.onerror = () => onState(false);
    source.onmessage = (event) => onNews(JSON.parse(event.data));
    return source;
  }
}

const SENTENCES = {
  operation_timeout: "the app did not respond",
  dispatch_failed: "the app did not respond",
  not_delivered: "no app is connected",
  bot_not_connected: "no app is connected",
};

/** What went wrong, in words a person would read; null when nothing did. */
export function failure({ status, error }) {
  if (!error && status >= 200 && status < 300) return null;
  if (status >= 400 && (!error || SENTENCES[error])) return `the app answered with an error (${status})`;
  return SENTENCES[error] ?? (error ? String(error).replaceAll("_", " ") : "the app did not respond");
}
