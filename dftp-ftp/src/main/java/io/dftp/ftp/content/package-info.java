// SPDX-License-Identifier: Apache-2.0
/**
 * File bytes cut into bounded blocks on the replicated store. A file's bytes are a list of pieces:
 * few bytes inline, or a range of a content, which is an immutable sequence of blobs with their
 * lengths and hashes in a map of its own. Start with {@link io.dftp.ftp.content.ContentWriter} and
 * {@link io.dftp.ftp.content.ContentReader}.
 */
@NullMarked
package io.dftp.ftp.content;

import org.jspecify.annotations.NullMarked;
