// Links to the parts of a page. A tap opens a part without loading the app anew, as the browser's back button does.

const make = (name, className) => Object.assign(document.createElement(name), { className });

function go(address) {
  history.pushState({}, "", address);
  dispatchEvent(new PopStateEvent("popstate"));
  document.querySelector(".stMain")?.scrollTo({ top: 0 });
}

function makeLink(nav) {
  const item = make("li", "");
  const link = make("a", "");
  const [icon, words, chevron] = [make("i", ""), make("span", "words"), make("i", "chevron")];
  for (const drawn of [icon, chevron]) drawn.setAttribute("aria-hidden", "true");
  chevron.textContent = "chevron_right";
  words.append(make("b", ""), make("span", ""));
  link.append(icon, words, chevron);
  link.onclick = (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return; // a new tab or window is the browser's business
    event.preventDefault();
    for (const other of nav.querySelectorAll("a")) other.removeAttribute("aria-current");
    link.setAttribute("aria-current", "page"); // at once, before the server has answered
    go(link.href);
  };
  item.append(link);
  return item;
}

export default function ({ data, parentElement }) {
  const nav = parentElement.querySelector("nav");
  const list = nav.querySelector("ul");
  nav.setAttribute("aria-label", data.label);
  nav.classList.toggle("back", data.back);
  data.sections.forEach((section, number) => {
    const item = list.children[number] ?? list.appendChild(makeLink(nav));
    const link = item.firstChild;
    link.href = section.href;
    link.children[0].textContent = section.icon;
    link.children[1].children[0].textContent = section.name;
    link.children[1].children[1].textContent = section.about;
    if (section.current) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  });
  while (list.children.length > data.sections.length) list.lastChild.remove();
}
