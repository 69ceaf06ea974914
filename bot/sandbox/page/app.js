/** The page's heart: who one is, what is open, what is known; its parts listen here for what changed. */

import { Api, failure } from "./api.js";
import { isoDay } from "./dates.js";
import { announce } from "./dom.js";
import { avatar } from "./lookup.js";
import { Notices } from "./notices.js";
import { readPlace, writePlace } from "./place.js";
import { toast } from "./layer.js";

export class App extends EventTarget {
  constructor() {
    super();
    this.api = new Api("");
    this.state = null;
    this.messages = [];
    this.replies = [];
    this.place = { channel: null, thread: null, mark: null };
    this.notices = new Notices(this);
    this.values = new Map();
    this.drafts = new Map();
    this.online = true;
    this.turns = { state: 0, messages: 0, replies: 0 };
    this.fetching = {};
    this.drift = 0;
  }

  on(name, listener) {
    this.addEventListener(name, (event) => listener(event.detail));
  }

  tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  get me() {
    return this.state?.me && (typeof this.state.me === "string" ? this.person(this.state.me) : this.state.me);
  }

  now = () => Date.now() + this.drift;
  dayNow = () => isoDay(this.now(), this.zone());
  zone = () => this.me?.tz || "UTC";
  person = (id) => this.state?.people.find((person) => person.id === id);
  people = () => this.state?.people.filter((person) => !person.is_bot) ?? [];
  channels = () => this.state?.channels ?? [];
  channel = (id = this.place.channel) => this.channels().find((channel) => channel.id === id);
  avatar = (id, size) => avatar(this.person(id) ?? { id, name: id }, size);
  avatarOf = (person, size) => avatar(person, size);
  showPerson = (id, anchor) => this.tell("person", { id, anchor });

  async start() {
    const wanted = readPlace();
    await this.become(wanted.person ?? sessionStorage.getItem("person") ?? "", wanted);
    this.missing(wanted.channel);
    window.addEventListener("popstate", () => this.goTo(readPlace(), { silent: true }));
  }

  /** Acts as another person from now on; her place is the one asked for, or the first channel she is in. */
  async become(person, wanted = {}) {
    this.source?.close();
    this.api = new Api(person);
    await this.refreshState();
    sessionStorage.setItem("person", this.me.id);
    this.source = this.api.listen(
      (news) => this.heard(news),
      (online) => this.lineIs(online),
    );
    this.tell("me");
    await this.goTo({ ...wanted, channel: wanted.channel ?? this.place.channel });
  }

  async goTo({ channel, thread = null, mark = null }, { silent = false } = {}) {
    const known = this.channel(channel) ?? this.home();
    const moved = known?.id !== this.place.channel;
    this.place = { channel: known?.id ?? null, thread: known?.id === channel ? thread : null, mark };
    if (!silent) writePlace(this.place, this.me);
    this.unreadOnArrival = known?.unread ?? 0;
    if (moved) this.messages = [];
    this.tell("place", { moved });
    await Promise.all([this.refreshMessages(), this.refreshReplies()]).catch(() => this.lineIs(false));
    this.tell("arrived");
    if (known?.member && (known.unread || known.mention)) await this.act("read", { channel: known.id });
  }

  /** Where somebody lands who asked for nothing: the busiest channel she is in. */
  home() {
    const mine = this.channels().filter(
      (channel) => channel.member && !channel.is_archived && !channel.is_im,
    );
    return (
      mine.find((channel) => channel.mention) ??
      mine.find((channel) => channel.unread) ??
      mine.find(({ name }) => name === "general") ??
      mine[0] ??
      this.channels()[0]
    );
  }

  open(channel, place = {}) {
    return this.missing(channel) ? undefined : this.goTo({ channel, ...place });
  }

  /** True, and said, when somebody asks for a channel that is not there for her. */
  missing(channel) {
    const gone = Boolean(channel) && !this.channel(channel);
    if (gone) toast("That channel is not there, or it is private and you are not in it.", { bad: true });
    return gone;
  }

  async openThread(ts, mark = null) {
    await this.goTo({ channel: this.place.channel, thread: ts, mark });
  }

  closeThread() {
    return this.goTo({ channel: this.place.channel });
  }

  /** Opens a link to this workspace in the page itself; false for any other address. */
  follow(url) {
    if (url.origin !== location.origin || !url.pathname.startsWith("/archives/")) return false;
    const place = readPlace(url);
    if (!this.missing(place.channel)) this.goTo(place);
    return true;
  }

  async refreshState() {
    const turn = (this.turns.state += 1);
    const state = await this.api.state();
    if (turn !== this.turns.state) return;
    this.state = state;
    this.api.person = this.me.id;
    const now = typeof state.now === "number" ? state.now * 1000 : Date.parse(state.now);
    this.drift = now - Date.now();
    this.tell("state");
  }

  refreshMessages() {
    const { channel } = this.place;
    return this.newest("messages", () => (channel ? this.api.messages(channel) : []));
  }

  refreshReplies() {
    const { channel, thread } = this.place;
    return this.newest("replies", () => (thread ? this.api.messages(channel, thread) : []));
  }

  /** Whoever asked has the newest ones afterwards, also when somebody asked once more meanwhile. */
  newest(kind, fetch) {
    this.fetching[kind] = this.fetchNewest(kind, fetch);
    return this.fetching[kind];
  }

  async fetchNewest(kind, fetch) {
    const turn = (this.turns[kind] += 1);
    const found = await fetch();
    if (turn !== this.turns[kind]) return this.fetching[kind];
    this[kind] = found;
    return this.tell(kind);
  }

  heard(news) {
    this.tell("news", news);
    const here = !news.channel || news.channel === this.place.channel;
    this.wanted = { messages: this.wanted?.messages || (news.type === "changed" && here) };
    this.timer ??= window.setTimeout(() => this.catchUp(), 40);
  }

  /** One look for a burst of news. */
  async catchUp() {
    const { messages } = this.wanted;
    this.timer = null;
    this.wanted = null;
    try {
      await this.refreshState();
      if (this.place.channel && !this.channel()) return await this.goTo({}); // deleted under her eyes
      if (messages) await Promise.all([this.refreshMessages(), this.refreshReplies()]);
      const here = this.channel();
      const watching = document.visibilityState === "visible";
      if (here?.member && watching && (here.unread || here.mention))
        await this.act("read", { channel: here.id });
    } catch {
      this.lineIs(false);
    }
    return undefined;
  }

  /** Whenever the line opens, what happened before it did is fetched. */
  lineIs(online) {
    if (online !== this.online) {
      this.online = online;
      this.tell("online");
    }
    if (online) this.heard({ type: "changed", channel: null });
  }

  /** Does something as the person; says so calmly when it did not work (unless the caller does). */
  async act(act, fields = {}, { quiet = false, what = "That" } = {}) {
    const answer = await this.api.act(act, fields);
    const wrong = failure(answer);
    if (wrong && !quiet) toast(`${what} did not work: ${wrong}.`, { bad: true });
    return { ...answer, wrong };
  }

  say = announce;
}
