// The help dialog that lists the keys: `?` or its button opens it on every page.
const dialog = document.querySelector('#help');

export function openHelp() {
  dialog?.showModal();
}

document.querySelector('#help-button')?.addEventListener('click', openHelp);
dialog?.addEventListener('click', (event) => {
  if (event.target === dialog) dialog.close();
});
