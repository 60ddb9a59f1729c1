// SPDX-License-Identifier: Apache-2.0
/**
 * The tree of names on the replicated store: each directory is a map of its own, each name a row.
 * Start with {@link io.dftp.ftp.namespace.RingFileSystem}; {@link io.dftp.ftp.namespace.Entry} is
 * what a row holds.
 */
@NullMarked
package io.dftp.ftp.namespace;

import org.jspecify.annotations.NullMarked;
