"use strict";
// Paper shows what is folded; afterwards everything is folded as it was.
const folded = () => Array.from(document.querySelectorAll("main details:not([open])"));
let opened = [];
addEventListener("beforeprint", () => {
  opened = folded().filter((d) => !d.classList.contains("data-under"));
  opened.forEach((d) => { d.open = true; });
});
addEventListener("afterprint", () => { opened.forEach((d) => { d.open = false; }); opened = []; });
// A link into a folded part opens it.
function reveal() {
  let goal = null;
  try { goal = document.getElementById(decodeURIComponent(location.hash.slice(1))); } catch { return; }
  for (let d = goal && goal.closest("details"); d; d = d.parentElement.closest("details")) d.open = true;
  if (goal && location.hash) goal.scrollIntoView();
}
addEventListener("hashchange", reveal);
reveal();
// On a narrow screen the contents begin folded.
if (matchMedia("(max-width: 60rem)").matches) {
  const toc = document.querySelector(".toc details");
  if (toc) toc.open = false;
}
