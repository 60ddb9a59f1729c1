// SPDX-License-Identifier: Apache-2.0
/**
 * The coordinator of a group of hosts: the Bully election with what loss, pauses and partitions
 * demand. {@link io.dftp.bully.BullyElector} takes part in it and tells who leads; {@link
 * io.dftp.bully.ElectionProtocol} is the pure protocol inside it. It elects in mode AVAILABLE: one
 * coordinator for each connected group, so that a partition has two, and the healing leaves one.
 */
@NullMarked
package io.dftp.bully;

import org.jspecify.annotations.NullMarked;
