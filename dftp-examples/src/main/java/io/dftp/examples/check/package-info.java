// SPDX-License-Identifier: Apache-2.0
/**
 * The checking commands {@code dftp check ...}: they visit every state that a small system can
 * reach, under the production protocol. Start with {@link io.dftp.examples.check.CheckCommand}.
 */
@NullMarked
package io.dftp.examples.check;

import org.jspecify.annotations.NullMarked;
