// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.files;

/**
 * How much room a file system has.
 *
 * @param totalBytes all of it
 * @param freeBytes what new files may take
 */
public record Space(long totalBytes, long freeBytes) {}
