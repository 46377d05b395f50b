// A link to hand on: by the phone's own share sheet where there is one, else copied. And pictures to be
// posted, which are made when they are asked for.

const make = (name, className, text) => Object.assign(document.createElement(name), { className, textContent: text ?? "" });
const button = (text, className) => Object.assign(make("button", className, text), { type: "button" });

class ShareSheet {
  constructor(root) {
    this.root = root;
    this.files = new Map(); // address → promise of a file: a share sheet opens only right after a tap
  }

  show(data) {
    const asked = JSON.stringify(data);
    if (asked === this.asked) return;
    this.asked = asked;
    this.data = data;
    this.root.replaceChildren(this.said = make("p", "said"));
    this.said.setAttribute("role", "status");
    if (data.path) this.root.prepend(...this.link());
    if (data.posts.length) this.root.append(this.posts());
  }

  // The link

  link() {
    const { data } = this;
    const { words, path, pictures } = data;
    const field = Object.assign(make("input", "link"), { value: new URL(path, location.origin).href, readOnly: true });
    field.setAttribute("aria-label", words.link);
    field.onfocus = () => field.select();
    const row = make("div", "row");
    const copy = button(words.copy, "");
    copy.onclick = () => this.copy(field, copy);
    if (navigator.share) {
      pictures.forEach((one) => this.file(one));
      const send = button(words.send, "first");
      send.onclick = () => this.send(field.value);
      row.append(send, copy);
    } else {
      copy.className = "first";
      row.append(copy);
    }
    return data.hint ? [field, row, make("p", "hint", data.hint)] : [field, row];
  }

  async copy(field, where) {
    let copied = false;
    try {
      await navigator.clipboard.writeText(field.value);
      copied = true;
    } catch {
      field.focus(); // a page over plain http may not write to the clipboard by itself
      field.select();
      copied = document.execCommand("copy");
      where.focus();
    }
    where.textContent = copied ? this.data.words.copied : this.data.words.copy;
    this.say(copied ? this.data.words.copied : this.data.words.byHand);
    clearTimeout(this.back);
    this.back = setTimeout(() => (where.textContent = this.data.words.copy), 2500);
  }

  async send(link) {
    const { pictures, title } = this.data;
    const files = (await Promise.all(pictures.map((one) => this.file(one)))).filter(Boolean);
    // Where there are files, many apps drop the address: it is in the text then.
    const whole = { files, title, text: `${title}\n${link}` };
    await this.sheet(files.length && navigator.canShare?.({ files }) ? whole : { title, url: link });
  }

  // Pictures to post

  posts() {
    const box = make("div", "posts");
    const row = make("div", "row");
    const shown = make("figure", "");
    shown.hidden = true;
    for (const post of this.data.posts) {
      const open = button(post.label, "");
      open.setAttribute("aria-pressed", "false");
      open.onclick = () => {
        for (const other of row.children) other.setAttribute("aria-pressed", String(other === open));
        this.open(shown, post);
      };
      row.append(open);
    }
    if (this.data.path) box.append(make("p", "or", this.data.words.orPost));
    box.append(row);
    if (this.data.dated) box.append(this.dateSwitch(() => this.wanted && this.open(shown, this.wanted)));
    box.append(shown);
    return box;
  }

  dateSwitch(change) {
    const label = make("label", "date");
    this.date = Object.assign(make("input", ""), { type: "checkbox", onchange: change });
    label.append(this.date, this.data.words.date);
    return label;
  }

  async open(shown, post) {
    const { words } = this.data;
    shown.hidden = false;
    shown.style.setProperty("--ratio", post.ratio);
    const waiting = make("p", "waiting", words.making);
    waiting.setAttribute("role", "status");
    shown.replaceChildren(waiting);
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    shown.parentElement.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
    this.wanted = post;
    const dated = Boolean(this.date?.checked);
    const file = await this.file(dated ? { ...post, src: `${post.src}?day=1` } : post);
    if (this.wanted !== post || Boolean(this.date?.checked) !== dated) return;
    if (!file) return waiting.replaceChildren(words.failed);
    const address = (this.address = URL.createObjectURL(file));
    const image = Object.assign(new Image(), { src: address, alt: post.alt });
    const row = make("figcaption", "row");
    const save = Object.assign(make("a", "", words.save), { href: address, download: post.name });
    if (navigator.canShare?.({ files: [file] })) {
      const send = button(words.post, "first");
      send.onclick = () => this.sheet({ files: [file] });
      row.append(send);
    } else save.className = "first";
    row.append(save);
    await image.decode().catch(() => {});
    shown.replaceChildren(image, row);
    shown.parentElement.scrollIntoView({ block: "nearest" });
  }

  // Both

  file(one) {
    if (!this.files.has(one.src)) {
      const fetched = fetch(one.src)
        .then((reply) => (reply.ok ? reply.blob() : Promise.reject(reply.status)))
        .then((blob) => new File([blob], one.name, { type: "image/jpeg" }))
        .catch(() => {
          this.files.delete(one.src);
          return null;
        });
      this.files.set(one.src, fetched);
    }
    return this.files.get(one.src);
  }

  async sheet(what) {
    try {
      await navigator.share(what);
    } catch (fault) {
      if (fault.name !== "AbortError") this.say(this.data.words.noSheet); // who closes the sheet has decided
    }
  }

  say(text) {
    this.said.textContent = text;
  }

  close() {
    clearTimeout(this.back);
    if (this.address) URL.revokeObjectURL(this.address);
  }
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".sheet");
  const sheet = (root.sheet ??= new ShareSheet(root));
  sheet.show(data);
  return () => sheet.close();
}
