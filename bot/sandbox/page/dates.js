/** Times as people read them, always in the zone of the person one acts as. */

const formats = new Map();
function format(zone, options) {
  const key = zone + JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...options }));
  return formats.get(key);
}

export function parts(ms, zone) {
  const fields = {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  };
  const found = format(zone, { ...fields, hourCycle: "h23" }).formatToParts(ms);
  return Object.fromEntries(found.map(({ type, value }) => [type, value]));
}

export function isoDay(ms, zone) {
  const { year, month, day } = parts(ms, zone);
  return `${year}-${month}-${day}`;
}

export const time = (ms, zone) =>
  format(zone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(ms);
export const longDay = (ms, zone) =>
  format(zone, { weekday: "long", day: "numeric", month: "long" }).format(ms);
export const full = (ms, zone) => `${longDay(ms, zone)} ${parts(ms, zone).year} at ${time(ms, zone)}`;
export const shortStamp = (ms, zone) =>
  `${format(zone, { weekday: "short", day: "numeric", month: "short" }).format(ms).replace(",", "")}, ${time(ms, zone)}`;

/** "Today", "Yesterday", or nothing when it is another day. */
function near(ms, zone, now) {
  const day = isoDay(ms, zone);
  if (day === isoDay(now, zone)) return "Today";
  if (day === isoDay(now - 86_400_000, zone)) return "Yesterday";
  if (day === isoDay(now + 86_400_000, zone)) return "Tomorrow";
  return null;
}

export const dayName = (ms, zone, now) => near(ms, zone, now) ?? longDay(ms, zone);
export const when = (ms, zone, now) =>
  `${near(ms, zone, now)?.toLowerCase() ?? longDay(ms, zone)} at ${time(ms, zone)}`;

/** The moment that wall clocks in `zone` show as `day` and `clock`; two looks, because the offset itself depends on it. */
export function momentOf(day, clock, zone) {
  const wanted = Date.parse(`${day}T${clock}:00Z`);
  let guess = wanted;
  for (let look = 0; look < 2; look += 1) {
    const seen = parts(guess, zone);
    guess += wanted - Date.parse(`${seen.year}-${seen.month}-${seen.day}T${seen.hour}:${seen.minute}:00Z`);
  }
  return guess;
}

export function ago(ms, now) {
  const minutes = Math.round((now - ms) / 60_000);
  const size = Math.abs(minutes);
  const [count, unit] =
    size < 60
      ? [size, "minute"]
      : size < 1440
        ? [Math.round(size / 60), "hour"]
        : [Math.round(size / 1440), "day"];
  if (size < 1) return "just now";
  const words = `${count} ${unit}${count === 1 ? "" : "s"}`;
  return minutes > 0 ? `${words} ago` : `in ${words}`;
}

/** What `<!date^…>` asks for: `{date_short} at {time}` and its relatives. */
export function dateToken(seconds, pattern, zone, now) {
  const ms = seconds * 1000;
  const dated = (options) => format(zone, options).format(ms);
  const pretty = (words) => near(ms, zone, now)?.toLowerCase() ?? words;
  const forms = {
    date_num: () => isoDay(ms, zone),
    date: () => dated({ day: "numeric", month: "long", year: "numeric" }),
    date_short: () => dated({ day: "numeric", month: "short", year: "numeric" }),
    date_long: () => dated({ weekday: "long", day: "numeric", month: "long", year: "numeric" }),
    date_pretty: () => pretty(forms.date()),
    date_short_pretty: () => pretty(forms.date_short()),
    date_long_pretty: () => pretty(forms.date_long()),
    day_divider_pretty: () => pretty(longDay(ms, zone)),
    time: () => time(ms, zone),
    time_secs: () => `${time(ms, zone)}:${parts(ms, zone).second}`,
    ago: () => ago(ms, now),
  };
  return pattern.replace(/\{(\w+)\}/g, (whole, name) => (forms[name] ? forms[name]() : whole));
}
