// SPDX-License-Identifier: Apache-2.0
/**
 * Points and arcs of the identifier circle, and the hash that places keys on it. Pure values; start
 * with {@link io.dftp.id.Identifier} and {@link io.dftp.id.Arc}.
 */
@NullMarked
package io.dftp.id;

import org.jspecify.annotations.NullMarked;
