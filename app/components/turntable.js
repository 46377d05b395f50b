// A turn-around to drag: pictures lie on one another and one is shown. Dragging to the right moves what
// is in front to the right. The front comes at once and small, then the other angles in ever finer
// steps, then all of them as sharp as the screen can show. A picture that is there never goes away.

const AT_ONCE = 3; // loads at a time: the rest of the page wants its pictures too
const MOST_FOR_ALL = 800; // long side; a larger one only for the angle at rest, or memory fills up
const DECAY = 170; // ms in which what is left of a swing falls to a third
const FASTEST = 0.9; // degrees a ms
const REST = 140; // ms without a move

const make = (name, className) => Object.assign(document.createElement(name), { className });
const mod = (value, by) => ((value % by) + by) % by;
const apart = (a, b) => mod(a - b + 180, 360) - 180; // from b to a, the shorter way
const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

// Which of n come first: the front, its opposite, the sides, and so on between those that are there.
function coarseToFine(count) {
  const order = [];
  for (let step = count; step >= 1; step = step === 1 ? 0 : Math.ceil(step / 2))
    for (let at = 0; at < count; at += step) if (!order.includes(at)) order.push(at);
  return order;
}

class Turntable {
  constructor(root) {
    this.stage = root.querySelector(".stage");
    this.told = root.querySelector(".told");
    this.bar = root.querySelector(".bar");
    this.sides = root.querySelector(".sides");
    this.angle = 0; // of the person: 90 shows their left side
    this.gesture = null;
    this.motion = 0;
    this.loading = 0;
    this.queue = [];
    const stage = this.stage;
    stage.onpointerdown = (event) => this.grab(event);
    stage.onpointermove = (event) => this.drag(event);
    stage.onpointerup = (event) => this.release(event, true);
    stage.onpointercancel = (event) => this.release(event, false); // the page scrolls instead
    stage.onkeydown = (event) => this.key(event);
  }

  show(data) {
    this.closed = false;
    const asked = JSON.stringify(data);
    if (asked === this.asked) return;
    this.asked = asked;
    this.data = data;
    this.stage.style.setProperty("--ratio", data.ratio);
    this.stage.setAttribute("aria-label", data.label);
    this.told.textContent = data.loading;
    for (const view of this.views ?? []) view.image.remove();
    this.views = data.views.map((view) => {
      const image = make("img", "");
      Object.assign(image, { alt: "", draggable: false, decoding: "sync" });
      return { ...view, image, side: 0, asked: 0 }; // long sides: of what is shown, and of what was asked for last
    });
    this.stage.prepend(...this.views.map((view) => view.image));
    this.sides.replaceChildren(...data.sides.map((side) => this.button(side)));
    this.queue = coarseToFine(this.views.length).map((place) => [this.views[place], 0]);
    this.failed = 0;
    this.draw();
    this.load();
  }

  button({ angle, name }) {
    const button = Object.assign(make("button", ""), { type: "button", textContent: name, angle });
    button.onclick = () => this.turnTo(angle);
    return button;
  }

  // Loading

  load() {
    const first = !this.views.some((view) => view.side);
    while (!this.closed && this.queue.length && this.loading < (first ? 1 : AT_ONCE)) this.fetch(...this.queue.shift());
    const small = this.views.filter((view) => view.side).length + this.failed;
    this.bar.style.setProperty("--share", small / this.views.length);
    this.bar.hidden = small >= this.views.length;
    if (!this.queue.length && !this.loading) this.sharpen();
  }

  fetch(view, size) {
    const [side, address] = view.sizes[size];
    view.asked = side;
    const asked = this.asked;
    const picture = new Image();
    this.loading += 1;
    const done = (loaded) => {
      this.loading -= 1;
      if (asked !== this.asked) return this.load();
      if (loaded) {
        view.image.src = address; // it is decoded already
        view.side = Math.max(view.side, side);
      } else if (!view.side) this.failed += 1;
      this.draw();
      this.load();
    };
    picture.src = address;
    picture.decode().then(
      () => done(true),
      () => done(false)
    );
  }

  // All as sharp as the screen can show, the one in sight first.
  sharpen() {
    const wanted = 0.85 * devicePixelRatio * Math.max(this.stage.clientWidth, this.stage.clientHeight);
    const saving = navigator.connection?.saveData;
    for (const view of [this.shown, ...this.views]) {
      if (!view?.side) continue;
      const enough = view.sizes.findIndex(([side]) => side >= wanted);
      let size = enough < 0 ? view.sizes.length - 1 : enough;
      while (view !== this.shown && size > 0 && (saving || view.sizes[size][0] > MOST_FOR_ALL)) size -= 1;
      if (view.sizes[size][0] > view.asked) return this.fetch(view, size);
    }
  }

  // Showing

  draw() {
    const there = this.views.filter((view) => view.side);
    this.stage.classList.toggle("waiting", !there.length && this.failed < this.views.length);
    this.stage.setAttribute("aria-busy", String(!there.length));
    if (!there.length) {
      if (this.views.length && this.failed >= this.views.length) this.told.textContent = this.data.failed;
      return;
    }
    const distance = (view) => Math.abs(apart(view.angle, this.angle));
    this.shown = there.reduce((best, view) => (distance(view) < distance(best) ? view : best));
    for (const view of this.views) view.image.classList.toggle("shown", view === this.shown);
    const place = this.data.places[mod(Math.round(this.shown.angle / 45), 8)];
    this.stage.setAttribute("aria-valuenow", String(Math.round(mod(-this.shown.angle, 360))));
    this.stage.setAttribute("aria-valuetext", place);
    this.told.textContent = this.turned ? place : this.data.hint;
    for (const button of this.sides.children)
      button.setAttribute("aria-pressed", String(Math.abs(apart(button.angle, this.shown.angle)) < 23));
  }

  move(angle) {
    this.turned = true;
    this.angle = mod(angle, 360);
    this.draw();
    clearTimeout(this.resting);
    this.resting = setTimeout(() => !this.queue.length && this.sharpen(), REST);
  }

  // By finger and mouse

  grab(event) {
    if (!event.isPrimary || event.button) return;
    this.stop();
    this.gesture = { x: event.clientX, y: event.clientY, angle: this.angle, path: [] };
  }

  drag(event) {
    const gesture = this.gesture;
    if (!gesture || !event.isPrimary) return;
    const across = event.clientX - gesture.x;
    if (!gesture.turning) {
      const down = event.clientY - gesture.y;
      if (Math.hypot(across, down) < (event.pointerType === "mouse" ? 2 : 8)) return;
      if (Math.abs(down) > Math.abs(across)) return (this.gesture = null); // up or down is the page's
      gesture.turning = true;
      gesture.x = event.clientX;
      this.stage.setPointerCapture(event.pointerId);
      return;
    }
    gesture.path.push([event.timeStamp, across]);
    this.move(gesture.angle - across * this.degrees());
  }

  release(event, swinging) {
    const gesture = this.gesture;
    this.gesture = null;
    if (!gesture?.turning || !swinging || calm()) return;
    const recent = gesture.path.filter(([at]) => event.timeStamp - at < 90);
    if (recent.length < 2) return;
    const [[before, from], [after, to]] = [recent[0], recent.at(-1)];
    const speed = (-(to - from) * this.degrees()) / Math.max(after - before, 8);
    this.swing(Math.sign(speed) * Math.min(Math.abs(speed), FASTEST));
  }

  degrees() {
    return 360 / Math.max(this.stage.clientWidth, 240); // once across is once around
  }

  // By itself

  animate(frame) {
    this.stop();
    let last = performance.now();
    const next = (time) => {
      const go = frame(Math.max(time - last, 0));
      last = time;
      if (go && !this.closed) this.motion = requestAnimationFrame(next);
    };
    this.motion = requestAnimationFrame(next);
  }

  stop() {
    cancelAnimationFrame(this.motion);
  }

  swing(speed) {
    this.animate((passed) => {
      this.move(this.angle + speed * passed);
      speed *= Math.exp(-passed / DECAY);
      return Math.abs(speed) > 0.02;
    });
  }

  turnTo(angle) {
    if (calm()) {
      this.stop();
      return this.move(angle);
    }
    this.animate((passed) => {
      const left = apart(angle, this.angle);
      const step = Math.sign(left) * Math.min(Math.abs(left), Math.max(passed * 0.3, 0.5));
      this.move(this.angle + step);
      return Math.abs(left) > Math.abs(step);
    });
  }

  // By keys: a greater value is further to the right, as with the finger

  key(event) {
    const one = 360 / Math.max(this.views.length, 1);
    const by = { ArrowRight: -one, ArrowUp: -one, ArrowLeft: one, ArrowDown: one, PageUp: -90, PageDown: 90 }[event.key];
    const to = { Home: 0, End: 180 }[event.key];
    if (by === undefined && to === undefined) return;
    event.preventDefault();
    this.stop();
    this.move(to ?? (this.shown?.angle ?? 0) + by);
  }

  close() {
    this.closed = true;
    this.stop();
    clearTimeout(this.resting);
  }
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".turntable");
  const table = (root.table ??= new Turntable(root));
  table.show(data);
  table.load();
  return () => table.close();
}
