// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import io.dftp.ftp.protocol.FtpPath;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** Looks for what there is of an upload of this user that broke off. */
final class OwnPart {
  private OwnPart() {}

  /** Returns its length; empty if there is none. */
  static CompletableFuture<OptionalLong> find(CommandContext context, FtpPath path) {
    return context
        .uploader()
        .map(user -> context.files().part(path, user))
        .orElseGet(() -> CompletableFuture.completedFuture(OptionalLong.empty()));
  }
}
