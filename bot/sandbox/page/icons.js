/** The page's own line icons, drawn on a 20 × 20 grid. */

const PATHS = {
  hash: "M7.5 3 6 17M14 3l-1.5 14M3.5 7.500h14M2.5 12.500h14",
  lock: "M5 9h10v8H5zM7 9V6.500a3 3 0 0 1 6 0V9",
  thread: "M4 4h12v9H9l-4 3v-3H4zM7.5 7.500h5M7.5 10h3",
  smile: "M10 17.500a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15M7 11.500c1.5 2.3 4.5 2.3 6 0M7.5 8v.1M12.5 8v.1",
  more: "M4.5 10h.1M10 10h.1M15.5 10h.1",
  bolt: "M11 2.5 4.5 11.500H10l-1 6 6.5-9H10z",
  send: "M3 10 17 3.5 13.5 17 9.5 11.500zM9.5 11.5 17 3.5",
  close: "M5 5l10 10M15 5 5 15",
  back: "M12 4.5 6.5 10l5.5 5.5",
  down: "M5.5 8 10 12.5 14.5 8",
  right: "M8 5.5 12.5 10 8 14.5",
  plus: "M10 4v12M4 10h12",
  pin: "M7 3h6M8 3v5l-2.5 3.500h9L12 8V3M10 11.500V17",
  link: "M8.5 11.500a3 3 0 0 0 4.3 0l2.7-2.700a3 3 0 0 0-4.3-4.300l-1 1M11.5 8.500a3 3 0 0 0-4.3 0l-2.7 2.700a3 3 0 0 0 4.3 4.300l1-1",
  eye: "M2.5 10S5.5 5 10 5s7.5 5 7.5 5-3 5-7.5 5-7.5-5-7.5-5M10 12a2 2 0 1 0 0-4 2 2 0 0 0 0 4",
  clock: "M10 17.500a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15M10 6v4l2.8 1.8",
  calendar: "M3.5 5h13v11.500h-13zM3.5 8.500h13M7 3v3.500M13 3v3.5",
  search: "M9 14.500a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11M13 13l4 4",
  people:
    "M7.5 9.500a2.7 2.7 0 1 0 0-5.4 2.7 2.7 0 0 0 0 5.400M2.5 16c.3-3 2.3-4.5 5-4.500s4.7 1.5 5 4.500M13 9.300a2.3 2.3 0 1 0-.8-4.500M14.5 11.700c1.8.5 2.9 1.9 3 4.3",
  person: "M10 9.500a3 3 0 1 0 0-6 3 3 0 0 0 0 6M4 16.500c.4-3.3 2.7-5 6-5s5.6 1.7 6 5",
  moon: "M15.5 12.500A6.5 6.5 0 0 1 7.5 4.500a6.5 6.5 0 1 0 8 8z",
  sun: "M10 13.500a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7M10 2v1.500M10 16.500V18M2 10h1.500M16.5 10H18M4.3 4.300l1.1 1.100M14.6 14.600l1.1 1.100M15.7 4.300l-1.1 1.100M5.4 14.600l-1.1 1.1",
  inspect: "M3 4h14v12H3zM3 12h14M6 7l2 1.500L6 10M10 10h3",
  file: "M5.5 2.500h6l3.5 3.500v11.500h-9.500zM11.5 2.500V6H15",
  edit: "M4 16l.7-3.200L13 4.500l2.5 2.5-8.3 8.300z",
  trash: "M4 5.500h12M8 5.500V3.500h4v2M5.5 5.500l.7 11h7.600l.7-11M8.5 8.500v5M11.5 8.500v5",
  check: "M4 10.5 8 14.5 16 6",
  warn: "M10 3 18 16.500H2zM10 8v4M10 14.200v.1",
  menu: "M3 5.500h14M3 10h14M3 14.500h14",
  at: "M13 10a3 3 0 1 1-3-3c1.7 0 3 1.3 3 3v1a2 2 0 0 0 4 0v-1a7 7 0 1 0-3 5.7",
  slash: "M12.5 3.5 7.5 16.5",
  bold: "M6 3.500h5a3 3 0 0 1 0 6.200H6zM6 9.700h5.800a3.3 3.3 0 0 1 0 6.800H6z",
  italic: "M8.5 3.500h6M5.5 16.500h6M11.5 3.500l-3 13",
  strike:
    "M3 10h14M14 6.500C13.5 4.5 12 3.5 10 3.500c-2.5 0-4 1.3-4 3.100M6 13.500c.5 2 2 3 4 3 2.5 0 4-1.3 4-3.1",
  code: "M7 5.5 2.5 10 7 14.500M13 5.500l4.5 4.5-4.5 4.5",
  out: "M8 4H4v12h12v-4M11 3.500h5.500V9M16.5 3.5 9 11",
  exit: "M8 3.500H4v13h4M8 10h9M13.5 6.5 17 10l-3.5 3.5",
  bulb: "M7.5 14.500v-1.700a5 5 0 1 1 5 0v1.700zM8 17h4",
};

export function icon(name, label) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("class", `icon icon-${name}`);
  if (label) {
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", label);
  } else {
    svg.setAttribute("aria-hidden", "true");
  }
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}
