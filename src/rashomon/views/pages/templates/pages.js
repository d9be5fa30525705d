// A little help where scripts run: copy buttons, and judging by keyboard. Pages are whole without it.
for (const box of document.querySelectorAll("pre.copy")) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Copy";
  button.addEventListener("click", () => {
    const range = document.createRange();
    range.selectNodeContents(box);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    const done = navigator.clipboard ? navigator.clipboard.writeText(box.textContent) : Promise.reject();
    done.catch(() => document.execCommand("copy")).finally(() => { button.textContent = "Copied"; });
  });
  box.before(button);
}

const places = [...document.querySelectorAll("article.place")];
const opened = (place, kind) => {
  const box = place.querySelector("details." + kind);
  if (box) box.open = true;
  return box;
};
const reach = (place, key) => {
  const box = opened(place, "judging");
  const field = box && box.querySelector('[data-key="' + key + '"]');
  if (!field) return;
  const who = box.querySelector('[name="who"]');
  (key === "n" && !who.value ? who : field).focus();
  if (key === "n" && who.value) field.click();
};
let at = Math.max(0, places.findIndex((place) => "#" + place.id === location.hash));
document.addEventListener("keydown", (event) => {
  const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
  if (event.key === "Escape" && typing) event.target.blur();
  if (typing || event.ctrlKey || event.metaKey || event.altKey || !places.length) return;
  if (event.key === "j" || event.key === "k") {
    at = Math.min(places.length - 1, Math.max(0, at + (event.key === "j" ? 1 : -1)));
    places[at].focus();
    places[at].scrollIntoView({ block: "center" });
  } else if ("nswtc".includes(event.key)) reach(places[at], event.key);
  else if (event.key === "o") opened(places[at], "cite");
  else return;
  event.preventDefault();
});
