// SPDX-License-Identifier: Apache-2.0
package io.dftp.cluster;

/**
 * What the application of a host answers an operator.
 *
 * @param done whether the question was understood and what it asked for was done
 * @param text what was found, or why not; for people
 */
public record Reply(boolean done, String text) {}
