export { blueprintNames, parseBlueprint, readBlueprint } from './blueprint.js';
export { blueprintSchema, type Blueprint } from './declaration.js';
export { BlueprintsModule } from './blueprints.module.js';
export { offerId, OperatorCreation, type Created } from './create-operator.js';
