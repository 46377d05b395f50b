// A photo with garments that light: pointed at, tapped, or reached by keys in a list that only screen
// readers see. The garment's card in the list beside it lights too, and lights its garment in turn.
// Text is set as text and never as markup.

const LEAVING = 260; // ms in which the pointer may cross the gap to the name
const LOW = 0.62; // centres below have their name at the top: it would lie on the shoes

const make = (name, values) => Object.assign(document.createElement(name), values);
const drawn = (name, attributes) => {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
};

// Opens a page of this app without loading it anew: the same that the browser's back button does.
function go(event, address) {
  if (event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  history.pushState({}, "", address);
  dispatchEvent(new PopStateEvent("popstate"));
}

class Regions {
  constructor(root) {
    this.root = root;
    const find = (what) => root.querySelector(what);
    Object.assign(this, { stage: find(".stage"), photo: find("img"), svg: find("svg"), areas: find("g"), list: find("ul") });
    Object.assign(this, { told: find(".told"), shade: find(".shade"), dots: find(".dots"), tag: find(".tag") });
    this.edges = root.querySelectorAll(".edge");
    this.sheet = new CSSStyleSheet(); // of the page: the cards are not in here
    this.lit = this.pinned = null;
    this.photo.onload = () => this.loaded(true);
    this.photo.onerror = () => this.loaded(false);
    this.svg.onpointerover = (event) => event.pointerType === "mouse" && this.pointAt(event.target.dataset?.id);
    this.stage.onpointerleave = (event) => event.pointerType === "mouse" && this.pointAt(undefined);
    this.tag.onpointerenter = () => clearTimeout(this.leaving);
    this.svg.onclick = (event) => this.tap(event.target.dataset?.id);
    this.list.onkeydown = (event) => this.key(event);
    root.addEventListener("focusout", (event) => !root.contains(event.relatedTarget) && this.light(this.pinned));
    root.addEventListener("keydown", (event) => event.key === "Escape" && this.tap(undefined));
    this.overCard = (event) => this.card(event);
  }

  show(data, change) {
    this.change = change;
    const asked = JSON.stringify(data);
    if (asked !== this.asked) this.fill(data);
    this.asked = asked;
    if (this.open) return;
    this.open = true;
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, this.sheet];
    for (const name of ["pointerover", "focusin"]) document.addEventListener(name, this.overCard);
  }

  fill(data) {
    this.data = data;
    this.stage.style.setProperty("--ratio", data.ratio);
    this.photo.alt = data.alt;
    this.told.textContent = data.failed;
    if (this.photo.getAttribute("src") !== data.image) {
      this.photo.sizes = "(max-width: 639px) 100vw, 520px";
      this.photo.srcset = data.srcset;
      this.photo.src = data.image; // what is there stays until this has come
    }
    this.regions = new Map(data.regions.map((region) => [String(region.id), region]));
    const [width, height] = data.regions[0]?.grid ?? [1, 1];
    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.areas.replaceChildren(...data.regions.map((region) => this.area(region)));
    this.dots.replaceChildren(...data.regions.map((region) => this.dot(region)));
    this.list.setAttribute("aria-label", data.label);
    this.list.replaceChildren(...data.regions.map((region) => this.entry(region)));
    this.list.hidden = !data.regions.length;
    this.rove(this.list.querySelector("li > *"));
    if (!this.regions.has(this.pinned)) this.pinned = null;
    this.light(this.regions.has(this.lit) ? this.lit : null, true);
  }

  area({ id, path, small }) {
    const made = drawn("path", { d: path, "fill-rule": "evenodd", class: small ? "small" : "" });
    made.dataset.id = id;
    return made;
  }

  dot({ asks, centre: [x, y] }) {
    const made = make("i", { className: asks ? "asks" : "", textContent: asks ? "?" : "" });
    Object.assign(made.style, { left: `${x * 100}%`, top: `${y * 100}%` });
    return made;
  }

  entry({ id, name, href }) {
    const made = make(href ? "a" : "button", { textContent: name, tabIndex: -1 });
    if (href) made.href = href;
    else made.type = "button";
    made.dataset.id = id;
    made.onfocus = () => this.light(String(id));
    made.onclick = (event) => (href ? go(event, href) : this.change(id));
    const item = make("li", {});
    item.append(made);
    return item;
  }

  loaded(well) {
    this.photo.classList.toggle("shown", well);
    this.told.hidden = well;
  }

  // Lighting

  light(id, anew = false) {
    clearTimeout(this.leaving);
    if (id === this.lit && !anew) return;
    this.lit = id;
    const region = this.regions.get(id);
    this.stage.classList.toggle("lit", Boolean(region));
    this.tag.hidden = !region;
    const key = `.st-key-${this.data.card}${id}`;
    this.sheet.replaceSync(region ? `${key} { outline: 2.5px solid var(--accent); outline-offset: 1px; }` : "");
    if (!region) return; // the shade keeps its hole while it fades
    const [width, height] = region.grid;
    this.shade.setAttribute("d", `M0 0H${width}V${height}H0Z${region.path}`);
    for (const edge of this.edges) edge.setAttribute("d", region.path);
    this.tag.classList.toggle("above", region.centre[1] > LOW);
    const [link, plain, change] = this.tag.children;
    link.hidden = !region.href;
    plain.hidden = Boolean(region.href);
    link.textContent = plain.textContent = region.name;
    link.href = region.href ?? "";
    link.onclick = (event) => go(event, region.href);
    change.textContent = this.data.change;
    change.onclick = () => this.change(region.id);
  }

  pointAt(id) {
    clearTimeout(this.leaving);
    if (id) this.light(id);
    else this.leaving = setTimeout(() => this.light(this.pinned), LEAVING);
  }

  tap(id) {
    this.pinned = id && id !== this.pinned ? id : null;
    this.light(this.pinned);
    const card = id && document.querySelector(`.st-key-${this.data.card}${id}`);
    if (card && this.pinned && matchMedia("(min-width: 640px)").matches) card.scrollIntoView({ block: "nearest" });
  }

  // The cards of the list: what is pointed at there lights here.
  card({ target, pointerType }) {
    if (pointerType === "touch" || !(target instanceof Element)) return;
    const card = target.closest(`[class*="st-key-${this.data.card}"]`);
    const id = card?.className.match(new RegExp(`st-key-${this.data.card}(\\d+)`))?.[1];
    if (id && this.regions.has(id)) {
      this.light(id);
      this.carded = true;
    } else if (this.carded && !card) {
      this.carded = false;
      this.light(this.pinned);
    }
  }

  // By keys: the list is one stop of Tab, arrows go through it

  key(event) {
    const entries = [...this.list.querySelectorAll("li > *")];
    const here = entries.indexOf(this.root.getRootNode().activeElement);
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const to = { Home: 0, End: entries.length - 1 }[event.key] ?? (by && (here + by + entries.length) % entries.length);
    if (to === undefined) return;
    event.preventDefault();
    this.rove(entries[to]);
    entries[to].focus({ preventScroll: true });
  }

  rove(entry) {
    for (const one of this.list.querySelectorAll("li > *")) one.tabIndex = one === entry ? 0 : -1;
  }

  close() {
    if (!this.open) return;
    this.open = false;
    clearTimeout(this.leaving);
    for (const name of ["pointerover", "focusin"]) document.removeEventListener(name, this.overCard);
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== this.sheet);
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".look");
  const photo = (root.regions ??= new Regions(root));
  photo.show(data, (id) => setTriggerValue("change", id));
  return () => photo.close();
}
