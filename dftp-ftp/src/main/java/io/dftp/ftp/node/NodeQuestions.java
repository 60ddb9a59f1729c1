// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.node;

import io.dftp.cluster.Reply;
import io.dftp.net.NodeAddress;
import io.dftp.transport.ClusterSecret;
import java.time.Duration;

/** What operators ask of a running node from outside. */
public final class NodeQuestions {

  private NodeQuestions() {}

  /**
   * Begins a check of the tree. Blocks.
   *
   * @param full whether hosts read every block
   * @return the number of the check, or why there is none
   */
  public static Reply beginFsck(
      NodeAddress ring, String cluster, ClusterSecret secret, boolean full, Duration timeout)
      throws StatusException {
    String how = FsckDesk.BEGIN + (full ? FsckDesk.FULL : "");
    return Visit.ask(
        ring, cluster, secret, timeout, (visitor, node) -> visitor.question(node, how, timeout));
  }

  /**
   * Asks how far a check is. Blocks.
   *
   * @param number of the check
   * @param from how many findings are known already
   * @return a line of {@code running} or {@code done} and the numbers of directories, files, blocks
   *     and findings, then a line for each further finding; or why there is no answer
   */
  public static Reply moreFsck(
      NodeAddress ring,
      String cluster,
      ClusterSecret secret,
      String number,
      int from,
      Duration timeout)
      throws StatusException {
    String what = FsckDesk.MORE + number + " " + from;
    return Visit.ask(
        ring, cluster, secret, timeout, (visitor, node) -> visitor.question(node, what, timeout));
  }

  /**
   * Declares a host gone for good, so that space waits for it no longer. Blocks.
   *
   * @param ring the ring address of any node that runs
   * @param host name, ring address or disk of the one that is gone
   * @throws StatusException if the node does not answer within the time-out
   */
  public static Reply forget(
      NodeAddress ring, String cluster, ClusterSecret secret, String host, Duration timeout)
      throws StatusException {
    return Visit.ask(
        ring,
        cluster,
        secret,
        timeout,
        (visitor, node) -> visitor.question(node, NodeDesk.FORGET + host, timeout));
  }

  /**
   * Changes or lists the users of the ring. Blocks.
   *
   * @param words what is wanted, as {@link io.dftp.ftp.users.RingAccounts#answer} takes it
   * @throws StatusException if the node does not answer within the time-out
   */
  public static Reply users(
      NodeAddress ring, String cluster, ClusterSecret secret, String words, Duration timeout)
      throws StatusException {
    String question = NodeDesk.USER + words;
    return Visit.ask(
        ring,
        cluster,
        secret,
        timeout,
        (visitor, node) -> visitor.question(node, question, timeout));
  }
}
