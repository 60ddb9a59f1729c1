// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.tree;

import io.dftp.net.NodeAddress;

/**
 * One operation of a client.
 *
 * @param number in the order of the questions
 * @param path what it was about
 * @param target the new path, for a rename; else empty
 * @param write the number of the {@link Upload}; -1 if it is none
 * @param modified the time that {@link TreeOperation#TOUCH} sets, in milliseconds
 * @param begun its place in the order of all that happened
 * @param ended the same
 */
record TreeCall(
    int number,
    String client,
    NodeAddress gateway,
    TreeOperation operation,
    String path,
    String target,
    int write,
    long modified,
    long begun,
    long ended,
    Answer answer) {

  boolean isDone() {
    return answer instanceof Answer.Done;
  }

  boolean isOpen() {
    return answer instanceof Answer.Open;
  }

  /** Says whether it changed something, or may have. */
  boolean mayHaveChanged() {
    return operation.isChange() && !(answer instanceof Answer.Refused);
  }

  TreeCall with(Answer other) {
    return new TreeCall(
        number, client, gateway, operation, path, target, write, modified, begun, ended, other);
  }

  @Override
  public String toString() {
    String bytes = write < 0 ? "" : " of upload " + write;
    String to = target.isEmpty() ? "" : " to " + target;
    return "#"
        + number
        + " "
        + client
        + " at "
        + gateway.host()
        + " ("
        + begun
        + " to "
        + ended
        + "): "
        + operation
        + " "
        + path
        + to
        + bytes
        + ": "
        + answer;
  }
}
