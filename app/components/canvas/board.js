// A board on which cut-outs lie. Places are shares of the board (see wardrobe/matching/arranging.py), so that a
// layout is the same on every screen. Every change can be undone.

const LEAST = 0.08;
const MOST = 1.5;
const SNAP = 6; // px within which a middle is drawn to another's, or to the board's
const LEVEL = 5; // degrees within which a piece is drawn upright
const SLIP = 6; // px that a finger may move without meaning it
const SOON = 700; // ms in which changes of one kind are one for undoing
const STEPS = 100;
const GRAIN = 48; // px of the long side of the map of where a cut-out is opaque

const make = (name, className = "") => Object.assign(document.createElement(name), { className });
const within = (value, least, most) => Math.min(most, Math.max(least, value));
const upright = (degrees) => ((((degrees + 180) % 360) + 360) % 360) - 180;
const said = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);

// Where a cut-out can be touched: its transparent parts belong to what lies below.
function opacity(image) {
  const long = Math.max(image.naturalWidth, image.naturalHeight) || 1;
  const width = Math.max(1, Math.round((GRAIN * image.naturalWidth) / long));
  const height = Math.max(1, Math.round((GRAIN * image.naturalHeight) / long));
  const canvas = Object.assign(make("canvas"), { width, height });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(image, 0, 0, width, height);
  const pixels = context.getImageData(0, 0, width, height).data;
  return (across, down) => pixels[4 * (Math.floor(down * height) * width + Math.floor(across * width)) + 3] > 40;
}

class Board {
  constructor(root, changed) {
    this.board = root.querySelector(".board");
    this.area = root.querySelector(".pieces");
    this.frame = root.querySelector(".frame");
    this.grip = root.querySelector(".grip");
    this.status = root.querySelector(".status");
    this.guides = { x: root.querySelector(".guide.x"), y: root.querySelector(".guide.y") };
    this.changed = changed;
    this.pieces = []; // from the lowest to the uppermost
    this.past = [];
    this.future = [];
    this.pointers = new Map();
    const board = this.board;
    board.onpointerdown = (event) => this.grab(event);
    board.onpointermove = (event) => this.drag(event);
    board.onpointerup = board.onpointercancel = (event) => this.release(event);
    board.onmousedown = (event) => event.preventDefault(); // what is touched is chosen by what is seen, not by boxes
    board.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    board.onkeydown = (event) => this.key(event);
    new ResizeObserver(() => this.draw()).observe(board);
  }

  open(pieces, words) {
    this.words = words;
    this.past = [];
    this.future = [];
    this.set(pieces);
    this.select(null);
  }

  get layout() {
    return this.pieces.map(({ id, x, y, size, turn }) => ({ garment_id: id, x, y, size, turn }));
  }

  get chosen() {
    return this.pieces.find((piece) => piece.id === this.selected);
  }

  has(id) {
    return this.pieces.some((piece) => piece.id === id);
  }

  // Changing

  set(pieces) {
    this.pieces = pieces.map((piece) => ({ ...piece }));
    if (!this.chosen) this.selected = null;
    this.draw();
    this.changed();
  }

  snapshot() {
    return this.pieces.map((piece) => ({ ...piece }));
  }

  // To be called before a change; ``kind`` names those that are one when they follow one another.
  remember(kind = "") {
    const now = performance.now();
    const same = kind && kind === this.kind && now - this.at < SOON;
    [this.kind, this.at] = [kind, now];
    if (same) return;
    this.past.push(this.snapshot());
    if (this.past.length > STEPS) this.past.shift();
    this.future = [];
  }

  undo() {
    this.goBack(this.past, this.future, this.words.undone);
  }

  redo() {
    this.goBack(this.future, this.past, this.words.redone);
  }

  goBack(from, to, word) {
    if (!from.length) return;
    to.push(this.snapshot());
    this.kind = "";
    this.set(from.pop());
    this.say(word);
  }

  add(piece) {
    if (this.has(piece.id)) return this.select(piece.id, true);
    this.remember();
    let { x, y } = piece;
    while (this.pieces.some((other) => Math.hypot(other.x - x, other.y - y) < 0.03) && x < 0.95) [x, y] = [x + 0.04, y + 0.03];
    const above = this.pieces.findIndex((other) => other.layer > piece.layer); // what is worn over it lies over it
    const pieces = this.snapshot();
    pieces.splice(above < 0 ? pieces.length : above, 0, { ...piece, x, y: Math.min(y, 0.97) });
    this.set(pieces);
    this.select(piece.id);
    this.say(said(this.words.added, piece));
  }

  remove() {
    const gone = this.chosen;
    if (!gone) return;
    const place = this.pieces.indexOf(gone);
    const focused = this.focused();
    this.remember();
    this.set(this.pieces.filter((piece) => piece !== gone));
    const next = this.pieces[Math.min(place, this.pieces.length - 1)];
    this.select(next && focused ? next.id : null, focused);
    this.say(said(this.words.removed, gone));
  }

  order(by) {
    const place = this.pieces.indexOf(this.chosen);
    const to = within(place + by, 0, this.pieces.length - 1);
    if (place < 0 || to === place) return;
    this.remember();
    const pieces = this.snapshot();
    pieces.splice(to, 0, ...pieces.splice(place, 1));
    this.set(pieces);
    this.say(said(this.words.layer, { name: pieces[to].name, place: pieces.length - to, count: pieces.length }));
  }

  change(values, kind) {
    const piece = this.chosen;
    if (!piece) return;
    this.remember(kind);
    this.put(piece, values);
    const percent = (share) => Math.round(100 * share);
    this.say(said(this.words.place, { name: piece.name, x: percent(piece.x), y: percent(piece.y), size: percent(piece.size) }));
  }

  put(piece, { x = piece.x, y = piece.y, size = piece.size, turn = piece.turn }) {
    Object.assign(piece, { x: within(x, 0, 1), y: within(y, 0, 1), size: within(size, LEAST, MOST), turn: upright(turn) });
    this.draw();
    this.changed();
  }

  select(id, focus = false) {
    this.selected = id;
    this.draw();
    this.changed();
    if (focus) this.button(id)?.focus({ preventScroll: true });
  }

  // Showing

  button(id) {
    return [...this.area.children].find((button) => button.piece === id);
  }

  focused() {
    return this.area.getRootNode().activeElement?.classList.contains("piece") ?? false;
  }

  draw() {
    const wide = this.board.clientWidth || 1;
    for (const button of [...this.area.children]) if (!this.has(button.piece)) button.remove();
    this.pieces.forEach((piece, layer) => {
      const button = this.button(piece.id) ?? this.area.appendChild(this.made(piece));
      const sharp = piece.size * wide * devicePixelRatio > 340 && piece.sharper;
      const image = button.firstChild;
      if (sharp && image.getAttribute("src") !== piece.sharper) image.src = piece.sharper;
      this.lay(button, piece);
      button.style.zIndex = layer;
      button.setAttribute("aria-pressed", String(piece.id === this.selected));
    });
    const chosen = this.chosen;
    this.frame.hidden = this.grip.hidden = !chosen;
    this.board.classList.toggle("empty", !this.pieces.length);
    if (!chosen) return;
    this.lay(this.frame, chosen);
    const [high, half] = [this.board.clientHeight, (chosen.size * wide) / 2];
    const angle = ((chosen.turn + 45) * Math.PI) / 180;
    const reach = Math.SQRT2 * half;
    this.grip.style.left = `${within(chosen.x * wide + reach * Math.cos(angle), 22, wide - 22)}px`;
    this.grip.style.top = `${within(chosen.y * high + reach * Math.sin(angle), 22, high - 22)}px`;
  }

  lay(element, { x, y, size, turn }) {
    Object.assign(element.style, { left: `${100 * x}%`, top: `${100 * y}%`, width: `${100 * size}%` });
    element.style.transform = `translate(-50%, -50%) rotate(${turn}deg)`;
  }

  made(piece) {
    const button = Object.assign(make("button", "piece"), { type: "button", piece: piece.id, title: piece.name });
    const image = Object.assign(make("img"), { alt: piece.name, draggable: false, decoding: "async" });
    button.setAttribute("aria-describedby", "keys");
    image.onload = () => {
      button.classList.toggle("wide", image.naturalWidth > image.naturalHeight);
      button.classList.remove("missing");
      button.opaque = opacity(image);
    };
    image.onerror = () => button.classList.add("missing");
    image.src = piece.image;
    button.append(image);
    button.onfocus = () => this.selected !== piece.id && this.select(piece.id);
    return button;
  }

  say(text) {
    this.status.textContent = text;
  }

  // By finger and mouse

  point(event) {
    const box = this.board.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  middle(piece) {
    return { x: piece.x * this.board.clientWidth, y: piece.y * this.board.clientHeight };
  }

  // The uppermost piece that is seen at a point of the board.
  seen(point) {
    return [...this.pieces].reverse().find((piece) => this.covers(piece, point));
  }

  covers(piece, point) {
    const button = this.button(piece.id);
    const image = button.firstChild;
    const [middle, turn] = [this.middle(piece), (-piece.turn * Math.PI) / 180];
    const [dx, dy] = [point.x - middle.x, point.y - middle.y];
    const across = (dx * Math.cos(turn) - dy * Math.sin(turn)) / (image.offsetWidth || 1) + 0.5;
    const down = (dx * Math.sin(turn) + dy * Math.cos(turn)) / (image.offsetHeight || 1) + 0.5;
    if (across < 0 || across >= 1 || down < 0 || down >= 1) return false;
    return button.opaque ? button.opaque(across, down) : true;
  }

  grab(event) {
    if (event.button) return;
    const point = this.point(event);
    this.pointers.set(event.pointerId, point);
    const chosen = this.chosen;
    if (this.pointers.size === 2 && chosen) return this.begin("pinch", chosen);
    if (this.pointers.size > 1) return;
    if (event.target.closest(".grip")) return this.begin("grip", chosen, event);
    const piece = this.seen(point);
    if (piece) {
      this.select(piece.id, true);
      this.begin("drag", piece, event);
    } else if (this.selected !== null) this.select(null);
  }

  begin(kind, piece, event) {
    this.gesture = { kind, piece, from: { ...piece }, start: [...this.pointers.values()].map((one) => ({ ...one })) };
    if (event) this.board.setPointerCapture(event.pointerId);
  }

  drag(event) {
    if (!this.pointers.has(event.pointerId)) return;
    this.pointers.set(event.pointerId, this.point(event));
    const gesture = this.gesture;
    if (!gesture) return;
    const points = [...this.pointers.values()];
    if (!gesture.moved) {
      const moved = points.some((one, number) => Math.hypot(one.x - gesture.start[number].x, one.y - gesture.start[number].y) > (event.pointerType === "mouse" ? 2 : SLIP));
      if (!moved) return;
      gesture.moved = true;
      this.remember();
    }
    if (gesture.kind === "drag") this.slide(gesture, points[0]);
    else this.stretch(gesture, points);
  }

  slide({ piece, from, start }, point) {
    const [wide, high] = [this.board.clientWidth, this.board.clientHeight];
    const x = this.snapped("x", from.x * wide + point.x - start[0].x, wide, piece) / wide;
    const y = this.snapped("y", from.y * high + point.y - start[0].y, high, piece) / high;
    this.put(piece, { x, y });
  }

  snapped(axis, at, length, piece) {
    const middles = this.pieces.filter((other) => other !== piece).map((other) => other[axis] * length);
    const targets = axis === "x" ? [length / 2, ...middles] : middles;
    const near = targets.find((target) => Math.abs(target - at) < SNAP);
    this.guides[axis].hidden = near === undefined;
    if (near !== undefined) this.guides[axis].style.setProperty("--at", `${near}px`);
    return near ?? at;
  }

  // With two fingers the line between them, with the grip the line from the middle: its length and direction.
  stretch({ kind, piece, from, start }, points) {
    const line = (ends) => {
      const [a, b] = kind === "pinch" ? ends : [this.middle(from), ends[0]];
      return { long: Math.max(Math.hypot(b.x - a.x, b.y - a.y), 8), angle: Math.atan2(b.y - a.y, b.x - a.x) };
    };
    if (kind === "pinch" && points.length < 2) return;
    const [before, now] = [line(start), line(points)];
    let turn = upright(from.turn + ((now.angle - before.angle) * 180) / Math.PI);
    const level = 90 * Math.round(turn / 90);
    if (Math.abs(turn - level) < LEVEL) turn = level;
    const changed = { size: (from.size * now.long) / before.long, turn };
    if (kind === "pinch") {
      const shift = (axis) => (points[0][axis] + points[1][axis] - start[0][axis] - start[1][axis]) / 2;
      changed.x = from.x + shift("x") / this.board.clientWidth;
      changed.y = from.y + shift("y") / this.board.clientHeight;
    }
    this.put(piece, changed);
  }

  release(event) {
    this.pointers.delete(event.pointerId);
    this.guides.x.hidden = this.guides.y.hidden = true;
    const gesture = this.gesture;
    this.gesture = null;
    if (event.type === "pointercancel" && gesture?.moved) {
      this.past.pop();
      this.put(gesture.piece, gesture.from);
    }
  }

  wheel(event) {
    const piece = this.chosen;
    if (!piece || !this.covers(piece, this.point(event))) return; // elsewhere the page scrolls
    event.preventDefault();
    this.change({ size: piece.size * Math.exp(-event.deltaY * 0.0015) }, "size");
  }

  // By keys

  key(event) {
    const fast = event.shiftKey ? 5 : 1;
    if (event.ctrlKey || event.metaKey) {
      if (event.key.toLowerCase() === "z") event.shiftKey ? this.redo() : this.undo();
      else if (event.key.toLowerCase() === "y") this.redo();
      else return;
      return event.preventDefault();
    }
    const piece = this.chosen;
    if (!piece || event.altKey) return;
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (step) this.change({ x: piece.x + step[0] * 0.01 * fast, y: piece.y + step[1] * 0.01 * fast }, "move");
    else if (event.key === "+" || event.key === "=") this.scale(1.05);
    else if (event.key === "-") this.scale(1 / 1.05);
    else if (event.key === "r" || event.key === "R") this.turn(event.shiftKey ? -15 : 15);
    else if (event.key === "[") this.order(-1);
    else if (event.key === "]") this.order(1);
    else if (event.key === "Delete" || event.key === "Backspace") this.remove();
    else if (event.key === "Escape") this.select(null);
    else return;
    event.preventDefault();
  }

  scale(by) {
    this.change({ size: (this.chosen?.size ?? 0) * by }, "size");
  }

  turn(by) {
    this.change({ turn: (this.chosen?.turn ?? 0) + by }, "turn");
  }
}
