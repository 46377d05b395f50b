// Links to the pages. A tap marks its tab at once, before the server has answered; what does not fit is
// in a dialog, which closes by itself when a page was chosen.

const make = (name, className) => Object.assign(document.createElement(name), { className });

// Opens a page of this app without loading it anew: the same that the browser's back button does.
function go(address) {
  history.pushState({}, "", address);
  dispatchEvent(new PopStateEvent("popstate"));
  document.querySelector(".stMain")?.scrollTo({ top: 0 });
}

function makeLink(bar, number) {
  const item = make("li", "");
  const link = make("a", "");
  const icon = make("i", "");
  icon.setAttribute("aria-hidden", "true");
  link.append(icon, make("span", ""));
  link.onclick = (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return; // a new tab or window is the browser's business
    event.preventDefault();
    bar.dialog.close();
    bar.mark(number, true);
    go(link.href);
  };
  const news = Object.assign(make("b", "news"), { id: `news-${bar.parts++}` });
  link.setAttribute("aria-describedby", news.id); // beside its name, by which it stays known
  item.append(link, news);
  return item;
}

class Bar {
  constructor(root) {
    this.parts = 0;
    this.nav = root.querySelector("nav");
    this.dialog = root.querySelector("dialog");
    this.lists = [root.querySelector(".pages"), root.querySelector(".rest")];
    this.button = root.querySelector(".more");
    this.button.onclick = () => this.dialog.showModal();
    root.querySelector(".close").onclick = () => this.dialog.close();
    this.dialog.onclick = (event) => {
      if (event.target === this.dialog) this.dialog.close(); // the ground beside it
    };
    root.querySelector(".brand").onclick = (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      this.mark(0, true);
      go("/");
    };
  }

  show(data) {
    document.documentElement.lang = data.language; // it may have been changed since the page was loaded
    this.room = data.room;
    this.nav.setAttribute("aria-label", data.label);
    this.dialog.setAttribute("aria-label", data.more);
    this.nav.querySelector(".brand").textContent = "Otjang";
    this.button.querySelector("span").textContent = data.more;
    this.dialog.querySelector(".close").textContent = data.close;
    for (const list of this.lists) {
      data.pages.forEach((page, number) => {
        const item = list.children[number] ?? list.appendChild(makeLink(this, number));
        const link = item.firstChild;
        item.className = number < data.room ? "first" : "later";
        link.href = page.href;
        link.firstChild.textContent = page.icon;
        link.lastChild.textContent = page.name;
        item.lastChild.textContent = page.news;
      });
    }
    const hidden = data.pages.slice(data.room).map((page) => page.news).filter(Boolean);
    this.button.nextElementSibling.textContent = hidden.join(", "); // what is in the menu alone is told on it
    this.mark(data.current, data.here);
  }

  // The tab of the page on the screen; `here` is false where that page only belongs to the tab.
  mark(current, here) {
    for (const list of this.lists) {
      [...list.children].forEach((item, number) => {
        if (number !== current) item.firstChild.removeAttribute("aria-current");
        else item.firstChild.setAttribute("aria-current", here ? "page" : "true");
      });
    }
    this.button.classList.toggle("current", current >= this.room);
  }
}

const bars = new WeakMap();

export default function ({ data, parentElement }) {
  if (!bars.has(parentElement)) bars.set(parentElement, new Bar(parentElement));
  bars.get(parentElement).show(data);
}
