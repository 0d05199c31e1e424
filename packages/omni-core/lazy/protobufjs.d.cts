import type * as protobuf from 'protobufjs/light.js';

/** The protobufjs that works from descriptions of messages. Loaded by the first call. */
export declare function protobufjs(): typeof protobuf;
