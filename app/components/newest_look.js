// The newest look. Pictures are kept by what they show, so that what is found is added and nothing flickers.

const make = (name, className) => Object.assign(document.createElement(name), { className });
const PLACES = 4; // kept for garments while they are looked for

// Opens a page of this app without loading it anew: the same that the browser's back button does.
function lead(link, address) {
  link.href = address;
  link.onclick = (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return; // a new tab or window is the browser's business
    event.preventDefault();
    history.pushState({}, "", address);
    dispatchEvent(new PopStateEvent("popstate"));
    document.querySelector(".stMain")?.scrollTo({ top: 0 });
  };
}

function show(image, source, sharper) {
  if (image.getAttribute("src") === source) return;
  image.classList.remove("shown", "broken");
  image.onload = () => image.classList.add("shown");
  image.onerror = () => image.classList.add("broken");
  image.srcset = sharper ? `${source} 1x, ${sharper} 2x` : "";
  image.src = source;
}

function makeGarment() {
  const item = make("li", "");
  const link = make("a", "");
  const image = make("img", "");
  image.decoding = "async";
  link.append(image, make("span", "name"));
  item.append(link);
  return item;
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector("article");
  root.className = data.state;
  root.setAttribute("aria-busy", String(data.state === "working"));
  const photo = root.querySelector(".photo");
  lead(photo, data.href);
  photo.setAttribute("aria-label", data.alt);
  show(photo.querySelector(".behind"), data.small);
  show(photo.querySelector(".front"), data.image, data.sharper);
  const mark = root.querySelector(".mark");
  mark.textContent = data.mark;
  mark.hidden = !data.mark;
  const title = root.querySelector(".title");
  lead(title, data.href);
  title.textContent = data.title;
  const subtitle = root.querySelector(".subtitle");
  if (subtitle.textContent !== data.subtitle) subtitle.textContent = data.subtitle;

  const list = root.querySelector("ul");
  const items = (list.items ??= new Map());
  const wanted = new Set(data.garments.map((garment) => garment.id));
  for (const [id, item] of items) {
    if (!wanted.has(id)) {
      item.remove();
      items.delete(id);
    }
  }
  data.garments.forEach((garment, place) => {
    let item = items.get(garment.id);
    if (!item) items.set(garment.id, (item = makeGarment()));
    item.className = garment.asks ? "asks" : "";
    lead(item.firstChild, garment.href);
    show(item.querySelector("img"), garment.image);
    item.querySelector("img").alt = "";
    item.querySelector(".name").textContent = garment.name;
    if (list.children[place] !== item) list.insertBefore(item, list.children[place] ?? null);
  });
  const empty = data.state === "working" ? Math.max(0, PLACES - data.garments.length) : 0;
  list.querySelectorAll(".place").forEach((place) => place.remove());
  for (let number = 0; number < empty; number += 1) {
    const place = make("li", "place");
    place.setAttribute("aria-hidden", "true");
    list.append(place);
  }
}
