// SPDX-License-Identifier: Apache-2.0
package io.dftp.net;

/**
 * An envelope on its way through a third host, which passes it on once, straight to its
 * destination; so nothing goes in a circle.
 *
 * @param origin who sent it
 * @param destination whom it is for
 * @param inner what was sent
 */
record Forwarded(NodeAddress origin, NodeAddress destination, Envelope inner) {}
