// A month as a grid of days. A day with one look is a link to it, one with more opens a list below the
// grid. Other months come by buttons, the list of months, a swipe, or Page Up and Page Down.
// Text is set as text and never as markup.

const SWIPE = 48; // pixels across before it is one

const make = (name, values = {}) => Object.assign(document.createElement(name), values);

// Opens a page of this app without loading it anew: the same that the browser's back button does.
function go(event, address) {
  if (event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  history.pushState({}, "", address);
  dispatchEvent(new PopStateEvent("popstate"));
}

function photo({ image, alt }) {
  const made = make("img", { src: image, alt, loading: "lazy", decoding: "async", draggable: false });
  made.onerror = () => made.remove();
  return made;
}

function laid({ images }) {
  const made = make("span", { className: "planned" });
  made.append(...images.map((image) => make("img", { src: image, alt: "", loading: "lazy", draggable: false })));
  return made;
}

class Month {
  constructor(root) {
    this.root = root;
    const find = (what) => root.querySelector(what);
    Object.assign(this, { table: find("table"), body: find("tbody"), names: find("thead tr"), choice: find("select") });
    Object.assign(this, { steps: root.querySelectorAll(".step"), list: find("section") });
    this.choice.onchange = () => this.ask(this.choice.value);
    this.steps[0].onclick = () => this.ask(this.data.earlier);
    this.steps[1].onclick = () => this.ask(this.data.later);
    this.table.onkeydown = (event) => this.key(event);
    this.list.onkeydown = (event) => event.key === "Escape" && this.close();
    this.table.onpointerdown = (event) => (this.from = event.pointerType === "mouse" ? null : event);
    this.table.onpointerup = (event) => this.swipe(event);
    this.table.onpointercancel = () => (this.from = null);
    this.table.addEventListener("click", (event) => this.swiped && (event.preventDefault(), event.stopPropagation()), true);
  }

  show(data, asked) {
    this.asked = asked;
    const now = JSON.stringify(data);
    if (now === this.now) return;
    const same = data.month === this.data?.month;
    this.now = now;
    this.data = data;
    this.table.setAttribute("aria-busy", "false");
    this.table.setAttribute("aria-label", data.label);
    this.head(data);
    this.names.replaceChildren(...data.weekdays.map((name) => make("th", { textContent: name, scope: "col" })));
    const empty = Array(7).fill(null);
    const weeks = [...data.weeks, ...Array(data.rows - data.weeks.length).fill(empty)];
    this.body.replaceChildren(...weeks.map((week) => this.week(week)));
    const cells = this.cells();
    const wanted = this.wanted && cells[Math.min(this.wanted, cells.length) - 1];
    this.rove(wanted || cells.find((cell) => cell.hasAttribute("aria-current")) || cells[0]);
    wanted?.focus({ preventScroll: true });
    this.wanted = null;
    const open = same && this.opened && data.weeks.flat().find((day) => day?.number === this.opened);
    if (open) this.open(open, false);
    else this.close(false);
  }

  head({ words, months, month, earlier, later }) {
    this.choice.setAttribute("aria-label", words.month);
    const options = months.toReversed().map(({ first, name, count }) =>
      make("option", { value: first, textContent: count && first !== month ? `${name} · ${count}` : name })
    );
    this.choice.replaceChildren(...options);
    this.choice.value = month;
    this.steps[0].setAttribute("aria-label", words.earlier);
    this.steps[1].setAttribute("aria-label", words.later);
    this.steps[0].disabled = !earlier;
    this.steps[1].disabled = !later;
  }

  week(days) {
    const row = make("tr");
    row.append(...days.map((day) => this.cell(day)));
    return row;
  }

  cell(day) {
    const place = make("td");
    if (!day) return place;
    const one = day.looks.length === 1 && !day.planned.length;
    const some = day.looks.length + day.planned.length > 0;
    const made = make(one ? "a" : some ? "button" : "span", { className: "cell", tabIndex: -1 });
    if (one) made.href = day.looks[0].href;
    else if (some) made.type = "button";
    made.onclick = (event) => (one ? go(event, day.looks[0].href) : some && this.open(day));
    made.day = day;
    made.setAttribute("aria-label", day.label);
    if (day.today) made.setAttribute("aria-current", "date");
    if (day.looks.length) made.append(photo({ ...day.looks[0], alt: "" }));
    else if (day.planned.length) made.append(laid(day.planned[0]));
    made.append(make("b", { textContent: day.number }));
    if (day.looks.length > 1) made.append(make("i", { textContent: day.looks.length }));
    place.append(made);
    return place;
  }

  cells() {
    return [...this.body.querySelectorAll(".cell")];
  }

  // The looks of one day

  open(day, focus = true) {
    this.opened = day.number;
    this.list.hidden = false;
    this.list.querySelector("h3").textContent = day.name;
    const entries = [
      ...day.looks.map((look) => this.entry(look.href, photo(look), look.words, look.mark)),
      ...day.planned.map((plan) => this.entry(plan.href, laid(plan), plan.words, "")),
    ];
    this.list.querySelector("ul").replaceChildren(...entries);
    for (const cell of this.cells()) cell.classList.toggle("opened", cell.day.number === day.number);
    if (!focus) return;
    this.list.focus({ preventScroll: true });
    this.list.scrollIntoView({ block: "nearest" });
  }

  entry(href, picture, words, mark) {
    const item = make("li");
    const link = make("a", { href });
    link.onclick = (event) => go(event, href);
    const frame = make("span", { className: "frame" });
    frame.append(picture);
    if (mark) frame.append(make("i", { textContent: mark }));
    link.append(frame, make("span", { className: "words", textContent: words }));
    item.append(link);
    return item;
  }

  close(focus = true) {
    const cell = this.cells().find((one) => one.day.number === this.opened);
    cell?.classList.remove("opened");
    if (focus) cell?.focus();
    this.list.hidden = true;
    this.opened = null;
  }

  // Other months

  ask(month) {
    if (!month) return;
    this.table.setAttribute("aria-busy", "true");
    this.asked(month);
  }

  swipe(event) {
    const from = this.from;
    this.from = null;
    this.swiped = false;
    if (!from) return;
    const across = event.clientX - from.clientX;
    if (Math.abs(across) < SWIPE || Math.abs(across) < 1.5 * Math.abs(event.clientY - from.clientY)) return;
    this.swiped = true; // the click that follows is none
    setTimeout(() => (this.swiped = false), 50);
    this.ask(across > 0 ? this.data.earlier : this.data.later);
  }

  // By keys, as in a calendar of days: the grid is one stop of Tab

  key(event) {
    const cells = this.cells();
    const here = cells.indexOf(this.root.getRootNode().activeElement);
    if (here < 0) return;
    if (event.key === "PageUp" || event.key === "PageDown") {
      event.preventDefault();
      this.wanted = here + 1;
      return this.ask(event.key === "PageUp" ? this.data.earlier : this.data.later);
    }
    const by = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 7, ArrowUp: -7 }[event.key];
    const to = { Home: 0, End: cells.length - 1 }[event.key] ?? (by && here + by);
    if (to === undefined) return;
    event.preventDefault();
    if (!cells[to]) {
      this.wanted = to < 0 ? 31 : 1;
      return this.ask(to < 0 ? this.data.earlier : this.data.later);
    }
    this.rove(cells[to]);
    cells[to].focus();
  }

  rove(cell) {
    for (const one of this.cells()) one.tabIndex = one === cell ? 0 : -1;
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".month");
  const month = (root.month ??= new Month(root));
  month.show(data, (wanted) => setTriggerValue("month", wanted));
}
