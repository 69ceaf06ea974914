/** What an interactive element holds: as the bot wished at first, as Slack's `state` says, as a person changed it. */

const option = (raw) => ({ value: raw.value, label: raw.text.text, description: raw.description?.text, raw });

const person = (id, app) => ({
  value: id,
  label: app.person(id)?.real_name || app.person(id)?.name || id,
  node: () => app.avatar(id, "tiny"),
});

function place(id, app) {
  const channel = app.channel(id);
  if (channel?.is_im)
    return person(channel.user, app).label === channel.user
      ? { value: id, label: id }
      : { ...person(channel.user, app), value: id };
  return { value: id, label: channel ? `#${channel.name}` : id };
}

export const optionOf = option;
export const personOption = person;
export const placeOption = place;

/** element type → [field in state.values, initial field, how one choice is read] for everything that chooses. */
export const CHOICES = {
  static_select: ["selected_option", "initial_option", option],
  external_select: ["selected_option", "initial_option", option],
  radio_buttons: ["selected_option", "initial_option", option],
  multi_static_select: ["selected_options", "initial_options", option],
  multi_external_select: ["selected_options", "initial_options", option],
  checkboxes: ["selected_options", "initial_options", option],
  users_select: ["selected_user", "initial_user", person],
  multi_users_select: ["selected_users", "initial_users", person],
  conversations_select: ["selected_conversation", "initial_conversation", place],
  multi_conversations_select: ["selected_conversations", "initial_conversations", place],
  channels_select: ["selected_channel", "initial_channel", place],
  multi_channels_select: ["selected_channels", "initial_channels", place],
};

const PLAIN = {
  datepicker: ["selected_date", "initial_date"],
  timepicker: ["selected_time", "initial_time"],
  datetimepicker: ["selected_date_time", "initial_date_time"],
};
const TEXT = ["value", "initial_value"];

/** The element's value from an object that holds it under `field`: a list of choices, or a word, or null. */
function read(element, source, which, app) {
  const choice = CHOICES[element.type];
  if (!choice) return source?.[(PLAIN[element.type] ?? TEXT)[which]] ?? null;
  const held = source?.[choice[which]];
  return (Array.isArray(held) ? held : held ? [held] : []).map((raw) => choice[2](raw, app));
}

export const initialOf = (element, app) => read(element, element, 1, app);
export const stateOf = (element, entry, app) => read(element, entry, 0, app);

/** What is sent to the workspace for a value: ids and words, one or a list. */
export function wire(element, value) {
  if (!CHOICES[element.type]) return value;
  const ids = value.map((choice) => choice.value);
  return element.type.startsWith("multi_") || element.type === "checkboxes" ? ids : (ids[0] ?? null);
}

export const isEmpty = (value) =>
  value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
