// The house's own rules. Each carries one illegal example, which `npm run lint` proves that it catches.
import askedConditions from './asked-conditions.mjs';
import businessTime from './business-time.mjs';
import contextGraph from './context-graph.mjs';
import domainNames from './domain-names.mjs';
import facadeVerbs from './facade-verbs.mjs';
import linksThatOpen from './links-that-open.mjs';
import noEnvironment from './no-environment.mjs';
import noLeftOutTests from './no-left-out-tests.mjs';
import noOrmMagic from './no-orm-magic.mjs';
import oneWayToTheDatabase from './one-way-to-the-database.mjs';
import publishedViews from './published-views.mjs';
import pureRules from './pure-rules.mjs';
import reasonedExceptions from './reasoned-exceptions.mjs';
import routeNamesPeople from './route-names-people.mjs';

export const rules = {
  'asked-conditions': askedConditions,
  'business-time': businessTime,
  'context-graph': contextGraph,
  'domain-names': domainNames,
  'facade-verbs': facadeVerbs,
  'links-that-open': linksThatOpen,
  'no-environment': noEnvironment,
  'no-left-out-tests': noLeftOutTests,
  'no-orm-magic': noOrmMagic,
  'one-way-to-the-database': oneWayToTheDatabase,
  'published-views': publishedViews,
  'pure-rules': pureRules,
  'reasoned-exceptions': reasonedExceptions,
  'route-names-people': routeNamesPeople,
};
