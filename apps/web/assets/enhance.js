// Everything works without this; with it, errors take the focus and the menu folds on a phone.
import { initAll } from './govuk-frontend.js';

document.body.classList.add('js-enabled', 'govuk-frontend-supported');
initAll();

// A page that answers a form cannot be shown again without sending the form again, and the browser's own page about that
// is no help. Whoever goes on from it gets the page where they filled the form in when they press "back".
const { origin } = location;
if ('answer' in document.body.dataset && document.referrer.startsWith(`${origin}/`)) {
  const comeBackToForm = () => history.replaceState(null, '', document.referrer);
  document.addEventListener('submit', comeBackToForm);
  document.addEventListener('click', ({ target }) => target.closest?.('a[href]') && comeBackToForm());
}
