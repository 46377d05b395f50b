// Board, tools and tray together. What is not kept yet waits in the browser's session storage, so that a
// reload or a look at another page loses nothing.

const ICONS = {
  undo: "M9 14 4 9l5-5M4 9h10a6 6 0 0 1 0 12h-3",
  redo: "m15 14 5-5-5-5m5 5H10a6 6 0 0 0 0 12h3",
  smaller: "M5 12h14",
  larger: "M5 12h14M12 5v14",
  turn: "M20 11.5a8 8 0 1 1-2.4-5.7L20 8M20 3v5h-5",
  back: "M12 4v11m-5-5 5 5 5-5M5 20h14",
  front: "M12 20V9m-5 5 5-5 5 5M5 4h14",
  remove: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13",
};

class Canvas {
  constructor(root, send) {
    this.root = root;
    this.send = send;
    this.board = new Board(root, () => this.changed());
    this.tray = new Tray(
      root.querySelector(".tray"),
      (asked) => this.send.state("asked", asked),
      (tile) => this.pick(tile)
    );
    const board = this.board;
    this.tools = {
      undo: () => board.undo(),
      redo: () => board.redo(),
      smaller: () => board.scale(1 / 1.1),
      larger: () => board.scale(1.1),
      turn: () => board.turn(15),
      back: () => board.order(-1),
      front: () => board.order(1),
      remove: () => board.remove(),
    };
    this.buttons = Object.fromEntries(Object.entries(this.tools).map(([name, act]) => [name, this.tool(name, act)]));
    root.querySelector(".tools").replaceChildren(...Object.values(this.buttons));
    this.keep = root.querySelector(".keep");
    this.keep.onclick = () => this.send.trigger("kept", { layout: board.layout, number: Date.now() });
  }

  tool(name, act) {
    const button = Object.assign(make("button", `tool ${name}`), { type: "button", onclick: act });
    button.innerHTML = `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${ICONS[name]}"/></svg>`;
    return button;
  }

  show(data, send) {
    this.send = send;
    this.data = data;
    const words = data.words;
    this.root.querySelector(".board").setAttribute("aria-label", words.board);
    this.root.querySelector(".hint").textContent = words.hint;
    this.root.querySelector("#keys").textContent = words.keys;
    this.root.querySelector(".tools").setAttribute("aria-label", words.tools);
    this.keep.textContent = words.keep;
    for (const [name, button] of Object.entries(this.buttons)) {
      button.title = words[name];
      button.setAttribute("aria-label", words[name]);
    }
    this.forget(data.done);
    if (data.draft !== this.draft) {
      this.draft = data.draft;
      this.started = JSON.stringify(data.pieces.map(({ id, x, y, size, turn }) => [id, x, y, size, turn]));
      this.opening = true;
      this.board.open(this.stored() ?? data.pieces, words);
      this.opening = false;
      this.changed();
    }
    this.tray.show(data.tray, words);
  }

  place(draft) {
    return `otjang-canvas:${draft}`;
  }

  // What was kept is forgotten once: a new draft may have the same name.
  forget(done) {
    if (!done || sessionStorage.getItem(this.place("done")) === String(done.number)) return;
    sessionStorage.removeItem(this.place(done.draft));
    sessionStorage.setItem(this.place("done"), done.number);
  }

  stored() {
    try {
      return JSON.parse(sessionStorage.getItem(this.place(this.draft)));
    } catch {
      return null;
    }
  }

  pick(tile) {
    const board = this.board;
    if (board.pieces.length >= this.data.most && !board.has(tile.id)) return board.say(this.data.words.full);
    board.add({ ...tile, turn: 0 });
  }

  changed() {
    const board = this.board;
    if (!board || !this.buttons || this.opening) return;
    const chosen = board.chosen;
    for (const name of ["smaller", "larger", "turn", "back", "front", "remove"]) this.buttons[name].disabled = !chosen;
    this.buttons.undo.disabled = !board.past.length;
    this.buttons.redo.disabled = !board.future.length;
    this.keep.disabled = !board.pieces.length;
    this.tray.mark((id) => board.has(id));
    clearTimeout(this.storing);
    this.storing = setTimeout(() => this.store(), 250);
  }

  store() {
    clearTimeout(this.storing);
    const pieces = this.board.snapshot();
    const now = JSON.stringify(pieces.map(({ id, x, y, size, turn }) => [id, x, y, size, turn]));
    try {
      if (now === this.started) sessionStorage.removeItem(this.place(this.draft));
      else sessionStorage.setItem(this.place(this.draft), JSON.stringify(pieces));
    } catch {
      // full or forbidden: the board is only kept until the page is left
    }
  }
}

export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
  const root = parentElement.querySelector(".canvas");
  const send = { state: setStateValue, trigger: setTriggerValue };
  const canvas = (root.canvas ??= new Canvas(root, send));
  canvas.show(data, send);
  return () => canvas.store();
}
