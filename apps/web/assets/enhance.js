// Everything works without this; with it, errors take the focus and the menu folds on a phone.
import { initAll } from './govuk-frontend.js';

document.body.classList.add('js-enabled', 'govuk-frontend-supported');
initAll();
