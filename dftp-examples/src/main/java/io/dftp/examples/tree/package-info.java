// SPDX-License-Identifier: Apache-2.0
/**
 * Whole trees of files on simulated clusters under faults, and the judgement of all that their
 * clients saw. Start with {@link io.dftp.examples.tree.TreeTrial}, then {@link
 * io.dftp.examples.tree.TreeOracle}.
 */
@NullMarked
package io.dftp.examples.tree;

import org.jspecify.annotations.NullMarked;
