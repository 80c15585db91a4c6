// Appends a robot's new lines as they come. Without this file the page has a link that reads it again.
const log = document.querySelector("[data-log]");
if (log && window.EventSource) {
  const panel = document.querySelector("[data-live]");
  const button = panel.querySelector("[data-freeze]");
  const nowAt = document.querySelector("[data-now]");
  const source = new EventSource(`${log.dataset.log}?after=${log.dataset.after}`);
  let held = [];
  panel.hidden = false;
  document.querySelector("[data-reload]").hidden = true;
  log.scrollTop = log.scrollHeight;

  const frozen = () => button.getAttribute("aria-pressed") === "true";

  const append = (line) => {
    const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
    const row = document.createElement("li");
    for (const text of [line.at, line.text]) {
      const part = document.createElement("span");
      part.textContent = text;
      row.append(part);
    }
    log.append(row);
    if (atEnd) log.scrollTop = log.scrollHeight;
  };

  source.addEventListener("line", (event) => {
    const line = JSON.parse(event.data);
    if (frozen()) held.push(line);
    else append(line);
  });
  source.addEventListener("now", (event) => {
    const { text } = JSON.parse(event.data);
    if (text && nowAt && !frozen()) nowAt.textContent = text;
  });
  source.addEventListener("end", () => {
    source.close();
    panel.querySelector(".live").hidden = true;
    document.querySelector("[data-reload]").hidden = false;
  });
  button.addEventListener("click", () => {
    button.setAttribute("aria-pressed", String(!frozen()));
    if (!frozen()) {
      held.forEach(append);
      held = [];
    }
  });
}
