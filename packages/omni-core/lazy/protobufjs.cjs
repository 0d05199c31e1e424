'use strict';

// CommonJS, because only its `require` loads a library at the moment it is needed without a promise, and because
// bundlers follow it: an ES module could do no more than import protobufjs at once, for a fifth of the time a client
// takes to start.

/** The protobufjs that works from descriptions of messages. Loaded by the first call. */
exports.protobufjs = () => require('protobufjs/light.js');
