/**
 * Tables that a phone can show. Every table of a page gets here, once rendered, what the style sheet needs to lay its
 * rows out as labelled cards: the column's name at each cell. Laid out so, a browser no longer takes it for a table,
 * so each part also says its role. Templates write plain tables and cannot forget it.
 */
export const readyForPhones = (html: string): string =>
  html.replace(/<table class="govuk-table\b[\s\S]*?<\/table>/g, labelled);

function labelled(table: string): string {
  const end = table.indexOf('</thead>');
  const labels = [...table.slice(0, end).matchAll(/<t[hd]\b[^>]*>([\s\S]*?)<\/t[hd]>/g)].map(([, content]) =>
    content!
      .replace(/<[^>]*>/g, '')
      .replaceAll('"', '&quot;')
      .trim(),
  );
  const head = table.slice(0, end).replace(/<th\b/g, '<th role="columnheader"');
  const rows = table
    .slice(end)
    .replace(/<tr\b([^>]*)>([\s\S]*?)<\/tr>/g, (_, attributes: string, cells: string) => {
      const total = cells.includes(' colspan=');
      const named = total ? attributes.replace('class="', 'class="mt-total ') : attributes;
      return `<tr${named}>${labelledCells(cells, total ? [] : labels)}</tr>`;
    });
  return (head + rows)
    .replace('<table', '<table role="table"')
    .replace(/<(thead|tbody|tfoot)\b/g, '<$1 role="rowgroup"')
    .replace(/<tr\b/g, '<tr role="row"');
}

function labelledCells(cells: string, labels: readonly string[]): string {
  let column = 0;
  return cells.replace(
    /<(t[hd])\b([^>]*)>([\s\S]*?)<\/\1>/g,
    (_, tag: string, attributes: string, content: string) => {
      const label = labels[column++];
      const role = tag === 'th' ? 'rowheader' : 'cell';
      const inside = content.trim();
      return `<${tag} role="${role}"${label ? ` data-label="${label}"` : ''}${attributes}>${inside && `<div>${inside}</div>`}</${tag}>`;
    },
  );
}
