// The garments to lay on the board: a page of them at a time, by category and words.

const PAUSE = 300; // ms after the last letter

class Tray {
  constructor(root, ask, pick) {
    this.field = root.querySelector("input");
    this.chips = root.querySelector(".chips");
    this.list = root.querySelector(".tiles");
    this.none = root.querySelector(".none");
    this.ask = ask;
    this.pick = pick;
    this.asked = { words: "", category: "", pages: 1 };
    this.field.oninput = () => {
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => this.wish({ words: this.field.value.trim(), pages: 1 }), PAUSE);
    };
  }

  wish(changed) {
    const asked = { ...this.asked, ...changed };
    if (JSON.stringify(asked) === JSON.stringify(this.asked)) return;
    if (asked.pages === 1) this.list.scrollTo({ left: 0, top: 0 });
    this.asked = asked;
    this.list.setAttribute("aria-busy", "true");
    this.press();
    this.ask(asked);
  }

  press() {
    for (const chip of this.chips.children) chip.setAttribute("aria-pressed", String(chip.code === this.asked.category));
  }

  show({ tiles, more, asked, chips }, words) {
    this.words = words;
    this.field.placeholder = words.search;
    this.field.setAttribute("aria-label", words.search);
    this.list.setAttribute("aria-label", words.garments);
    if (JSON.stringify([...this.chips.children].map((chip) => chip.code)) !== JSON.stringify(chips.map((chip) => chip.code)))
      this.chips.replaceChildren(...chips.map((chip) => this.chip(chip)));
    this.press();
    const answered = JSON.stringify(asked) === JSON.stringify(this.asked);
    if (answered) this.list.removeAttribute("aria-busy");
    const known = new Map([...this.list.children].map((item) => [item.tile, item]));
    const items = tiles.map((tile) => known.get(tile.id) ?? this.tile(tile));
    if (more) items.push(this.more());
    this.list.replaceChildren(...items);
    this.none.textContent = words.none;
    this.none.hidden = tiles.length > 0;
    this.mark(this.used ?? (() => false));
  }

  // Which garments are on the board already.
  mark(used) {
    this.used = used;
    for (const item of this.list.children) item.firstChild.setAttribute("aria-pressed", String(Boolean(item.tile) && used(item.tile)));
  }

  chip({ code, name }) {
    const chip = Object.assign(make("button", "chip"), { type: "button", code, textContent: name });
    chip.onclick = () => this.wish({ category: this.asked.category === code ? "" : code, pages: 1 });
    return chip;
  }

  tile(tile) {
    const item = Object.assign(make("li"), { tile: tile.id });
    const button = Object.assign(make("button", "tile"), { type: "button", title: tile.name });
    const image = Object.assign(make("img"), { alt: "", src: tile.image, loading: "lazy", decoding: "async", draggable: false });
    const name = Object.assign(make("span"), { textContent: tile.name });
    button.append(image, name);
    button.onclick = () => this.pick(tile);
    item.append(button);
    return item;
  }

  more() {
    const item = make("li");
    const button = Object.assign(make("button", "tile further"), { type: "button", textContent: this.words.more });
    button.onclick = () => this.wish({ pages: this.asked.pages + 1 });
    item.append(button);
    return item;
  }
}
