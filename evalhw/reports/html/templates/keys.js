"use strict";
(() => {
  const link = document.querySelector("[data-faults]");
  const faults = link ? link.dataset.faults.split(" ").map((number) => document.getElementById("n" + number)) : [];
  let at = -1;
  const go = (step) => {
    if (!faults.length) return;
    at = (at + step + faults.length) % faults.length;
    const note = faults[at];
    note.open = true;
    note.scrollIntoView({ block: "center" });
    note.querySelector("summary").focus({ preventScroll: true });
  };
  if (link) link.addEventListener("click", (event) => { event.preventDefault(); go(1); });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea, select")) return;
    if (event.key === "n") go(1);
    if (event.key === "p") go(-1);
    if (event.key === "s") location.hash = "score";
    if (event.key === "r") location.hash = "questions";
  });
  const opened = () => {
    const target = document.getElementById(location.hash.slice(1));
    if (target && target.matches("details")) target.open = true;
  };
  addEventListener("hashchange", opened);
  opened();
  // Without this the margin still reads well, with gaps in the text where comments are long.
  const narrow = matchMedia("(max-width: 64rem)");
  const place = () => {
    document.body.classList.toggle("placed", !narrow.matches);
    for (const turn of document.querySelectorAll(".turn")) {
      const top = turn.getBoundingClientRect().top;
      let free = 0;
      for (const comment of turn.querySelectorAll(".margin .comment")) {
        const passage = document.getElementById("p" + comment.id.slice(1)) || comment.closest(".row");
        const at = Math.max(passage.getBoundingClientRect().top - top, free);
        comment.style.top = narrow.matches ? "" : at + "px";
        free = at + comment.offsetHeight + 10;
      }
      turn.style.minHeight = narrow.matches ? "" : free + "px";
    }
  };
  if (narrow.matches) for (const note of document.querySelectorAll(".margin .comment")) note.open = false;
  place();
  addEventListener("resize", place);
  document.addEventListener("toggle", place, true);
  let shut = [];
  addEventListener("beforeprint", () => {
    shut = [...document.querySelectorAll(".comment:not([open])")];
    for (const note of shut) note.open = true;
  });
  addEventListener("afterprint", () => { for (const note of shut) note.open = false; });
})();
