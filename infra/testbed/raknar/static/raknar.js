// A money field is emptied when it is entered, as the old terminal did; and a form that asks is asked first.
document.querySelectorAll('[data-money]').forEach(field => {
  field.addEventListener('focus', () => { field.dataset.was = field.value; field.value = ''; });
  field.addEventListener('blur', () => { if (!field.value) field.value = field.dataset.was || ''; });
});
document.querySelectorAll('form[data-ask]').forEach(form => {
  form.addEventListener('submit', event => { if (!window.confirm(form.dataset.ask)) event.preventDefault(); });
});
