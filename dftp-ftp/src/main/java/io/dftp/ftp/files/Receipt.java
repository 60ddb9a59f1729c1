// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.files;

/**
 * What a commit achieved.
 *
 * @param copies how many durable copies there are now, at least 1
 * @param text one line for the client, for example {@code "Stored with 3 copies."}; the text of the
 *     226 reply
 */
public record Receipt(int copies, String text) {}
