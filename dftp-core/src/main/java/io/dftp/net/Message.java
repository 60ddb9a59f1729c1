// SPDX-License-Identifier: Apache-2.0
package io.dftp.net;

/**
 * A message between hosts: an immutable record of a sealed family, one family a protocol. Its
 * {@link MessageType} gives it a number and a form in bytes.
 */
public interface Message {}
