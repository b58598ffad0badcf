import type { Links } from '#notifications';
import { publicUrl, type Config } from '#platform';
import { paths } from '../web/paths.js';

/** Whole addresses of our pages, for letters. */
export const linksOf = (config: Config): Links => {
  const to =
    (path: (id: string) => string) =>
    (id: string): string =>
      publicUrl(config) + path(id);
  return {
    agreement: to(paths.agreements.show),
    termEnd: to(paths.agreements.termEnd),
    visit: to(paths.visits.show),
    visitToReport: to(paths.visitReport),
    supportRequest: to(paths.support.show),
    brokerage: to(paths.brokerage.show),
    proposal: to(paths.support.proposal),
    nomination: to(paths.nominations.show),
    key: to(paths.keys.show),
    confirmAppointment: to((token) => `${paths.confirmAppointment}?token=${token}`),
    document: to(paths.documents.show),
  };
};
