// Weeks of days, each a button with the outfit that is meant for it. Days are kept by date, so that a change of
// one does not draw the others anew; text is set as text.

const make = (name, className = "") => Object.assign(document.createElement(name), { className });

function makeDay(day) {
  const item = Object.assign(make("li"), { day });
  const button = Object.assign(make("button", "day"), { type: "button" });
  button.append(make("span", "number"), make("span", "board"), make("span", "weather"));
  item.append(button);
  return item;
}

function fill(item, day) {
  const button = item.firstChild;
  const [number, board, weather] = button.children;
  const shown = JSON.stringify(day);
  if (item.shown === shown) return;
  item.shown = shown;
  button.className = ["day", ...["today", "past", "outside", "wet", "worn", "laid"].filter((name) => day[name])].join(" ");
  button.setAttribute("aria-label", day.name);
  button.setAttribute("aria-pressed", String(day.chosen));
  if (day.today) button.setAttribute("aria-current", "date");
  else button.removeAttribute("aria-current");
  number.textContent = day.number;
  weather.textContent = day.weather;
  const pieces = JSON.stringify(day.pieces);
  if (board.pieces !== pieces) {
    board.pieces = pieces;
    board.replaceChildren(...day.pieces.map(piece));
  }
  if (day.more) board.append(Object.assign(make("span", "more"), { textContent: `+${day.more}` }));
}

function piece({ image, x, y, size, turn }) {
  const picture = Object.assign(make("img"), { alt: "", src: image, loading: "lazy", decoding: "async" });
  Object.assign(picture.style, { left: `${100 * x}%`, top: `${100 * y}%`, width: `${100 * size}%` });
  picture.style.transform = `translate(-50%, -50%) rotate(${turn}deg)`;
  return picture;
}

// Arrow keys go from day to day; one of them is in the tab order.
function move(list, event) {
  const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }[event.key];
  const to = { Home: 0, End: list.children.length - 1 }[event.key];
  if (by === undefined && to === undefined) return;
  const buttons = [...list.children].map((item) => item.firstChild);
  const from = buttons.indexOf(list.getRootNode().activeElement);
  const next = buttons[to ?? from + by];
  if (from < 0 || !next) return;
  event.preventDefault();
  for (const button of buttons) button.tabIndex = button === next ? 0 : -1;
  next.focus();
}

export default function ({ data, parentElement, setTriggerValue }) {
  const list = parentElement.querySelector(".days");
  const head = parentElement.querySelector(".weekdays");
  head.replaceChildren(...data.weekdays.map((name) => Object.assign(make("span"), { textContent: name })));
  list.setAttribute("aria-label", data.label);
  list.classList.toggle("large", data.large);
  const there = new Map([...list.children].map((item) => [item.day, item]));
  const items = data.days.map((day) => {
    const item = there.get(day.day) ?? makeDay(day.day);
    fill(item, day);
    const button = item.firstChild;
    button.tabIndex = day.chosen ? 0 : -1;
    button.onclick = () => {
      for (const other of list.children) other.firstChild.setAttribute("aria-pressed", String(other === item));
      setTriggerValue("picked", day.day);
    };
    return item;
  });
  const same = items.length === list.children.length && items.every((item, place) => list.children[place] === item);
  if (!same) list.replaceChildren(...items);
  if (!data.days.some((day) => day.chosen) && items.length) items[0].firstChild.tabIndex = 0;
  list.onkeydown = (event) => move(list, event);
}
