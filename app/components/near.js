// Presses a button beside it as soon as it is a screen away, once for each time that more was shown.

export default function ({ data, parentElement }) {
  const mark = parentElement.querySelector("span");
  mark.watching?.disconnect();
  if (mark.pressed === data.count || navigator.connection?.saveData) return;
  const main = document.querySelector(".stMain");
  mark.watching = new IntersectionObserver(
    (seen) => {
      const button = document.querySelector(`.st-key-${data.button} button`);
      if (!button || !seen.some((one) => one.isIntersecting) || mark.pressed === data.count) return;
      mark.pressed = data.count;
      button.click();
    },
    { root: main, rootMargin: "0px 0px 700px 0px" }
  );
  mark.watching.observe(mark);
  return () => mark.watching?.disconnect();
}
