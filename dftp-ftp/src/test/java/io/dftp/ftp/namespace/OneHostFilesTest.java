// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import io.dftp.ftp.files.FileSystem;
import io.dftp.ftp.files.FileSystemWithPartsContract;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** The tree on the replicated store of a host that is alone. */
class OneHostFilesTest extends FileSystemWithPartsContract {

  private final RingOfFiles ring = new RingOfFiles(1, 1);
  private final FileSystem files = ring.files(0);

  @Override
  protected FileSystem files() {
    return files;
  }

  @Override
  protected void finish(CompletableFuture<?> future) {
    ring.finish(future);
  }

  @Override
  protected void passTime() {
    ring.await(Duration.ofSeconds(1));
  }
}
