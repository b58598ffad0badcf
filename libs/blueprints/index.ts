export { blueprintNames, parseBlueprint, readBlueprint, type Blueprint } from './blueprint.js';
export { BlueprintsModule } from './blueprints.module.js';
export { offerId, OperatorCreation, type Created } from './create-operator.js';
export { History } from './demonstration/history.js';
export { Demonstration, type OnDemonstration } from './demonstration/demonstration.js';
