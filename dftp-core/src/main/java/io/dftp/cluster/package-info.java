// SPDX-License-Identifier: Apache-2.0
/**
 * Ring, coordinator and store wired together: what a user of the whole takes. Start with {@link
 * io.dftp.cluster.ClusterNode}; {@link io.dftp.cluster.Census} asks a running cluster how it is.
 */
@NullMarked
package io.dftp.cluster;

import org.jspecify.annotations.NullMarked;
