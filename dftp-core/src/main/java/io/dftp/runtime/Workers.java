// SPDX-License-Identifier: Apache-2.0
package io.dftp.runtime;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/**
 * Where work runs that would hold up the event loop: hashing, copying and compressing of bulk
 * bytes.
 *
 * <p>Bounded: work beyond the bound fails with {@link OverloadedException} and has not happened.
 * The result completes on the event loop. Work whose context is cancelled before it begins does not
 * begin.
 */
public interface Workers {

  /** Runs the work away from the loop; its exception fails the result. Call from the event loop. */
  <T> CompletableFuture<T> submit(CallContext context, Callable<T> work);
}
