import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { CallOptions } from '@fleetwright/omni-core';
import type { Clock } from '../ports/clock.ts';
import type { DeliveryLog } from '../ports/delivery-log.ts';
import { abortable } from './abortable.ts';

/** How long a delivery is remembered: GitHub offers redelivery for three days, seven leave room. In seconds. */
const REMEMBERED_S = 7 * 24 * 3600;

/** Deliveries as items `d#<id>` of the state table, claimed by a conditional put and forgotten by its TTL. */
export class DynamoDeliveryLog implements DeliveryLog {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;
  readonly #clock: Clock;

  constructor(dynamo: DynamoDBClient, table: string, clock: Clock) {
    this.#dynamo = dynamo;
    this.#table = table;
    this.#clock = clock;
  }

  async claim(id: string, options: CallOptions = {}): Promise<boolean> {
    const now = this.#clock();
    try {
      await this.#dynamo.send(
        new PutItemCommand({
          TableName: this.#table,
          Item: {
            id: { S: `d#${id}` },
            takenAt: { S: now.toISOString() },
            expiration: { N: String(Math.floor(now.getTime() / 1000) + REMEMBERED_S) },
          },
          ConditionExpression: 'attribute_not_exists(id)',
        }),
        abortable(options),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  async release(id: string, options: CallOptions = {}): Promise<void> {
    const key = { TableName: this.#table, Key: { id: { S: `d#${id}` } } };
    await this.#dynamo.send(new DeleteItemCommand(key), abortable(options));
  }
}
