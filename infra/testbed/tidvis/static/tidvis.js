// A tick opens the button that it names; the application shows the fields of the chosen kind of leave.
for (const tick of document.querySelectorAll('[data-opens]')) {
  const button = document.getElementById(tick.dataset.opens);
  const follow = () => { button.disabled = !tick.checked; };
  tick.addEventListener('change', follow);
  follow();
}
for (const kind of document.querySelectorAll('[data-kind]')) {
  const show = () => {
    for (const field of document.querySelectorAll('[data-for]'))
      field.hidden = !field.dataset.for.split(' ').includes(kind.value);
  };
  kind.addEventListener('change', show);
  show();
}
