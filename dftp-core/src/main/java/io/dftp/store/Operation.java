// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

/**
 * A mutation under its name, as its gateway asks owners to try it.
 *
 * @param decidedBelow the counter below which the gateway knows what became of all its operations
 *     on the map
 */
record Operation(OperationId id, long decidedBelow, Mutation mutation) {}
