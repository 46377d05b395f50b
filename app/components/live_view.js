// A camera's pictures without end (multipart/x-mixed-replace), for as long as somebody can see them:
// a hidden tab or a view that was closed lets go of the stream, so that the camera stops sending.

const LATE = 9000; // ms without a first picture
const AGAIN = 1500; // ms until a broken stream is asked for anew

class LiveView {
  constructor(root) {
    this.image = root.querySelector("img");
    this.badge = root.querySelector(".badge");
    this.told = root.querySelector(".told");
    this.phase = root.querySelector(".phase");
    this.seen = () => (document.hidden ? this.stop() : this.start());
  }

  show(data) {
    this.data = data;
    this.image.alt = data.label;
    this.badge.textContent = data.live;
    this.phase.textContent = data.told;
    this.phase.hidden = !data.told;
    if (this.open) return;
    this.open = true;
    document.addEventListener("visibilitychange", this.seen);
    this.seen();
  }

  start() {
    this.stop();
    this.say(this.data.connecting);
    this.late = setTimeout(() => this.say(this.data.late), LATE);
    this.image.onload = () => {
      clearTimeout(this.late);
      this.say("");
    };
    this.image.onerror = () => {
      this.say(this.data.connecting);
      clearTimeout(this.again);
      this.again = setTimeout(() => this.start(), AGAIN);
    };
    this.image.src = `${this.data.src}?t=${Date.now()}`; // never out of a cache
  }

  say(text) {
    this.told.textContent = text;
    this.told.hidden = !text;
    this.badge.hidden = Boolean(text);
    this.image.classList.toggle("shown", !text);
  }

  stop() {
    clearTimeout(this.late);
    clearTimeout(this.again);
    this.image.onload = this.image.onerror = null;
    this.image.removeAttribute("src"); // a picture that is merely taken off the page goes on loading
  }

  close() {
    this.open = false;
    document.removeEventListener("visibilitychange", this.seen);
    this.stop();
  }
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".live");
  const view = (root.view ??= new LiveView(root));
  view.show(data);
  return () => view.close();
}
