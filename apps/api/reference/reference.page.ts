import nunjucks from 'nunjucks';
import { fileURLToPath } from 'node:url';
import type { Reference } from './reference.presenter.js';

const environment = new nunjucks.Environment(
  new nunjucks.FileSystemLoader(fileURLToPath(new URL('.', import.meta.url))),
  { autoescape: true },
);

/** `**bold**` and `code` of the document's own texts, as HTML; everything else is escaped first. */
environment.addFilter('prose', (text: string) => {
  const escaped = String(environment.getFilter('escape')(text));
  return new nunjucks.runtime.SafeString(
    escaped.replaceAll(/`([^`]+)`/g, '<code>$1</code>').replaceAll(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>'),
  );
});

export const renderReference = (reference: Reference): string =>
  environment.render('reference.njk', { reference });
