/** Every interactive element of Block Kit. `host` is the message or form it stands in: it keeps values and tells the bot. */

import { combobox } from "./combobox.js";
import { isoDay } from "./dates.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { numberInput, textInput } from "./inputs.js";
import { ask, menu } from "./layer.js";
import { plainText, textObject } from "./mrkdwn.js";
import { datePicker, momentPicker, timePicker } from "./pickers.js";
import { parsed, picture } from "./tokens.js";
import { CHOICES, optionOf, personOption, placeOption } from "./values.js";

const DRAW = {
  button,
  overflow,
  checkboxes: choices,
  radio_buttons: choices,
  image: (element) => picture(imageUrl(element), element.alt_text, "img.thumb"),
  static_select: staticSelect,
  multi_static_select: staticSelect,
  external_select: externalSelect,
  multi_external_select: externalSelect,
  users_select: peopleSelect,
  multi_users_select: peopleSelect,
  conversations_select: placeSelect,
  multi_conversations_select: placeSelect,
  channels_select: placeSelect,
  multi_channels_select: placeSelect,
  datepicker,
  timepicker,
  datetimepicker,
  plain_text_input: textInput,
  email_text_input: textInput,
  url_text_input: textInput,
  number_input: numberInput,
};

export const imageUrl = (element) => element.image_url ?? element.slack_file?.url;

/** `names` says how it is labelled and described; `input` is true inside an input block, where space is wide. */
export function drawElement(
  element,
  block,
  host,
  { label, labelledBy, describedBy, input = false, optional = true } = {},
) {
  const focusName = `${block.block_id}:${element.action_id}`;
  const spoken = label ?? element.placeholder?.text ?? element.accessibility_label ?? "";
  const context = {
    element,
    block,
    host,
    app: host.app,
    input,
    optional,
    names: { label: spoken, labelledBy, describedBy, focusName },
  };
  const draw = DRAW[element.type];
  return draw ? draw(element, context) : h("span.not-drawn", {}, `(${element.type} is not drawn here)`);
}

/** What every element that holds a value needs: the value now, and where a change goes, after its confirm dialog. */
function held({ element, block, host }) {
  const change = async (value) => {
    if (element.confirm && !(await confirmed(element.confirm, host.app))) return host.redraw?.();
    return host.changed(block, element, value);
  };
  return { value: host.value(block, element), onChange: change };
}

export function confirmed(confirm, app) {
  return ask({
    title: plainText(confirm.title),
    body: textObject(confirm.text, app),
    yes: plainText(confirm.confirm),
    no: plainText(confirm.deny),
    danger: confirm.style === "danger",
  });
}

function button(element, { block, host, names }) {
  const address = element.url ? parsed(element.url) : null;
  const props = {
    class: element.style ?? "",
    data: { focus: names.focusName },
    "aria-label": element.accessibility_label,
  };
  const words = plainText(element.text);
  if (address) {
    const link = h(
      "a.button",
      { ...props, href: address.href, target: "_blank", rel: "noopener noreferrer" },
      words,
      icon("out"),
    );
    link.addEventListener("click", (event) => {
      host.press(block, element, element.value ?? null);
      if (host.app.follow(address)) event.preventDefault();
    });
    return link;
  }
  const node = h("button.button", { ...props, type: "button" }, words);
  node.addEventListener("click", async () => {
    if (node.getAttribute("aria-busy")) return;
    if (element.confirm && !(await confirmed(element.confirm, host.app))) return;
    node.setAttribute("aria-busy", "true");
    await host.press(block, element, element.value ?? null);
    node.removeAttribute("aria-busy");
  });
  return node;
}

function overflow(element, { block, host, names }) {
  const run = async (option) => {
    if (element.confirm && !(await confirmed(element.confirm, host.app))) return;
    const address = option.url ? parsed(option.url) : null;
    if (address && !host.app.follow(address)) window.open(address.href, "_blank", "noopener");
    await host.press(block, element, option.value);
  };
  const items = element.options.map((option) => ({
    label: plainText(option.text),
    hint: option.description?.text,
    run: () => run(option),
  }));
  const props = {
    type: "button",
    "aria-label": names.label || "More actions",
    "aria-haspopup": "menu",
    "aria-expanded": "false",
    data: { focus: names.focusName },
  };
  return h(
    "button.button.overflow",
    {
      ...props,
      onclick: (event) => menu(event.currentTarget, items, { label: "More actions", align: "end" }),
    },
    icon("more"),
  );
}

function choices(element, context) {
  const { value, onChange } = held(context);
  const one = element.type === "radio_buttons";
  const name = `${context.host.scope}:${context.names.focusName}`;
  let chosen = value.map((option) => option.value);
  const pick = (option, on) => {
    const others = one ? [] : chosen.filter((other) => other !== option.value);
    chosen = on ? [...others, option.value] : others;
    onChange(element.options.filter(({ value: id }) => chosen.includes(id)).map(optionOf));
  };
  const rows = element.options.map((option, index) => {
    const box = h("input", {
      type: one ? "radio" : "checkbox",
      name,
      value: option.value,
      checked: chosen.includes(option.value),
      data: { focus: `${context.names.focusName}:${index}` },
    });
    box.addEventListener("change", () => pick(option, box.checked));
    const hint = option.description && h("span.option-hint", {}, textObject(option.description, context.app));
    return h("label.choice", {}, box, h("span", {}, textObject(option.text, context.app), hint));
  });
  const { label, labelledBy, describedBy } = context.names;
  return h(
    "div.choices",
    {
      role: one ? "radiogroup" : "group",
      "aria-label": labelledBy ? null : label || "Choices",
      "aria-labelledby": labelledBy,
      "aria-describedby": describedBy,
    },
    rows,
  );
}

/** One search box for all selects; only where the options come from differs. */
function select(context, load, more = {}) {
  const { element, names, input, optional } = context;
  const { value, onChange } = held(context);
  return combobox({
    ...names,
    load,
    value,
    onChange,
    compact: !input,
    clearable: input && optional,
    multiple: element.type.startsWith("multi_"),
    placeholder: element.placeholder?.text,
    max: element.max_selected_items,
    ...more,
  });
}

const fits = (query) => (option) =>
  `${option.label} ${option.description ?? ""}`.toLowerCase().includes(query.toLowerCase());

function grouped(options, groups) {
  if (!groups?.length) return [{ options: (options ?? []).map(optionOf) }];
  return groups.map((group) => ({ label: group.label.text, options: group.options.map(optionOf) }));
}

function staticSelect(element, context) {
  const groups = grouped(element.options, element.option_groups);
  return select(context, (query) =>
    groups.map(({ label, options }) => ({ label, options: options.filter(fits(query)) })),
  );
}

function externalSelect(element, context) {
  const load = async (query) => {
    const found = await context.host.suggest(context.block, element, query);
    return grouped(found.options, found.option_groups);
  };
  return select(context, load, { slow: true, minQuery: element.min_query_length ?? 3 });
}

function peopleSelect(element, context) {
  const load = (query) => {
    const everybody = context.app
      .people()
      .map((person) => ({ ...personOption(person.id, context.app), description: `@${person.name}` }));
    return [{ options: everybody.filter(fits(query)) }];
  };
  return select(context, load, { placeholder: element.placeholder?.text ?? "Choose somebody" });
}

function placeSelect(element, context) {
  const filter = element.filter?.include;
  const onlyPublic = CHOICES[element.type][0].startsWith("selected_channel");
  const kind = (channel) => (channel.is_im ? "im" : channel.is_private ? "private" : "public");
  const wanted = (channel) =>
    (onlyPublic ? kind(channel) === "public" : !filter || filter.includes(kind(channel))) &&
    !channel.is_archived;
  const load = (query) => [
    {
      options: context.app
        .channels()
        .filter(wanted)
        .map((channel) => placeOption(channel.id, context.app))
        .filter(fits(query)),
    },
  ];
  return select(context, load, { placeholder: element.placeholder?.text ?? "Choose a channel" });
}

function datepicker(element, context) {
  const today = isoDay(context.app.now(), context.app.zone());
  return datePicker({ ...context.names, ...held(context), today, placeholder: element.placeholder?.text });
}

function timepicker(element, context) {
  return timePicker({
    ...context.names,
    ...held(context),
    placeholder: element.placeholder?.text,
    compact: !context.input,
    clearable: context.optional && context.input,
  });
}

function datetimepicker(element, context) {
  return momentPicker({
    ...context.names,
    ...held(context),
    zone: context.app.zone(),
    now: context.app.now(),
  });
}
