// SPDX-License-Identifier: Apache-2.0
/**
 * Gives back the space of what no name stands for any more: only on positive evidence, for which
 * every host that may know better has been heard.
 */
@NullMarked
package io.dftp.ftp.reclaim;

import org.jspecify.annotations.NullMarked;
