// The desk with script: keys, a clock that knows when one is here, and a bar that counts down. All of it works without.
const desk = document.querySelector(".desk");
const csrf = document.querySelector("input[name=csrf]")?.value;
const typing = (target) => target.closest("input, textarea, select, [contenteditable]");

// Keys: can be turned off, and never act while one writes.
const keys = document.querySelector("[data-keys]");
if (keys) {
  const box = keys.querySelector("input");
  keys.hidden = false;
  box.checked = localStorage.getItem("coe-keys") !== "off";
  box.addEventListener("change", () => localStorage.setItem("coe-keys", box.checked ? "on" : "off"));
  document.addEventListener("keydown", (event) => {
    if (!box.checked || event.ctrlKey || event.altKey || event.metaKey || typing(event.target)) return;
    const go = { j: desk.dataset.next, k: desk.dataset.previous }[event.key.toLowerCase()];
    if (go) location.assign(go);
    else if (event.key.toLowerCase() === "b") document.querySelector("[data-decide]")?.focus();
    else if (event.key.toLowerCase() === "f" && document.querySelector("[data-ask]")) ask();
    else if (event.key === "?") {
      const shown = document.getElementById("shortcuts");
      shown.open = !shown.open;
      if (shown.open) shown.querySelector("summary").focus();
    } else return;
    event.preventDefault();
  });
}

// The question to the applicant opens in place. The form is drawn anew when it is reckoned: listen above it.
function ask() {
  const fields = document.getElementById("supplement");
  fields.hidden = false;
  fields.querySelector("[name=asking]").value = "1";
  document.getElementById("question").focus();
}
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-ask]")) return;
  event.preventDefault();
  ask();
});

// The clock: a beat every 30 s while the page is seen and somebody is here; the server counts.
const clock = document.querySelector("[data-clock]");
if (clock && csrf) {
  const beatEvery = 30, idleAfter = 300;
  const button = document.querySelector("[data-pause]");
  const paused = () => button?.dataset.pause === "true";
  let active = Date.now(), away = false, seconds = Number(clock.dataset.clock), sinceBeat = 0;
  const tell = (what) => fetch(`${desk.dataset.desk}/beat`, {
    method: "POST", body: new URLSearchParams({ csrf, what }), keepalive: true,
  }).catch(() => {});
  const here = () => !document.hidden && (Date.now() - active) / 1000 < idleAfter;
  const draw = () => {
    const two = (number) => String(number).padStart(2, "0");
    clock.textContent = `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
  };
  const wake = () => {
    active = Date.now();
    if (away && !document.hidden) { away = false; sinceBeat = 0; tell("back"); }
  };
  for (const sign of ["keydown", "pointerdown", "pointermove", "scroll"]) addEventListener(sign, wake, { passive: true });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) wake();
    else if (!away && !paused()) { away = true; tell("beat"); }
  });
  setInterval(() => {
    if (paused()) return;
    if (!here()) { away = true; return; }
    seconds += 1; sinceBeat += 1;
    draw();
    if (sinceBeat >= beatEvery) { sinceBeat = 0; tell("beat"); }
  }, 1000);
  button?.addEventListener("click", (event) => {
    event.preventDefault();
    const [pause, resume] = button.dataset.words.split("|");
    tell(paused() ? "resume" : "pause");
    button.dataset.pause = String(!paused());
    button.textContent = paused() ? resume : pause;
  });
}

for (const left of document.querySelectorAll("[data-left]")) {
  const ticking = setInterval(() => {
    left.dataset.left -= 1;
    left.textContent = left.dataset.left;
    if (left.dataset.left <= 0) { clearInterval(ticking); left.closest(".undo").hidden = true; }
  }, 1000);
}

// After an answer with errors: to the first thing to look at.
(document.getElementById("problems") ?? document.querySelector("[data-first]"))?.focus();
