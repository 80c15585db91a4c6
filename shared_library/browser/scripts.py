"""What runs in the page itself, in one round trip each.

Playwright's locators lay a script of their own into every new page before they can look (20 ms and more); a page that
is only looked at once is read with these instead. They look as a person does (label, heading, what is visible), and
what they do not find is left to the locators, which wait.
"""

HEADING_NOW = """headings => {
  const plain = element => element.innerText.replace(/\\s+/g, ' ').trim();
  const wanted = [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')]
    .filter(element => element.checkVisibility({visibilityProperty: true})).map(plain);
  return headings.find(heading => wanted.includes(heading)) || '';
}"""

# Text is typed as an editing command: the page sees focus, beforeinput, input, and change when the field is left, as
# from `fill` (all trusted but beforeinput, which the browser does not send for a command). A list is set as
# `select_option` does. Gives the labels of the fields that were not done.
FILL_FORM = """([choices, texts]) => {
  const plain = text => (text || '').replace(/\\s+/g, ' ').trim();
  const fields = new Map();
  for (const field of document.querySelectorAll('input, select, textarea'))
    for (const name of [field.getAttribute('aria-label'), ...[...(field.labels || [])].map(label => label.innerText)])
      if (plain(name) && !fields.has(plain(name))) fields.set(plain(name), field);
  const ready = (field, ...tags) => field && tags.includes(field.tagName) && !field.disabled && !field.readOnly
    && field.checkVisibility({visibilityProperty: true});
  const choose = (list, words) => {
    const option = [...list.options].find(one => plain(one.label) === words && !one.disabled);
    if (!option || list.multiple) return false;
    list.focus();
    option.selected = true;
    for (const kind of ['input', 'change']) list.dispatchEvent(new Event(kind, {bubbles: true, composed: true}));
    return list.selectedOptions[0] === option;
  };
  const type = (field, text) => {
    field.focus();
    field.select();
    const about = {inputType: text ? 'insertText' : 'deleteContentBackward', data: text, bubbles: true, composed: true};
    if (!field.dispatchEvent(new InputEvent('beforeinput', {...about, cancelable: true}))) return false;
    document.execCommand(text ? 'insertText' : 'delete', false, text);
    return field.value.replace(/\\r\\n/g, '\\n') === text;
  };
  const left = [];
  for (const [label, words] of Object.entries(choices))
    if (!ready(fields.get(label), 'SELECT') || !choose(fields.get(label), words)) left.push(label);
  for (const [label, text] of Object.entries(texts))
    if (!ready(fields.get(label), 'INPUT', 'TEXTAREA') || !type(fields.get(label), text)) left.push(label);
  return left;
}"""

COVER = """selectors => {
  for (const element of selectors.flatMap(one => [...document.querySelectorAll(one)])) {
    const at = element.getBoundingClientRect(), lid = document.createElement('x-cover');
    const place = {position: 'fixed', left: at.left + 'px', top: at.top + 'px', width: at.width + 'px',
      height: at.height + 'px', background: '#1f2937', 'z-index': 2147483647, display: 'block', margin: 0,
      transform: 'none', opacity: 1, visibility: 'visible'};
    for (const [name, value] of Object.entries(place)) lid.style.setProperty(name, value, 'important');
    document.documentElement.append(lid);
  }
}"""
UNCOVER = "() => document.querySelectorAll('x-cover').forEach(lid => lid.remove())"
