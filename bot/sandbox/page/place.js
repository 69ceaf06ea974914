/** Where one is, as an address: permalinks open the channel, the thread and the message they name. */

const dotted = (digits) => `${digits.slice(0, -6)}.${digits.slice(-6)}`;

/** { person, channel, thread, mark } from `/archives/C1/p1700000000000100?thread_ts=…` or from the page's own query. */
export function readPlace(url = new URL(location.href)) {
  const query = url.searchParams;
  const person = query.get("as");
  const found = /^\/archives\/([A-Z0-9]+)(?:\/p(\d{7,}))?\/?$/.exec(url.pathname);
  if (!found)
    return { person, channel: query.get("channel") ?? undefined, thread: query.get("thread"), mark: null };
  const mark = found[2] ? dotted(found[2]) : null;
  const thread = query.get("thread_ts");
  return {
    person,
    channel: found[1],
    thread: thread && thread !== mark ? thread : (query.get("thread") ?? null),
    mark,
  };
}

export function writePlace({ channel, thread }, me) {
  const query = new URLSearchParams({ as: me.id, ...(channel && { channel }), ...(thread && { thread }) });
  const next = `/?${query}`;
  if (next === location.pathname + location.search) return;
  const first = !history.state;
  history[first ? "replaceState" : "pushState"]({ page: true }, "", next);
}
