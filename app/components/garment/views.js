// The pictures of a garment: a strip that snaps from one to the next, and small ones to choose from.
// Which one is in sight is read from the strip itself, so that swiping, keys and buttons need no state.

const make = (name, className) => Object.assign(document.createElement(name), { className });

function picture(view, sizes) {
  const image = make("img", "");
  image.loading = "lazy";
  image.decoding = "async";
  image.alt = view.alt;
  if (sizes) image.srcset = `${view.medium} 1x, ${view.large} 2x`;
  image.src = sizes ? view.medium : view.small;
  return image;
}

function fill(list, buttons, views, go) {
  list.replaceChildren(
    ...views.map((view) => {
      const item = make("li", `view ${view.shape}`);
      item.append(picture(view, true), Object.assign(make("span", "caption"), { textContent: view.caption }));
      return item;
    }),
  );
  buttons.replaceChildren(
    ...views.map((view, place) => {
      const button = Object.assign(make("button", ""), { type: "button", onclick: () => go(place) });
      button.append(picture(view, false));
      return button;
    }),
  );
}

export default function ({ data, parentElement }) {
  const list = parentElement.querySelector(".strip");
  const line = parentElement.querySelector(".line");
  const small = parentElement.querySelector(".small");
  const [back, on] = [parentElement.querySelector(".back"), parentElement.querySelector(".on")];
  const last = data.views.length - 1;
  const here = () => Math.min(last, Math.round(list.scrollLeft / Math.max(1, list.clientWidth)));
  const go = (place) => list.scrollTo({ left: Math.max(0, Math.min(last, place)) * list.clientWidth });

  const mark = () => {
    const place = here();
    [...small.children].forEach((button, number) => button.setAttribute("aria-current", String(number === place)));
    const chosen = small.children[place];
    if (chosen && (chosen.offsetLeft < small.scrollLeft || chosen.offsetLeft + 52 > small.scrollLeft + small.clientWidth)) {
      small.scrollLeft = chosen.offsetLeft - small.clientWidth / 2;
    }
    [back.disabled, on.disabled] = [place === 0, place === last];
  };

  list.setAttribute("aria-label", data.label);
  back.setAttribute("aria-label", data.back);
  on.setAttribute("aria-label", data.on);
  line.hidden = last === 0;
  const shown = JSON.stringify(data.views);
  if (list.shown !== shown) {
    list.shown = shown;
    fill(list, small, data.views, go);
    list.scrollLeft = 0;
  }
  list.onscroll = mark;
  list.onkeydown = (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    go(here() + step);
  };
  back.onclick = () => go(here() - 1);
  on.onclick = () => go(here() + 1);
  mark();
}
