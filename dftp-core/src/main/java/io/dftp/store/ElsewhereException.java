// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.net.NodeAddress;
import io.dftp.runtime.DftpException;
import io.dftp.runtime.Outcome;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** This host does not own the map; perhaps it knows who does. */
final class ElsewhereException extends DftpException {

  private static final long serialVersionUID = 1L;

  private final transient @Nullable NodeAddress owner;

  ElsewhereException(ObjectId map, Optional<NodeAddress> owner) {
    super(Outcome.ASK_ELSEWHERE, "this host does not own map " + map);
    this.owner = owner.orElse(null);
  }

  Optional<NodeAddress> owner() {
    return Optional.ofNullable(owner);
  }
}
