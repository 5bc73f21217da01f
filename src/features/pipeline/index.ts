export { pipelineModule } from './module.js';
export { dealOfCollab } from './of-collab.js';
