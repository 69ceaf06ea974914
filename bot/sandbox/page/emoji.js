/** The emoji people and bots use here, by their short names. */

const NAMES = {
  "+1": "👍", thumbsup: "👍", "-1": "👎", thumbsdown: "👎", clap: "👏", raised_hands: "🙌", pray: "🙏", wave: "👋",
  ok_hand: "👌", muscle: "💪", point_right: "👉", point_down: "👇", point_up: "☝️", raising_hand: "🙋", eyes: "👀",
  smile: "😄", slightly_smiling_face: "🙂", grin: "😁", joy: "😂", wink: "😉", thinking_face: "🤔", sob: "😭",
  sweat_smile: "😅", heart: "❤️", tada: "🎉", sparkles: "✨", fire: "🔥", rocket: "🚀", star: "⭐", "100": "💯",
  pushpin: "📌", round_pushpin: "📍", wrench: "🔧", hammer_and_wrench: "🛠️", gear: "⚙️", construction: "🚧",
  white_check_mark: "✅", heavy_check_mark: "✔️", ballot_box_with_check: "☑️", x: "❌", negative_squared_cross_mark: "❎",
  warning: "⚠️", rotating_light: "🚨", bell: "🔔", no_bell: "🔕", mega: "📣", loudspeaker: "📢", siren: "🚨",
  red_circle: "🔴", large_orange_circle: "🟠", large_yellow_circle: "🟡", large_green_circle: "🟢", large_blue_circle: "🔵",
  large_purple_circle: "🟣", white_circle: "⚪", black_circle: "⚫", large_red_square: "🟥", large_orange_square: "🟧",
  large_yellow_square: "🟨", large_green_square: "🟩", large_blue_square: "🟦", black_large_square: "⬛",
  white_large_square: "⬜", hourglass: "⌛", hourglass_flowing_sand: "⏳", alarm_clock: "⏰", stopwatch: "⏱️",
  clock3: "🕒", calendar: "📅", date: "📅", spiral_calendar_pad: "🗓️", memo: "📝", pencil: "📝", pencil2: "✏️",
  clipboard: "📋", bookmark: "🔖", bookmark_tabs: "📑", books: "📚", book: "📖", page_facing_up: "📄", link: "🔗",
  bar_chart: "📊", chart_with_upwards_trend: "📈", chart_with_downwards_trend: "📉", mag: "🔍", mag_right: "🔎",
  lock: "🔒", unlock: "🔓", key: "🔑", shield: "🛡️", fire_engine: "🚒", fire_extinguisher: "🧯", helmet_with_white_cross: "⛑️",
  busts_in_silhouette: "👥", bust_in_silhouette: "👤", robot_face: "🤖", speech_balloon: "💬", envelope: "✉️", email: "📧",
  inbox_tray: "📥", outbox_tray: "📤", package: "📦", label: "🏷️", card_index: "📇", telephone_receiver: "📞", phone: "☎️",
  bulb: "💡", dart: "🎯", test_tube: "🧪", microscope: "🔬", seedling: "🌱", snowflake: "❄️", sunny: "☀️", cloud: "☁️",
  arrow_right: "➡️", arrow_left: "⬅️", arrow_up: "⬆️", arrow_down: "⬇️", arrows_counterclockwise: "🔄", repeat: "🔁",
  leftwards_arrow_with_hook: "↩️", recycle: "♻️", information_source: "ℹ️", question: "❓", exclamation: "❗",
  heavy_minus_sign: "➖", heavy_plus_sign: "➕", no_entry: "⛔", no_entry_sign: "🚫", octagonal_sign: "🛑", zzz: "💤",
  checkered_flag: "🏁", triangular_flag_on_post: "🚩", white_flag: "🏳️", beetle: "🪲", bug: "🐛", coffee: "☕",
};

export function emoji(name) {
  return NAMES[name.replace(/::skin-tone-\d$/, "")] ?? null;
}

/** What the picker offers first; 📌 and 🔧 mean something to the bot. */
export const FAVOURITES = ["pushpin", "wrench", "+1", "eyes", "white_check_mark", "tada", "pray", "rotating_light"];

/** Every emoji once, by its first name. */
export function allEmoji() {
  const seen = new Set();
  return Object.entries(NAMES).filter(([, char]) => !seen.has(char) && seen.add(char));
}
