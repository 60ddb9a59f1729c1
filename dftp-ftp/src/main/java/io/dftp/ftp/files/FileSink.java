// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.files;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/**
 * Takes the bytes of an upload; ends in exactly one of {@link #commit} or {@link #abort}.
 *
 * <p>Calls come one at a time. The writer may call {@link #write} again before earlier writes have
 * completed; their bytes follow each other in the order of the calls. It keeps the sum of bytes
 * whose writes have not completed below its own window: a sink that holds back a completion slows
 * the client down to its pace.
 */
public interface FileSink {

  /**
   * Takes the remaining bytes of a buffer.
   *
   * <p>The buffer is lent until the future completes; then the writer uses its memory again. So a
   * sink that gathers blocks copies. It must be able to complete a write without a later one, and
   * completes every write once {@link #abort} was called.
   *
   * @return done when the bytes were taken and more are welcome; fails with {@link FileError}
   *     ({@code STORE_FULL} and {@code QUOTA} among them), after which the writer calls {@link
   *     #abort}
   */
  CompletableFuture<Void> write(ByteBuffer bytes);

  /**
   * Publishes what was written: readers see the old file until this completes and the new one
   * after. Called when all writes have completed.
   *
   * @return what was achieved, when it is stored as promised (on all copies, durable). Fails with
   *     {@link FileError.Kind#MAY_HAVE_HAPPENED} if that is unknown, with another kind if it
   *     certainly did not happen. Failed or not, the sink has ended
   */
  CompletableFuture<Receipt> commit();

  /**
   * Ends an upload that broke off, and keeps what {@link WriteMode#kept} says. A part takes the
   * place of an older one of the same user and name, never of one whose upload began later. Writes
   * that have not completed may be dropped.
   *
   * @return done when the part or the shorter file can be seen; fails with {@link FileError} if it
   *     could not be kept, which leaves the state before the upload
   */
  CompletableFuture<Void> abort();
}
