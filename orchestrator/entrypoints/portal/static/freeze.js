// The list refreshes itself; "Frys" holds it still.
const panel = document.querySelector("[data-live]");
if (panel) {
  panel.hidden = false;
  const button = panel.querySelector("[data-freeze]");
  button.addEventListener("click", () => {
    button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
  });
  document.addEventListener("htmx:before:request", (event) => {
    if (button.getAttribute("aria-pressed") === "true") event.preventDefault();
  });
}
