export { stop as default } from './server.js';
