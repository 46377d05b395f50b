// A grid of pictures that are links, or buttons to choose from. Tiles are kept by id, so that new
// data changes only what changed: no picture is loaded twice, nothing flickers, focus stays.
// Text is set as text and never as markup.

const make = (name, className) => Object.assign(document.createElement(name), { className });

function makeCard(linked, ...inside) {
  const card = make(linked ? "a" : "button", "card");
  if (!linked) card.type = "button";
  card.append(...inside);
  return card;
}

function makeTile(linked) {
  const item = make("li", "");
  const frame = make("span", "frame");
  const image = make("img", "");
  image.loading = "lazy";
  image.decoding = "async";
  image.onload = () => image.classList.add("shown");
  image.onerror = () => image.classList.add("broken");
  frame.append(image, make("span", "badge"), make("span", "mark"), make("span", "bar"));
  item.append(makeCard(linked, frame, make("span", "title"), make("span", "subtitle")));
  return item;
}

// A link becomes a button to tick, or the other way round; its picture stays as it is.
function suit(item, linked) {
  const card = item.firstChild;
  if ((card.tagName === "A") !== linked) item.replaceChildren(makeCard(linked, ...card.childNodes));
}

function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
  element.hidden = !text;
}

function fill(item, tile) {
  const card = item.firstChild;
  const image = card.querySelector("img");
  if (tile.image && image.getAttribute("src") !== tile.image) {
    image.classList.remove("broken");
    image.srcset = tile.sharper ? `${tile.image} 1x, ${tile.sharper} 2x` : "";
    image.src = tile.image;
  }
  image.alt = tile.alt;
  card.className = `card ${tile.state}`;
  if (tile.href) card.href = tile.href;
  if (tile.state === "working") card.setAttribute("aria-busy", "true");
  else card.removeAttribute("aria-busy");
  setText(card.querySelector(".badge"), tile.badge);
  setText(card.querySelector(".mark"), tile.mark);
  setText(card.querySelector(".title"), tile.title);
  card.querySelector(".subtitle").textContent = tile.subtitle;
}

// Opens a page of this app without loading it anew: the same that the browser's back button does.
function go(address) {
  sessionStorage.setItem(scrollKey(), String(scroller()?.scrollTop ?? 0));
  history.pushState({}, "", address);
  dispatchEvent(new PopStateEvent("popstate"));
}

const scroller = () => document.querySelector(".stMain");
const scrollKey = () => `otjang-scroll:${location.pathname}${location.search}`;

// Who comes back to a long page finds it where it was left.
function scrollBack() {
  const top = Number(sessionStorage.getItem(scrollKey()) ?? 0);
  sessionStorage.removeItem(scrollKey());
  if (top) requestAnimationFrame(() => scroller()?.scrollTo({ top }));
}

// Coming near the button at the end presses it, once for each end that the list has had.
function watchEnd(button, data, ask) {
  const last = data.tiles.at(-1)?.id;
  setText(button, data.more ?? "");
  button.onclick = ask;
  button.watch?.disconnect();
  if (!data.more || button.pressed === last) return;
  button.watch = new IntersectionObserver(
    (seen) => {
      if (!seen.some((one) => one.isIntersecting)) return;
      button.watch.disconnect();
      button.pressed = last;
      ask();
    },
    { root: scroller(), rootMargin: "600px" },
  );
  button.watch.observe(button);
}

export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
  const list = parentElement.querySelector(".gallery");
  const all = parentElement.querySelector(".all");
  list.className = `gallery ${data.shape} ${data.flow ?? ""}`;
  list.style.setProperty("--least", data.least);
  list.style.setProperty("--ratio", data.ratio);
  list.setAttribute("aria-label", data.label);

  const first = !list.tiles;
  const tiles = (list.tiles ??= new Map());
  const chosen = (list.chosen ??= new Set());
  if (list.round !== data.round) chosen.clear();
  list.round = data.round;
  const wanted = new Set(data.tiles.map((tile) => tile.id));
  const every = new Set(data.every ?? wanted);
  for (const id of chosen) if (!every.has(id)) chosen.delete(id);
  for (const [id, item] of tiles) {
    if (!wanted.has(id)) {
      item.remove();
      tiles.delete(id);
    }
  }
  const tick = () => {
    for (const [id, item] of tiles) item.firstChild.setAttribute("aria-pressed", String(chosen.has(id)));
    setText(all, data.mode !== "select" || !data.all ? "" : chosen.size < every.size ? data.all : data.none);
  };
  const choose = () => {
    tick();
    setStateValue("selected", { round: data.round, ids: [...chosen] });
  };
  all.onclick = () => {
    if (chosen.size < every.size) every.forEach((id) => chosen.add(id));
    else chosen.clear();
    choose();
  };
  data.tiles.forEach((tile, place) => {
    let item = tiles.get(tile.id);
    if (!item) tiles.set(tile.id, (item = makeTile(data.mode === "open")));
    suit(item, data.mode === "open");
    fill(item, tile);
    if (list.children[place] !== item) list.insertBefore(item, list.children[place] ?? null);
    const card = item.firstChild;
    card.onclick = (event) => {
      if (data.mode === "open") {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return; // a new tab or window is the browser's business
        event.preventDefault();
        go(tile.href);
      } else if (data.mode === "pick") {
        setTriggerValue("picked", tile.id);
        if (!list.getRootNode().host?.closest("[role=dialog]")) scroller()?.scrollTo({ top: 0 }); // what was asked for begins there
      } else {
        if (!chosen.delete(tile.id)) chosen.add(tile.id);
        choose();
      }
    };
  });
  if (data.mode === "select") tick();
  else setText(all, "");
  watchEnd(parentElement.querySelector(".more"), data, () => setTriggerValue("more", data.tiles.length));
  if (first && data.mode === "open") scrollBack();
}
