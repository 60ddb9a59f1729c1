// SPDX-License-Identifier: Apache-2.0
/**
 * Replicated maps and immutable blobs on the first hosts at and after their keys. Copies of a map
 * are combined by dots and contexts alone, never by time. Start with {@link
 * io.dftp.store.LocalStore}, the port to the disk, and {@link io.dftp.store.Mutation}.
 */
@NullMarked
package io.dftp.store;

import org.jspecify.annotations.NullMarked;
